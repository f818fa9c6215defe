"""The script that seeds mistakes of many kinds: it makes them at the stated lines, and reports the real outcomes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from mistake_kinds import KINDS, Kind, Special
from seeded_mistakes import PLACES, ROOT, Example, Seed, results, seeds

ASKED_FOR = 100
"""The number of kinds that the acceptance requires."""
BY_NAME = {kind.name: kind for kind in KINDS}
TITLE = "products/player/play-events/product.odps.yaml"


def test_there_are_enough_kinds() -> None:
    """No two have the same name."""
    assert len(BY_NAME) == len(KINDS)
    assert len(KINDS) >= ASKED_FOR


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.name)
def test_each_kind_is_seeded_in_three_locations(kind: Kind | Special) -> None:
    """The example still contains the text to edit; each seed differs from the original, and its lines exist."""
    made = seeds(kind)

    assert len({(each.path, each.text) for each in made}) == PLACES
    for each in made:
        original = ROOT / each.path
        assert not original.exists() or original.read_text(encoding="utf-8") != each.text
        assert 1 <= each.lines.start <= each.text.count("\n") + 1
        assert "»" not in each.text
        assert "«" not in each.text


@pytest.mark.slow
def test_old_kinds_are_found_once_at_their_line(tmp_path: Path) -> None:
    """Kinds that are as old as the tool are found in all locations."""
    names = (
        "key at the top misspelt",
        "team misspelt",
        "metric misspelt",
        "sample row twice",
        "input misspelt",
    )
    found = list(results([BY_NAME[name] for name in names], tmp_path))

    assert [(each.kind, each.outcome) for each in found] == [
        (name, "exactly one") for name in names for _ in range(PLACES)
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "outcome"),
    [
        ("status: active", "status: active # as before", 1, "silent"),
        ("status: active", "status: actve", 1, "other line"),
        ("status: active", "status: actve", 7, "exactly one"),
        ("status: active", "status: actve\nsuport: []", 7, "several"),
    ],
)
def test_every_outcome_is_possible(old: str, new: str, line: int, outcome: str, tmp_path: Path) -> None:
    """No finding, none at the line, exactly one, or more; afterwards the file is as before."""
    text = (ROOT / TITLE).read_text(encoding="utf-8")
    assert text.splitlines()[6] == old
    example = Example(tmp_path)

    found = example.result(
        "kind", Seed(TITLE, text.replace(old, new, 1), range(line, line + 1), is_pair=False)
    )

    assert found.outcome == outcome
    assert (tmp_path / TITLE).read_text(encoding="utf-8") == text
