"""Products fit together: references, identifiers and formats on which others can build."""
