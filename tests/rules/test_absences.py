"""Rules of absence state what is absent, so that several at one location can be one entry."""

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
"""Rules of absence whose findings concern more than one location or word."""


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_rule_of_absence_states_what_is_absent(rule: Rule) -> None:
    """In `lack`, unless it is about several things at once."""
    if rule.name.startswith("missing-") and rule.name not in OF_SEVERAL:
        assert "Lack(" in inspect.getsource(rule.check)
