"""Products fit together: references, identifiers and formats that others can build on."""
