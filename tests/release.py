"""The release that applies to golden files and the example.

A rule of the next release reports nothing except in its own tests: of its examples and its fingerprint. Otherwise one
rule of absence would change a hundred golden files, in which other changes would be overlooked.
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
"""Folders and modules of tests in which all rules apply."""


def is_of_release(rule: Rule) -> bool:
    """Return whether a rule reports in golden files."""
    return (parse_version(rule.since) or ()) <= (parse_version(RELEASE) or ())


def is_of_rules(test: Path) -> bool:
    """Return whether a module of tests is about rules."""
    return any(part in _OF_RULES for part in test.relative_to(Path(__file__).parent).parts)


def hold_to_release(patch: pytest.MonkeyPatch) -> None:
    """Remove the rules of the next release from all presets."""
    patch.setattr(configuration, "_default", _default_of_release)


def hold_all(patch: pytest.MonkeyPatch) -> None:
    """Put all rules back into their presets."""
    patch.setattr(configuration, "_default", _DEFAULT)


_DEFAULT = configuration._default


def _default_of_release(rule: Rule, own: Configuration) -> Severity | None:
    return _DEFAULT(rule, own) if is_of_release(rule) else None
