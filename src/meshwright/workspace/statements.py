"""Statements in governance documents and settings that are relevant to auditors: grants, exceptions, levels and
policies.

This module does not know commits.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.mesh.link import link
from meshwright.mesh.registries import agreement_of, mapping, text, texts
from meshwright.records import dataclass
from meshwright.rulekit.configuration import OFF, ConfigurationError, severity
from meshwright.rulekit.exceptions.baseline import KIND as BASELINE
from meshwright.rulekit.exceptions.baseline import baselines
from meshwright.rulekit.exceptions.waivers import waivers
from meshwright.rulekit.registry import all_rules
from meshwright.standards.renamed import current_rule
from meshwright.workspace.project import MESH_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from meshwright.facts.unit import Unit
    from meshwright.mesh.mesh import Mesh

GRANT, EXCEPTION, LEVEL, POLICY = "grant", "exception", "level", "policy"
GOVERNED = frozenset({"AccessAgreement", "Waiver", BASELINE, "Policy", "Mesh"})
"""The kinds of documents that contain statements."""
_WORDS = (b"AccessAgreement", b"Waiver", b"Baseline", b"Policy", b"meshwright:", b"\\", b"\0")
"""A file with statements contains at least one of these byte strings; backslashes and NUL bytes can hide the words."""
_SETTINGS = ("preset", "rulesAsOf", "failOn", "compatibility")
"""The settings, except levels and exclusions, that affect findings or exit codes."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A grant, an exception, a lowered level or setting, or a policy in a file."""

    kind: str
    key: tuple[str, ...]
    """The identity of the statement across changes."""
    address: str
    """The address of the subject; empty for the whole mesh."""
    subject: str
    """The consumer, the rule, the setting or the policy."""
    details: str
    reason: str = ""
    owner: str = ""
    approved_by: str = ""
    """The approver that the document names, which is not verified."""
    starts: date | None = None
    expires: date | None = None
    """The last day on which the statement applies."""
    content: str = ""
    """The full content, to detect changes."""
    document: int = 0


def may_state(path: str, data: bytes) -> bool:
    """Return whether a file can contain statements."""
    return path == MESH_FILE or any(word in data for word in _WORDS)


def statements_of(path: str, unit: Unit, today: date) -> tuple[Statement, ...]:
    """Return the statements in a file."""
    mesh = link({path: unit}, today)
    found = [*_grants(mesh), *_waivers(mesh), *_baselined(mesh), *_policies(mesh), *_comments(path, unit)]
    if path == MESH_FILE:
        for entry in mesh.register("Mesh")[:1]:
            found += settings_of(dict(entry.fact.content))
    return tuple(found)


def _grants(mesh: Mesh) -> Iterator[Statement]:
    for entry in mesh.register("AccessAgreement"):
        agreement = agreement_of(entry)
        columns = ", ".join(filter(None, agreement.columns)) or "all columns"
        yield Statement(
            GRANT,
            ("agreement", agreement.port, agreement.team, agreement.use),
            agreement.port,
            " ".join(filter(None, (agreement.team, agreement.use))),
            f"role `{agreement.role}`; {columns}",
            agreement.purpose,
            agreement.team,
            "",
            agreement.starts,
            agreement.expires,
            _canonical(entry.fact.content),
            entry.home.document,
        )


def _waivers(mesh: Mesh) -> Iterator[Statement]:
    content = {entry.home: _canonical(entry.fact.content) for entry in mesh.register("Waiver")}
    for each in waivers(mesh):
        details = "waiver" if each.expires is not None else "waiver without a last day, which has no effect"
        yield Statement(
            EXCEPTION,
            ("waiver", each.rule, each.address),
            each.address,
            each.rule,
            details,
            each.reason,
            each.owner,
            each.approved_by,
            None,
            each.expires,
            content[each.home],
            each.home.document,
        )


def _baselined(mesh: Mesh) -> Iterator[Statement]:
    for each in baselines(mesh):
        for entry in each.entries:
            yield Statement(
                EXCEPTION,
                ("baseline", *entry),
                entry.place,
                entry.rule,
                f"in the baseline of `{each.domain}`: {entry.fingerprint}",
                document=each.home.document,
            )


def _policies(mesh: Mesh) -> Iterator[Statement]:
    for entry in mesh.register("Policy"):
        enforced = entry.get("enforceFrom")
        since = f", existing products from {enforced}" if enforced else ""
        yield Statement(
            POLICY,
            ("policy", entry.name),
            "",
            entry.name,
            f"{text(entry.get('status'))}, {text(entry.get('severity'))}{since}: {text(entry.get('title'))}",
            "; ".join(filter(None, texts(entry.get("references")))),
            text(entry.get("owner")),
            content=_canonical(entry.fact.content),
            document=entry.home.document,
        )


def _comments(path: str, unit: Unit) -> Iterator[Statement]:
    for comment in unit.suppressions:
        for name, _ in comment.names:
            yield Statement(
                EXCEPTION,
                ("comment", path, current_rule(name)),
                path,
                current_rule(name),
                "comment in the file",
                comment.reason,
            )


def settings_of(settings: Mapping[str, Any]) -> Iterator[Statement]:
    """Yield lowered levels, exclusions, and settings that affect exit codes."""
    for name, word in sorted(mapping(settings.get("rules")).items()):
        usual = _usual(current_rule(name))
        if usual is None or _is_below(word, usual):
            was = f"level lowered from {usual}" if usual else "level set"
            yield Statement(LEVEL, ("rules", current_rule(name)), "", current_rule(name), f"{was} to {word}")
    for pattern in texts(settings.get("exclude")):
        yield Statement(LEVEL, ("exclude", pattern), "", "exclude", f"files not checked: {pattern}")
    for key in _SETTINGS:
        if settings.get(key) is not None:
            yield Statement(LEVEL, ("setting", key), "", key, f"{key}: {_canonical(settings[key])}")


def _usual(name: str) -> str | None:
    """Return the default level of a rule, or the highest default level in a group; None for an unknown name."""
    found = [rule.severity for rule in all_rules() if name in (rule.name, rule.group)]
    return str(max(found)) if found else None


def _is_below(word: object, usual: str) -> bool:
    try:
        return word == OFF or severity(text(word)) < severity(usual)
    except ConfigurationError:
        return True


def _canonical(value: Any) -> str:  # noqa: ANN401 - a YAML value
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    if hasattr(value, "items"):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
