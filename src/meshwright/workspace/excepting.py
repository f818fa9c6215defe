"""Exceptions written down: the file of a waiver, and those of a baseline."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from meshwright import __version__
from meshwright.mesh.address import slug
from meshwright.mesh.baseline import Entry, baselines
from meshwright.mesh.version import parse_version
from meshwright.rulekit.levels import is_on
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.waiving import HOUSEKEEPING
from meshwright.source import limits
from meshwright.source.folder import shown
from meshwright.source.scalars import written
from meshwright.workspace.pipeline import in_effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from meshwright.mesh.baseline import Baseline
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.levels import Configuration
    from meshwright.workspace.pipeline import Compiled, Outcome

WAIVERS = "policies/waivers"
BASELINES = "policies/baseline"
NO_DOMAIN = "-"
LONGEST_NAME = 150
_HEAD = (
    "# Known findings, written by `meshwright baseline`: comments are lost.\n"
    "# It only shrinks: `meshwright baseline shrink` takes out what was mended.\n"
)


class BaselineError(Exception):
    """The baseline can't be written; the message says why, in one line."""


def waiver_path(diagnostic: Diagnostic) -> str:
    """Give the place of a finding's waiver below the root."""
    name = f"{diagnostic.rule}-{slug(diagnostic.waivable_address or '')}"
    return f"{WAIVERS}/{quote(name[:LONGEST_NAME], safe='')}.yaml"


def waiver_text(diagnostic: Diagnostic, reason: str, owner: str, approved_by: str, expires: date) -> str:
    """Write the waiver of a finding that has an address."""
    values = {
        "apiVersion": "meshwright/v1",
        "kind": "Waiver",
        "rule": diagnostic.rule,
        "address": diagnostic.waivable_address or "",
        "reason": reason,
        "owner": owner,
        "approvedBy": approved_by,
        "expires": str(expires),
    }
    return "".join(f"{key}: {written(value)}\n" for key, value in values.items())


def created(outcome: Outcome, configuration: Configuration, *, is_anew: bool) -> dict[str, bytes | None]:
    """Give the files of a baseline of what stands, by path; None for one that goes.

    Where there is a baseline, `is_anew` replaces it; else only what newer rules find is added, apart,
    and only after `rulesAsOf` was raised. Raises BaselineError.
    """
    as_of = release(configuration)
    present = baselines(outcome.mesh)
    oldest = None
    if present and not is_anew:
        recorded = max(parse_version(each.rules_as_of) or (0, 0, 0) for each in present)
        if (parse_version(as_of) or (0, 0, 0)) <= recorded:
            raise BaselineError(
                "there is a baseline, and it only shrinks: `meshwright baseline shrink`; `--force` would begin anew"
            )
        oldest = recorded
    since = {rule.name: parse_version(rule.since) or (0, 0, 0) for rule in all_rules()}
    newest = parse_version(as_of) or (0, 0, 0)
    entries = [
        each
        for each in _found(outcome.report.found)
        if since[each[1].rule] <= newest and (oldest is None or since[each[1].rule] > oldest)
    ]
    files = {} if oldest is None else _by_file(present)
    documents: dict[str, list[tuple[str, str, list[Entry]]]] = {
        path: [(each.domain, each.rules_as_of, [*each.entries]) for each in found]
        for path, found in files.items()
    }
    for domain, group in groupby(sorted(entries), key=lambda each: each[0]):
        new = (domain, as_of, [entry for _, entry in group])
        documents.setdefault(f"{BASELINES}/{quote(domain, safe='')}.yaml", []).append(new)
    gone = {each.home.file for each in present} - documents.keys()
    return {**dict.fromkeys(gone), **{path: _text(path, found) for path, found in documents.items()}}


def shrunk(source: Compiled, outcome: Outcome, configuration: Configuration) -> dict[str, bytes | None]:
    """Give the files of which something is gone, by path; None for one of which nothing is left.

    What a rule found that was not asked stays. Raises BaselineError.
    """
    configuration = in_effect(configuration, outcome.mesh)
    idle = {each.rule for each in outcome.report.idle}
    silent = {
        rule.name
        for rule in all_rules()
        if rule.name in idle or rule.is_comparing or not is_on(rule, configuration)
    }
    standing = {
        fingerprint
        for each in filter(_is_listed, outcome.report.found)
        for fingerprint in (each.fingerprint, *each.former)
    }
    files: dict[str, bytes | None] = {}
    for path, found in _by_file(baselines(outcome.mesh)).items():
        left = [
            [entry for entry in each.entries if entry.fingerprint in standing or entry.rule in silent]
            for each in found
        ]
        if all(len(kept) == len(each.entries) for kept, each in zip(left, found, strict=True)):
            continue
        if len(found) != len(source.units[path].facts):
            raise BaselineError(f"`{shown(path)}` holds other documents than baselines")
        documents = [
            (each.domain, each.rules_as_of, kept) for each, kept in zip(found, left, strict=True) if kept
        ]
        files[path] = _text(path, documents) if documents else None
    return files


def release(configuration: Configuration) -> str:
    """Give the release whose rules count: the one that is pinned, else that of this program."""
    version = parse_version(__version__)
    assert version is not None  # our own
    return configuration.rules_as_of or f"{version.major}.{version.minor}"


def _found(diagnostics: Iterable[Diagnostic]) -> list[tuple[str, Entry]]:
    """Give what stands, known or not, with its domain."""
    return [
        (_domain(each.address), Entry(each.rule, each.address or _path(each), each.fingerprint))
        for each in filter(_is_listed, diagnostics)
    ]


def _is_listed(diagnostic: Diagnostic) -> bool:
    """Say whether a baseline would list a finding, known or not."""
    is_excepted = diagnostic.waived is not None or diagnostic.is_suppressed
    return not is_excepted and not diagnostic.is_unread and diagnostic.group != HOUSEKEEPING


def _domain(address: str | None) -> str:
    domain, slash, _ = (address or "").partition("/")
    return domain if slash and ":" not in domain else NO_DOMAIN


def _path(diagnostic: Diagnostic) -> str:
    return shown(diagnostic.range.path) if diagnostic.range else "the mesh"


def _by_file(found: Iterable[Baseline]) -> Mapping[str, list[Baseline]]:
    files: dict[str, list[Baseline]] = {}
    for each in found:
        files.setdefault(each.home.file, []).append(each)
    return files


def _text(path: str, documents: Iterable[tuple[str, str, list[Entry]]]) -> bytes:
    """Write documents of domain, release and findings."""
    parts = []
    for domain, as_of, entries in documents:
        head = f"apiVersion: meshwright/v1\nkind: Baseline\ndomain: {written(domain)}\nrulesAsOf: {written(as_of)}\n"
        lines = (f"  - {written(str(entry))}\n" for entry in sorted(entries))
        parts.append(f"{head}findings:\n{''.join(lines)}")
    data = (_HEAD + "---\n".join(parts)).encode()
    if len(data) > limits.FILE_BYTES:
        raise BaselineError(
            f"`{shown(path)}` would be larger than {limits.FILE_BYTES // 2**20} MiB, which no file may be;"
            " a smaller `preset`, or `exclude`, would leave less to know"
        )
    return data
