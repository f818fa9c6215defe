"""Sensitive data is known, protected and read only by those who may."""
