"""The tables of all keys and values that are read beyond ODPS and ODCS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.tables import table
from meshwright.standards.extensions import CUSTOM, NOTATIONS, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.standards.extensions import Extension


def extension_tables() -> Mapping[str, str]:
    """Return the tables, by name, for the page that is written by hand."""
    product = [each for each in CUSTOM if each.block == "product"]
    others = [each for each in CUSTOM if each.block != "product"]
    return {
        "custom-properties-of-a-product": _rows("property", product, is_placed=False),
        "custom-properties-of-a-contract": _rows("property", others, is_placed=True),
        "values-with-a-meaning": _rows("key", VALUES, is_placed=True),
        "notations": _rows("key", NOTATIONS, is_placed=True),
    }


def _rows(head: str, extensions: Iterable[Extension], *, is_placed: bool) -> str:
    """Write a table; entries that differ only in their block are one row."""
    joined: dict[tuple[str, str], list[Extension]] = {}
    for each in extensions:
        joined.setdefault((each.key, each.value), []).append(each)
    rows = [
        (
            *([", ".join(one.block for one in same)] if is_placed else []),
            f"`{each.key}`",
            each.value + _example(each),
            _described(each),
        )
        for same in joined.values()
        for each in same[:1]
    ]
    return table((*(["where"] if is_placed else []), head, "value", "for"), rows)


def _example(each: Extension) -> str:
    examples = each.schema.get("examples", ()) if not each.is_custom else ()
    texts = [example for example in examples if isinstance(example, str) and f"`{example}`" not in each.value]
    return f": `{texts[0]}`" if texts and each in NOTATIONS else ""


def _described(each: Extension) -> str:
    links = [f"[{rule}](rules/{rule}.md)" for rule in each.rules]
    if each.page:
        name = each.page.partition(".")[0].replace("-", " ")
        links.append(f"[{name}](../concepts/{each.page})")
    return f"{each.description}: {', '.join(links)}" if links else each.description
