"""The diff omits nothing: every edit of a document is a change."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.changes.value_diff import difference
from meshwright.source.text import decode
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path as Steps

ROOT = Path(__file__).parents[2]
THINGS = {"DataContract": "contract", "DataProduct": "product"}
FILES = [
    ROOT / "benchmarks/full-example.odcs.yaml",
    ROOT / "products/player/listening-sessions/contracts/daily.v2.odcs.yaml",
    ROOT / "products/payments/royalties/contracts/statements.v1.odcs.yaml",
    ROOT / "products/player/listening-sessions/product.odps.yaml",
    *sorted((ROOT / "governance").glob("*.yaml")),
    *sorted((ROOT / "governance/entities").glob("*.yaml")),
    *sorted((ROOT / "products").glob("*/meanings.yaml"))[:3],
]


def documents() -> Iterator[Any]:
    """Yield the values of documents that use most keys."""
    for path in FILES:
        for number, document in enumerate(parse(decode(path.read_bytes())[0]).documents):
            if isinstance(document.value, dict):
                yield pytest.param(document.value, id=f"{path.relative_to(ROOT)}-{number}")


def leaves(value: Any, path: Steps = ()) -> Iterator[Steps]:
    """Yield the paths of all scalars."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from leaves(each, (*path, position))
    else:
        yield path


def edited(value: Any, path: Steps, *, is_removed: bool) -> Any:
    """Change or remove the value at a path."""
    found = copy.deepcopy(value)
    inner = found
    for step in path[:-1]:
        inner = inner[step]
    if is_removed:
        del inner[path[-1]]
    else:
        inner[path[-1]] = "another" if inner[path[-1]] != "another" else "one more"
    return found


@pytest.mark.parametrize("document", list(documents()))
def test_every_edit_is_a_change(document: dict[str, Any]) -> None:
    """Changing or removing a value results in changes; comparing equal values results in none."""
    thing = THINGS.get(document.get("kind", ""), "register")
    assert list(difference(document, copy.deepcopy(document), thing)) == []
    for path in leaves(document):
        assert list(difference(document, edited(document, path, is_removed=False), thing)), path
        assert list(difference(document, edited(document, path, is_removed=True), thing)), path
