"""Adoption: agreements with consumers are correct, and products are easy to use."""
