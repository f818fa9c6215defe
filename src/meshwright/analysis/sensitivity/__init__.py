"""Sensitivity of fields: declared and effective classification, de-identification, personal data and its retention.

This package knows forbidden flows of data. It does not know access rights.
"""
