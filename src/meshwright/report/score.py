"""Scores for people and programs; percentages are rounded down, so that only a perfect score is 100."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from meshwright.measuring.standing import ProductStanding
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from meshwright.scores.product_score import ProductScore

VERSION = 1


Measured = Mapping[str, ProductStanding] | None
"""The measurements of each product, by its address; None without observations."""


def as_json(product_scores: Iterable[ProductScore], measured: Measured = None) -> str:
    """Render scores as JSON."""
    entries = []
    for each in product_scores:
        entry = _entry(each)
        if measured is not None:
            entry["measured"] = _measured(measured.get(each.product, ProductStanding()))
        entries.append(entry)
    return json.dumps({"version": VERSION, "products": entries}, indent=2) + "\n"


def _measured(found: ProductStanding) -> dict[str, Any]:
    return {**found.standing._asdict(), "neverMeasured": found.never, "lastSeen": found.last_seen or None}


def _entry(product_score: ProductScore) -> dict[str, Any]:
    return {
        "product": product_score.product,
        "path": product_score.file,
        "score": percent(product_score.score),
        "qualities": {
            each.name: {
                "score": percent(each.score),
                "checks": each.checks,
                "loweredBy": [
                    {"rule": rule.rule, "diagnostics": rule.diagnostics, "loss": str(rule.loss)}
                    for rule in each.lowered_by
                ],
            }
            for each in product_score.qualities
        },
    }


def as_text(product_scores: Iterable[ProductScore], measured: Measured = None) -> str:
    """Render one line for each product, followed by the rules that lower its score and the measurements."""
    rows: list[str] = []
    for each in product_scores:
        rows += _rows(each)
        if measured is not None:
            rows.append(
                one_line(
                    f"          measured: {standing_words(measured.get(each.product, ProductStanding()))}"
                )
            )
    return "\n".join(rows or ["there is no `kind: DataProduct` document to score"]) + "\n"


def _rows(product_score: ProductScore) -> Iterator[str]:
    yield one_line(f"{_points(product_score.score)}  {product_score.product}")
    for each in product_score.qualities:
        if each.lowered_by:
            why = ", ".join(
                rule.rule + (f" ({rule.diagnostics} times)" if rule.diagnostics > 1 else "")
                for rule in each.lowered_by
            )
            yield one_line(f"     {_points(each.score)}  {each.name}: {why}")


def _points(score: Fraction | None) -> str:
    found = percent(score)
    return "  -" if found is None else f"{found:>3}"


def standing_words(found: ProductStanding) -> str:
    """Describe the measurements: the numbers of kept and broken promises, and the date of the oldest figure."""
    kept, broken, unknown = found.standing
    parts = [f"{broken:,} broken"] * bool(broken) + [f"{kept:,} kept"] * bool(kept)
    parts += [f"{unknown:,} unknown"] * bool(unknown)
    words = ", ".join(parts) or "nothing"
    if found.last_seen:
        words += f"; last seen {found.last_seen}"
    return words + (f"; {counted(found.never, 'object')} never measured" if found.never else "")
