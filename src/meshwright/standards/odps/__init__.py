"""ODPS, the Open Data Product Standard (Bitol's): its vocabulary, and a grammar for each version."""
