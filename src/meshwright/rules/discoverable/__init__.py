"""Discoverability: products can be found, and have owners."""
