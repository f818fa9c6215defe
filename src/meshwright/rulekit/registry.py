"""The rules there are: every module below `meshwright.rules` that holds one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from meshwright.rulekit.rule import Rule

RULES = "meshwright.rules"
"""Imported by name: what knows rules in general must not know one."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules, sorted by name."""
    found: dict[str, Rule] = {}
    for group in iter_modules(import_module(RULES).__path__, f"{RULES}."):
        package = import_module(group.name)
        for entry in iter_modules(package.__path__, f"{group.name}."):
            for value in vars(import_module(entry.name)).values():
                if isinstance(value, Rule) and value.module == entry.name:
                    if value.name in found:
                        raise ValueError(
                            f"two rules are called {value.name}: {found[value.name].module}, {entry.name}"
                        )
                    found[value.name] = value
    return tuple(found[name] for name in sorted(found))


def groups(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Return the groups that rules are in, sorted."""
    return tuple(sorted({rule.group for rule in rules}))
