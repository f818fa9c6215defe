"""Labels of Mermaid diagrams, which would read markup, its own or HTML, in what files say."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[^A-Za-z0-9 _./,:()-]")


def entities(text: str) -> str:
    """Write a label to stand in double quotes: all but letters, digits and some signs as character references."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)
