"""Addresses: every item has one stable name, and every reference resolves."""
