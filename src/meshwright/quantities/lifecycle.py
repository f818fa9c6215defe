"""The statuses of products and contracts, in order."""

from __future__ import annotations

STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
"""The permitted statuses; the standards themselves allow any `status`."""

NEXT = {
    "proposed": ("draft", "active", "retired"),
    "draft": ("proposed", "active", "retired"),
    "active": ("deprecated",),
    "deprecated": ("active", "retired"),
    "retired": (),
}
"""The permitted next statuses; an active item must be deprecated before it is retired."""

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
"""Other common words, with the status that they probably mean."""


def folded(status: str | None) -> str | None:
    """Return a status for comparison: one of `STATUSES`, recognised regardless of case, or else the word as written."""
    plain = (status or "").strip().casefold()
    return plain if plain in STATUSES else status


def meant_by(status: str) -> str | None:
    """Return the status that another word probably means."""
    return MEANT.get(" ".join(status.casefold().replace("-", " ").replace("_", " ").split()))
