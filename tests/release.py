"""The release that golden files and the example are held to.

A rule of the next release reports nothing in tests but its own: those of its examples and its fingerprint. Otherwise one
rule of absence would be a change of a hundred golden files, in which nobody sees what else changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.quantities.version import parse_version
from meshwright.rulekit import configuration

if TYPE_CHECKING:
    import pytest

    from meshwright.finding.finding import Severity
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.rule import Rule

RELEASE = "0.1"
_OF_RULES = ("rules", "test_fingerprints.py")
"""Folders and modules of tests that all rules are under."""


def is_of_release(rule: Rule) -> bool:
    """Return whether golden files have what a rule says."""
    return (parse_version(rule.since) or ()) <= (parse_version(RELEASE) or ())


def is_of_rules(test: Path) -> bool:
    """Return whether a module of tests is of rules."""
    return any(part in _OF_RULES for part in test.relative_to(Path(__file__).parent).parts)


def hold_to_release(patch: pytest.MonkeyPatch) -> None:
    """Take the rules of the next release out of all presets."""
    patch.setattr(configuration, "_default", _default_of_release)


def hold_all(patch: pytest.MonkeyPatch) -> None:
    """Put all rules back into their presets."""
    patch.setattr(configuration, "_default", _DEFAULT)


_DEFAULT = configuration._default


def _default_of_release(rule: Rule, own: Configuration) -> Severity | None:
    return _DEFAULT(rule, own) if is_of_release(rule) else None
