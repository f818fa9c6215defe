"""A product can be found, and has an owner."""
