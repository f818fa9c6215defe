"""The files of exceptions: waivers and baselines."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from meshwright import __version__
from meshwright.mesh.address import slug
from meshwright.quantities.version import parse_version
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.exceptions.baseline import BaselineEntry, baselines
from meshwright.rulekit.exceptions.waiving import HOUSEKEEPING
from meshwright.rulekit.registry import all_rules
from meshwright.source import limits
from meshwright.source.folder import shown
from meshwright.source.scalars import written
from meshwright.source.tree import syntax_of
from meshwright.workspace.pipeline import in_effect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.exceptions.baseline import Baseline
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult

WAIVERS = "policies/waivers"
BASELINES = "policies/baseline"
NO_DOMAIN = "-"
NO_DOMAIN_FILE = "no-domain"
"""The file name for findings without a domain; shells and Git treat a name that begins with `-` as an option."""
LONGEST_NAME = 150
Documents = dict[str, list[tuple[str, str, list[BaselineEntry]]]]
"""The documents of a baseline by path: domain, release and entries."""
_HEAD = (
    "# Findings in the baseline, written by `meshwright baseline`: comments are lost.\n"
    "# A baseline only shrinks: `meshwright baseline shrink` removes findings that are fixed.\n"
)


class BaselineError(Exception):
    """The baseline cannot be written; the message states the reason on one line."""


def waiver_path(diagnostic: Diagnostic) -> str:
    """Return the path for the waiver of a finding, relative to the root."""
    name = f"{diagnostic.rule}-{slug(diagnostic.waivable_address or '')}"
    return f"{WAIVERS}/{quote(name[:LONGEST_NAME], safe='')}.yaml"


def waiver_text(diagnostic: Diagnostic, reason: str, owner: str, approved_by: str, expires: date) -> str:
    """Return the text of a waiver for a finding with an address."""
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


class Written(NamedTuple):
    """The result of writing a baseline."""

    files: dict[str, bytes | None]
    """The content by path; None for a removed file."""
    taken: tuple[tuple[str, int], ...] = ()
    """The rules that did not run in the base, with the number of findings added for each."""
    moved: int = 0
    """The number of entries with a new address."""
    left: int = 0
    """The number of findings that the baseline must not include."""


def begun(outcome: CheckResult, configuration: Configuration) -> Written:
    """Create a baseline of all current findings; it replaces an existing one. Raises BaselineError."""
    as_of = release(configuration)
    entries = [each for each in _found(outcome.report.found) if each[1].rule in _rules_of(as_of, outcome)]
    documents: Documents = {}
    _add(documents, entries, as_of)
    return Written(_files(baselines(outcome.mesh), documents))


def followed(outcome: CheckResult, configuration: Configuration, silent: AbstractSet[str]) -> Written:
    """Update a baseline: preexisting findings get their new addresses, and findings of rules that did not apply
    in the base are added.

    Raises BaselineError.
    """
    as_of = release(configuration)
    present = baselines(outcome.mesh)
    listed = {entry.fingerprint for each in present for entry in each.entries}
    effective = in_effect(configuration, outcome.mesh)
    idle = {each.rule for each in outcome.report.idle}
    speaking = {rule.name for rule in all_rules() if is_on(rule, effective)} - idle
    fresh = silent & speaking & _rules_of(as_of, outcome)
    counting = list(filter(_is_listed, outcome.report.found))
    moved = {
        former: each
        for each in counting
        if each.fingerprint not in listed
        for former in each.former
        if former in listed
    }
    unknown = [each for each in counting if each.known is None]
    taken = [each for each in unknown if each.rule in fresh]
    if not (fresh or moved):
        raise BaselineError(
            "a baseline already exists and may only shrink; run `meshwright baseline shrink`, or start again with `--force`"
        )
    documents = _by_document(present, moved)
    _add(documents, _found(each for each in moved.values()), as_of)
    _add(documents, _found(taken), as_of)
    counts = tuple(sorted(Counter(each.rule for each in taken).items()))
    files = _files(present, documents) if taken or moved else {}
    return Written(files, counts, len({id(each) for each in moved.values()}), len(unknown) - len(taken))


def _rules_of(as_of: str, outcome: CheckResult) -> frozenset[str]:
    """Return the rules of a release, and the policies that ran."""
    newest = parse_version(as_of) or (0, 0, 0)
    rules = (*all_rules(), *outcome.report.policies)
    return frozenset(rule.name for rule in rules if (parse_version(rule.since) or (0, 0, 0)) <= newest)


def _by_document(present: Iterable[Baseline], without: Collection[str]) -> Documents:
    """Return a baseline's entries by their current path, without the given entries."""
    documents: Documents = {}
    for each in present:
        kept = [entry for entry in each.entries if entry.fingerprint not in without]
        if kept:
            documents.setdefault(_renamed(each.home.file), []).append((each.domain, each.rules_as_of, kept))
    return documents


def _add(documents: Documents, entries: Iterable[tuple[str, BaselineEntry]], as_of: str) -> None:
    """Add entries to the document of their domain and release; create the document if necessary."""
    for domain, group in groupby(sorted(entries), key=lambda each: each[0]):
        there = documents.setdefault(_file_of(domain), [])
        same = next((found for of, release, found in there if (of, release) == (domain, as_of)), None)
        if same is None:
            there.append((domain, as_of, [entry for _, entry in group]))
        else:
            same += [entry for _, entry in group]


def _files(present: Iterable[Baseline], documents: Documents) -> dict[str, bytes | None]:
    gone = {each.home.file for each in present} - documents.keys()
    return {**dict.fromkeys(gone), **{path: _text(path, found) for path, found in documents.items()}}


def _file_of(domain: str) -> str:
    return f"{BASELINES}/{quote(NO_DOMAIN_FILE if domain == NO_DOMAIN else domain, safe='')}.yaml"


def _renamed(path: str) -> str:
    """Return the current path of a baseline file; findings without a domain were formerly in `-.yaml`."""
    return _file_of(NO_DOMAIN) if path == f"{BASELINES}/{NO_DOMAIN}.yaml" else path


def shrunk(
    source: CompiledSnapshot, outcome: CheckResult, configuration: Configuration
) -> dict[str, bytes | None]:
    """Return the files that lose entries, by path; None for a file that becomes empty.

    Entries of rules that did not run are kept. Raises BaselineError.
    """
    configuration = in_effect(configuration, outcome.mesh)
    idle = {each.rule for each in outcome.report.idle}
    silent = {
        rule.name
        for rule in (*all_rules(), *outcome.report.policies)
        if rule.name in idle or not rule.is_checking or not is_on(rule, configuration)
    }
    counting = {
        fingerprint
        for each in filter(_is_listed, outcome.report.found)
        for fingerprint in (each.fingerprint, *each.former)
    }
    present = baselines(outcome.mesh)
    documents: Documents = {}
    changed: set[str] = set()
    for path, found in _by_file(present).items():
        left = [
            [entry for entry in each.entries if entry.fingerprint in counting or entry.rule in silent]
            for each in found
        ]
        if path != _renamed(path) or any(
            len(kept) != len(each.entries) for kept, each in zip(left, found, strict=True)
        ):
            changed |= {path, _renamed(path)}
            if len(found) != len(source.units[path].facts):
                raise BaselineError(f"`{shown(path)}` contains documents other than baselines")
        for kept, each in zip(left, found, strict=True):
            if kept:
                documents.setdefault(_renamed(path), []).append((each.domain, each.rules_as_of, kept))
    return {path: data for path, data in _files(present, documents).items() if path in changed}


def release(configuration: Configuration) -> str:
    """Return the release whose rules apply: the pinned one, or else the release of this program."""
    version = parse_version(__version__)
    assert version is not None  # a built-in rule
    return configuration.rules_as_of or f"{version.major}.{version.minor}"


def _found(diagnostics: Iterable[Diagnostic]) -> list[tuple[str, BaselineEntry]]:
    """Return the findings that count or are in the baseline, with their domains."""
    return [
        (_domain(each.address), BaselineEntry(each.rule, each.address or _path(each), each.fingerprint))
        for each in filter(_is_listed, diagnostics)
    ]


def _is_listed(diagnostic: Diagnostic) -> bool:
    """Return whether a baseline contains a finding, or may contain it."""
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


def _text(path: str, documents: Iterable[tuple[str, str, list[BaselineEntry]]]) -> bytes:
    """Format baseline documents (domain, release, entries) as YAML, or as JSON for a JSON file, which can contain
    only one document.
    """
    if syntax_of(path) == "json":
        return "".join(_as_json(*each) for each in documents).encode()
    parts = []
    for domain, as_of, entries in documents:
        head = f"apiVersion: meshwright/v1\nkind: Baseline\ndomain: {written(domain)}\nrulesAsOf: {written(as_of)}\n"
        lines = (f"  - {written(str(entry))}\n" for entry in sorted(entries))
        parts.append(f"{head}findings:\n{''.join(lines)}")
    data = (_HEAD + "---\n".join(parts)).encode()
    if len(data) > limits.FILE_BYTES:
        raise BaselineError(
            f"`{shown(path)}` would be larger than {limits.FILE_BYTES // 2**20} MiB, the limit for a file;"
            " use a smaller `preset` or `exclude` to record less"
        )
    return data


def _as_json(domain: str, as_of: str, entries: list[BaselineEntry]) -> str:
    document = {
        "apiVersion": "meshwright/v1",
        "kind": "Baseline",
        "domain": domain,
        "rulesAsOf": as_of,
        "findings": [str(entry) for entry in sorted(entries)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
