"""A file is a valid document of its kind."""
