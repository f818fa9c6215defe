"""Meshwright, the compiler and linter for data meshes."""

__version__ = "0.1.0"
