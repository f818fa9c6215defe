"""Sensitive data are known, protected and read by those who may."""
