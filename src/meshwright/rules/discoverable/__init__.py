"""A product can be found, and somebody answers for it."""
