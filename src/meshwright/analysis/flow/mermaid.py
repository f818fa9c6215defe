"""Labels for Mermaid diagrams, escaped because Mermaid would interpret markup from files."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[^A-Za-z0-9 _./,:()-]")


def entities(text: str) -> str:
    """Escape a label for double quotes: all but letters, digits and a few punctuation marks become character references."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)
