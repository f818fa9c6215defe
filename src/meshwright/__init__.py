"""Meshwright, the compiler and linter for data meshes.

ARCHITECTURE.md states what each package knows and does not know.
"""

__version__ = "0.1.0"
