"""Security: sensitive data is identified, protected, and read only by authorised readers."""
