"""Rules of absence say what is absent, so that several at one place can be shown as one entry."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from meshwright.rulekit.rule import Rule

OF_SEVERAL = {
    "missing-classification": "of many fields",
    "missing-common-metadata": "of many objects, asked for by several standards",
    "missing-crosswalk": "of a domain and an entity",
    "missing-field-description": "of many fields",
    "missing-key-owner": "of a key of an object",
    "missing-linked-file": "at the link, which states something",
    "missing-logical-type": "of many fields",
}
"""Rules of absence whose findings speak of more than one place or word."""


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_rule_of_absence_says_what_is_absent(rule: Rule) -> None:
    """By `lack`, unless it speaks of several things at once."""
    if rule.name.startswith("missing-") and rule.name not in OF_SEVERAL:
        assert "Lack(" in inspect.getsource(rule.check)
