"""Units are passed unchanged from one process to another."""

from __future__ import annotations

from pathlib import Path

from meshwright.facts.compile import compile_unit
from meshwright.facts.serialization import packed, unpacked
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules

ROOT = Path(__file__).parents[2]


def test_unpacked_unit_equals_the_packed_one() -> None:
    """Facts, findings and details of every document of the example."""
    judge = LocalRules(all_rules())
    units = tuple(
        compile_unit(path.read_bytes(), judge) for path in sorted((ROOT / "products").rglob("*.yaml"))
    )

    assert unpacked(packed(units)) == units
