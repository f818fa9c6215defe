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

MEANT = {
    **dict.fromkeys(
        ("production", "prod", "in production", "live", "published", "released", "ga", "stable", "approved"),
        "active",
    ),
    **dict.fromkeys(
        ("development", "dev", "in development", "wip", "in progress", "experimental", "test", "testing"),
        "draft",
    ),
    **dict.fromkeys(("review", "in review", "planned", "pending"), "proposed"),
    **dict.fromkeys(("sunset", "sunsetting", "obsolete"), "deprecated"),
    **dict.fromkeys(("archived", "decommissioned", "inactive", "deleted", "end of life", "eol"), "retired"),
}
"""Other words that people write, and the status that they probably mean."""


def folded(status: str | None) -> str | None:
    """Return a status as it is compared: one of the five in any case, or the word as it is written."""
    plain = (status or "").strip().casefold()
    return plain if plain in STATUSES else status


def meant_by(status: str) -> str | None:
    """Return the status that another word probably means."""
    return MEANT.get(" ".join(status.casefold().replace("-", " ").replace("_", " ").split()))
