"""Every addition has a removal, and every tightening a loosening: rules exist for both directions."""

from __future__ import annotations

import pytest

from meshwright.changes.change import Change
from meshwright.rulekit.registry import all_rules

OPPOSITES = (
    ("added", "removed"),
    ("added", "dropped"),
    ("widened", "narrowed"),
    ("loosened", "tightened"),
    ("raised", "lowered"),
)
WAIVED = {
    "end-moved-earlier": "a later end breaks nobody and needs nothing but its version",
    "server-moved": "a new server beside the old one breaks nobody and is no news for anybody's data",
    "status-withdrawn": "a status that goes forward is an announcement, which its own document makes",
    "illegal-status-transition": "a transition is legal or not; its way back is another transition",
    "port-deprecated": "a deprecation that is taken back asks nothing of anybody",
    "address-moved": "moving back is moving",
    "contract-replaced": "replacing is symmetric",
    "entity-link-changed": "a link that is new withdraws nothing; one that is gone is told by the same rule",
    "field-renamed": "renaming is symmetric",
    "source-changed": "changing is symmetric",
    "unit-changed": "changing is symmetric",
    "incomparable-change": "what cannot be read on one side cannot be compared in either direction",
    "key-changed": "changing is symmetric",
    "type-changed": "changing is symmetric",
    "format-changed": "changing is symmetric",
    "pattern-changed": "changing is symmetric",
    "quality-changed": "changing is symmetric",
    "relationship-changed": "changing is symmetric",
}
NAMES = {rule.name for rule in all_rules() if rule.on is Change}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_rule_has_an_opposite_or_a_reason(name: str) -> None:
    """`field-added` has `field-removed`; a rule without an opposite has a stated reason."""
    stem, _, way = name.rpartition("-")
    opposites = {f"{stem}-{other}" for pair in OPPOSITES for one, other in (pair, pair[::-1]) if way == one}

    assert bool(opposites & NAMES) != (name in WAIVED)
