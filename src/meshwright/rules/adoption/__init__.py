"""Agreements with consumers are true, and a product is made to be adopted."""
