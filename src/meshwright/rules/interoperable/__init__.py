"""Interoperability: products fit together by references, identifiers and formats."""
