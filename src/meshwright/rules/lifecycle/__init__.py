"""Statuses agree with those of everything that depends on them."""
