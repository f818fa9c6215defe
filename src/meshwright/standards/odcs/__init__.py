"""ODCS, the Open Data Contract Standard: its vocabulary, and a grammar for each version."""
