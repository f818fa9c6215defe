"""The statuses that products and contracts go through, in order."""

from __future__ import annotations

STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
"""The standards leave `status` open; a mesh closes it."""

NEXT = {
    "proposed": ("draft", "active", "retired"),
    "draft": ("proposed", "active", "retired"),
    "active": ("deprecated",),
    "deprecated": ("active", "retired"),
    "retired": (),
}
"""What each status may become: before anything is promised, all; then nothing goes without a deprecation."""
