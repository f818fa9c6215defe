"""Laws of notation: an equivalent rewriting is at most a patch, and hides no real change."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from corpora import contracts
from meshwright.changes.assessment import assess
from meshwright.changes.diff import diff
from meshwright.changes.verdict import Bump
from revisions import side
from rewritings import FEATURES, LATER_FEATURES, MUTATIONS, REWRITINGS, STYLES, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.verdict import Verdict

PRODUCTS = Path(__file__).parents[2] / "products"
LEAST = 500
"""The minimum number of rewritings to try."""


@cache
def bodies() -> dict[str, tuple[dict[str, Any], bytes]]:
    """Return contracts of the example and of the vendored corpora, active, with their original text."""
    features = {"features": FEATURES, "later features": LATER_FEATURES}
    found = {name: (body, written(body, "JSON")) for name, body in features.items()}
    for path in (*sorted(PRODUCTS.rglob("*.odcs.yaml")), *contracts("valid")):
        data = path.read_bytes()
        mesh = side({"c.odcs.yaml": data})
        if len(mesh.mesh.contracts) == 1:
            body = mesh.body(mesh.mesh.contracts[0])
            found[f"{path.parent.parent.name}/{path.name}"] = (body, data)
    return found


def verdicts(before: bytes, after: bytes) -> list[Verdict]:
    old, new = (side({"c.odcs.yaml": each}) for each in (before, after))
    assert len(old.mesh.contracts) == len(new.mesh.contracts) == 1
    return [assess(change, old.mesh, new.mesh) for revision in diff(old, new) for change in revision.changes]


def active(body: dict[str, Any]) -> dict[str, Any]:
    """Return a copy that promises something."""
    return {**deepcopy(body), "status": "active"}


def rewritten() -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Yield contracts before and after one rewriting of values, and one after several, each in some style."""
    for at, (name, (body, _)) in enumerate(bodies().items()):
        random = Random(at)
        for title, rewrite in REWRITINGS.items():
            after = active(body)
            if rewrite(after, random):
                yield f"{name}: {title}", active(body), after, random.choice(STYLES)
        for _ in range(3):
            after = active(body)
            done = [
                title for title in random.sample(sorted(REWRITINGS), 5) if REWRITINGS[title](after, random)
            ]
            yield f"{name}: {' and '.join(done)}", active(body), after, random.choice(STYLES)


@pytest.mark.nightly
def test_equivalent_rewriting_is_at_most_a_patch() -> None:
    """All rewritings of all contracts, and back."""
    wrong, count = [], 0
    for name, before, after, style in rewritten():
        count += 1
        sides = written(before, "block"), written(after, style)
        for way in (sides, sides[::-1]):
            found = [each for each in verdicts(*way) if each.bump > Bump.PATCH or each.row]
            wrong += [(name, style, each.row, each.words) for each in found]

    assert wrong == []
    assert count >= LEAST


@pytest.mark.slow
def test_style_changes_nothing() -> None:
    """The unchanged text, and the same values in every style, have no changes."""
    wrong = [
        (name, style)
        for name, (body, data) in bodies().items()
        for style in STYLES
        if verdicts(data, written(body, style))
    ]

    assert wrong == []


@pytest.mark.nightly
def test_a_rewriting_hides_no_change() -> None:
    """One real change is reported by the same rules, whatever is rewritten at the same time."""
    wrong, seen = [], set()
    for at, (name, (body, _)) in enumerate(bodies().items()):
        random = Random(at)
        for change, mutate in MUTATIONS.items():
            after = active(body)
            if not mutate(after):
                continue
            before = written(active(body), "block")
            plain = {each.row for each in verdicts(before, written(after, "block")) if each.row}
            assert plain, (name, change)
            for title, rewrite in REWRITINGS.items():
                other = deepcopy(after)
                if rewrite(other, random):
                    found = {each.row for each in verdicts(before, written(other, random.choice(STYLES)))}
                    seen.add((change, title))
                    wrong += [(name, change, title, row) for row in plain - found]

    assert wrong == []
    assert len({change for change, _ in seen}) == len(MUTATIONS)


def test_every_rewriting_applies_somewhere() -> None:
    """In the contracts that have everything; a rewriting that never applies would prove nothing."""
    random = Random(0)
    idle = [
        title
        for title, rewrite in REWRITINGS.items()
        if not any(rewrite(active(each), random) for each in (FEATURES, LATER_FEATURES))
    ]

    assert idle == []
