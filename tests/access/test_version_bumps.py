"""A new contract version that changes nothing else keeps each finding about its readers, as certain or as doubtful."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from mesh_of import files_of, report_on
from meshwright.finding.finding import Severity
from meshwright.rulekit.examples import Example, examples
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RULES = (
    "agreement-gives-nothing",
    "reads-above-clearance",
    "reidentification-path",
    "restricted-without-agreement",
    "unenforceable-here",
)
DOUBTED = ("reads-above-clearance", "reidentification-path", "restricted-without-agreement")
"""The rules that report what depends on an earlier version."""
CASES = [
    pytest.param(rule.name, example, id=f"{rule.name}-{example.verdict}-{number}")
    for rule in all_rules()
    if rule.name in RULES
    for number, example in enumerate(examples(rule.doc))
    if example.verdict in ("bad", "good")
]
AGREED = "1.0.0"
DOUBT = re.compile(r" may (read|need|find|see) ")


def pinned(files: Mapping[str, bytes], version: str) -> dict[str, bytes]:
    """Return files whose contracts have a version, and whose roles and agreements were agreed at `AGREED`."""
    return {path: _pinned(data, version) for path, data in files.items()}


def _pinned(data: bytes, version: str) -> bytes:
    documents = list(yaml.safe_load_all(data))
    for document in documents:
        if not isinstance(document, dict):
            continue
        kind = document.get("kind")
        if kind == "Classification":
            document["defaultOpenLevel"] = "public"
        elif kind == "AccessAgreement" and "columns" not in document:
            document["contractVersion"] = AGREED
        elif kind == "DataContract":
            document["version"] = version
            for role in document.get("roles", ()):
                _agree(role)
        elif kind == "DataProduct":
            for port in (*document.get("inputPorts", ()), *document.get("outputPorts", ())):
                port["version"] = version
    return yaml.safe_dump_all(documents, sort_keys=False).encode()


def _agree(role: dict[str, Any]) -> None:
    custom = role.setdefault("customProperties", [])
    if not any(each["property"] == "columns" for each in custom):
        custom.append({"property": "contractVersion", "value": AGREED})


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_version_bump_alone_hides_no_finding(rule: str, example: Example, tmp_path: Path) -> None:
    """A rule does not read the history, so it reports what an earlier version may have had.

    The readers and columns are the same, and it is then never an error. Only an agreement that may still grant
    something is not reported as granting nothing.
    """
    files = files_of(example)

    now = found(rule, pinned(files, AGREED), tmp_path / "now")
    bumped = found(rule, pinned(files, "1.1.0"), tmp_path / "bumped")

    if rule == "agreement-gives-nothing":
        assert bumped <= now
    elif rule not in DOUBTED:
        assert bumped == now
    else:
        assert subjects(bumped) == subjects(now)
        assert all(DOUBT.search(each.message) and each.severity <= Severity.WARNING for each in bumped)
        assert not any(DOUBT.search(each.message) for each in now)


class Found(NamedTuple):
    """A finding."""

    message: str
    address: str | None
    place: object
    severity: Severity


def found(rule: str, files: Mapping[str, bytes], folder: Path) -> set[Found]:
    """Return the findings of a rule."""
    report = report_on(folder, files)
    return {
        Found(each.message, each.address, each.at, each.severity)
        for each in report.diagnostics
        if each.rule == rule
    }


def subjects(findings: set[Found]) -> set[tuple[object, ...]]:
    """Return the readers and columns that findings name, with their locations."""
    return {
        (each.address, each.place, *re.findall(r"`[^`]*`|which is \w+", each.message)) for each in findings
    }


def test_the_bad_examples_are_still_found_with_versions(tmp_path: Path) -> None:
    """Otherwise the comparison would be empty."""
    seen = {
        rule.name
        for rule in all_rules()
        if rule.name in RULES
        for number, example in enumerate(examples(rule.doc))
        if example.verdict == "bad"
        and found(rule.name, pinned(files_of(example), AGREED), tmp_path / f"{rule.name}-{number}")
    }

    assert seen == set(RULES)
