"""Conversion of documents from earlier standards to ODCS 3.2.

This package does not read or write text, or follow a reference to another file.
"""
