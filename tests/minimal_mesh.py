"""The minimal mesh, which is clean, and edits of a copy of it."""

from __future__ import annotations

from pathlib import Path

MINIMAL = Path(__file__).parent / "meshes/minimal"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"


def edit(mesh: Path, path: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = (mesh / path).read_text()
    assert old in text
    (mesh / path).write_text(text.replace(old, new, 1))
