"""The tool itself and its exceptions are in order."""
