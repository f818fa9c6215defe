"""SARIF 2.1.0 for code scanning: results with locations, fixes and suppressions, and the rule pages.

Respects GitHub's upload limits. In a `region`, ends are exclusive (§3.30.8) and columns count code points
(§3.14.17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from meshwright import __version__
from meshwright.finding.finding import Severity
from meshwright.report.json import dumped
from meshwright.report.summary import MESH_PLACE, WORDS, counted, worst_first
from meshwright.report.terminal import one_line
from meshwright.rulekit.examples import prose
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule_page import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report, ResolvedFix
    from meshwright.rulekit.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5_000
"""The maximum number of results for which GitHub creates alerts; the most severe come first."""
MOST_RELATED = 999
"""The maximum number of locations in a result, including its own."""
MOST_DESCRIBED = 1_000
"""The maximum length of a rule's description; GitHub cuts it at 1,024 characters."""
REST = "more"
"""The name of the rule for the result that counts the omitted results; it is not a rule of the mesh."""
ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
"""GitHub's severity for each severity of a rule."""


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - a format for programs has no style
    """Render a log with one run."""
    every = worst_first(report.diagnostics)
    shown = every if len(every) <= MOST_RESULTS else every[: MOST_RESULTS - 1]
    used = {each.rule for each in shown}
    rules = [_rule(rule) for rule in (*all_rules(), *report.policies) if rule.name in used]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(each, numbers[each.rule]) for each in shown]
    if len(shown) < len(every):
        results.append(_rest(every[len(shown) :], len(rules)))
        rules.append({"id": REST, "name": "More", "shortDescription": {"text": "results beyond the limit"}})
    run = {
        "tool": {
            "driver": {
                "name": "Meshwright",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": rules,
            }
        },
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "the folder that contains the mesh"}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    text = page(rule)
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _description(rule)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.group, rule.preset],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _description(rule: Rule) -> str:
    """Return the first paragraph of a rule's page on one line."""
    first = " ".join(prose(rule.doc).partition("\n\n")[0].split())
    text = rule.title if first.startswith("```") or not first else first
    return text if len(text) <= MOST_DESCRIBED else f"{text[: MOST_DESCRIBED - 1]}…"


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    logical = {"logicalLocations": [{"fullyQualifiedName": diagnostic.address}]} if diagnostic.address else {}
    optional = {
        "relatedLocations": [
            {**_location(note.range), "message": _message(note.message)}
            for note in diagnostic.related[:MOST_RELATED]
        ],
        "fixes": [_fix(diagnostic.remedy)] if diagnostic.remedy else [],
        "suppressions": _suppressions(diagnostic),
    }
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(diagnostic.message),
        "locations": [{**_location(diagnostic.range), **logical}],
        "partialFingerprints": {"meshwright/v1": diagnostic.fingerprint},
        **{name: value for name, value in optional.items() if value},
    }


def _rest(left: list[Diagnostic], rule: int) -> dict[str, Any]:
    counting = [each for each in left if each.counts]
    apart = (
        f" and {len(left) - len(counting):,} waived, suppressed or preexisting"
        if len(left) > len(counting)
        else ""
    )
    worst = max((each.severity for each in counting), default=Severity.NOTICE)
    return {
        "ruleId": REST,
        "ruleIndex": rule,
        "level": _LEVELS[worst],
        "message": _message(f"{counted(len(counting), 'more finding')}{apart} omitted"),
        "locations": [_location(None)],
        "partialFingerprints": {"meshwright/v1": REST},
    }


def _invocation(report: Report) -> dict[str, Any]:
    unable = [
        {
            "level": "error",
            "message": _message(f"this rule was skipped: {each.reason}"),
            "associatedRule": {"id": each.rule},
        }
        for each in report.skipped
    ]
    notifications = {"toolExecutionNotifications": unable} if unable else {}
    return {"executionSuccessful": not unable, **notifications}


def _message(text: str) -> dict[str, str]:
    """Escape a message so that no part of it is an embedded link in SARIF (`[text](target)`, §3.11.6)."""
    return {"text": one_line(text).replace("](", "]\\(")}


def _location(place: Range | None) -> dict[str, Any]:
    """Return a location.

    GitHub requires one, so a finding about the mesh as a whole is located at the first line of its document.
    """
    if place is None:
        return {"physicalLocation": {**_artifact(MESH_PLACE), "region": {"startLine": 1}}}
    return {"physicalLocation": {**_artifact(place.path), "region": _region(place)}}


def _artifact(path: str) -> dict[str, Any]:
    uri = quote(path, safe="/", errors="surrogateescape")
    return {"artifactLocation": {"uri": uri, "uriBaseId": ROOT}}


def _region(place: Range) -> dict[str, int]:
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }


def _fix(remedy: ResolvedFix) -> dict[str, Any]:
    replacements: dict[str, list[Mapping[str, Any]]] = {}
    for edit in remedy.edits:
        new = {"deletedRegion": _region(edit.range), "insertedContent": {"text": edit.text}}
        replacements.setdefault(edit.range.path, []).append(new)
    guess = "" if remedy.is_safe else " (a guess)"
    return {
        "description": _message(f"{remedy.title or 'fix'}{guess}"),
        "artifactChanges": [
            {**_artifact(path), "replacements": edits} for path, edits in replacements.items()
        ],
    }


def _suppressions(diagnostic: Diagnostic) -> Iterable[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    waived = diagnostic.waived
    if waived is not None:
        why = f"{waived.reason} (waived by {waived.owner} until {waived.expires})"
        found.append({"kind": "external", "status": "accepted", "justification": one_line(why)})
    if diagnostic.known is not None:
        found.append({"kind": "external", "status": "accepted", "justification": WORDS[diagnostic.known]})
    if diagnostic.is_suppressed:
        why = "suppressed by a comment in the file"
        found.append({"kind": "inSource", "status": "accepted", "justification": why})
    return found
