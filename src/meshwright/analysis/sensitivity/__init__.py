"""Sensitivity of fields: declared and effective classification, de-identification, personal data and its retention.

Knows forbidden flows of data. Does not know access rights.
"""
