"""Meshwright, the compiler and linter for data meshes.

ARCHITECTURE.md says what each package knows, and what it does not know.
"""

__version__ = "0.1.0"
