"""Structure: files are well-formed documents of their kind."""
