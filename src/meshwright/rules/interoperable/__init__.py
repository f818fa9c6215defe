"""Interoperability: products fit together through references, identifiers and formats."""
