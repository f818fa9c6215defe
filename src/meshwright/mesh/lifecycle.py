"""The statuses that products and contracts go through, in order."""

from __future__ import annotations

STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
"""The standards leave `status` open; a mesh closes it."""
