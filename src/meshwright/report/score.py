"""Scores for people and programs; percentages are rounded down, so that only what holds whole has 100."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.report.terminal import one_line
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from meshwright.scores.product_score import ProductScore

VERSION = 1


def as_json(product_scores: Iterable[ProductScore]) -> str:
    """Write standings as JSON."""
    return (
        json.dumps({"version": VERSION, "products": [_entry(each) for each in product_scores]}, indent=2)
        + "\n"
    )


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


def as_text(product_scores: Iterable[ProductScore]) -> str:
    """Write standings for people: a line a product, and below it the rules that lower it."""
    rows = [row for product_score in product_scores for row in _rows(product_score)]
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
