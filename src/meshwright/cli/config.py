"""`meshwright config show`: shows the effective settings, their sources, and the files of the mesh.

Exit codes: 0 if the settings were shown, 2 if they cannot be read.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from meshwright.cli.request import CheckRequest
    from meshwright.rulekit.configuration import Configuration

_DEFAULT = "default"
_MOST = 10
"""The maximum number of files of a kind to list without `--all`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `config`."""
    from meshwright.cli import request

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    words = "show the effective settings with their sources, and the files of the mesh"
    show = actions.add_parser("show", help=words, description=f"{words[0].upper()}{words[1:]}.")
    request.add_arguments(show, "a path in the mesh")
    show.add_argument("--all", action="store_true", help="list every file")


def run(options: argparse.Namespace) -> int:
    """Print the settings that `check` uses with the same arguments; return the exit code."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import read_request
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.workspace.project import stated_settings

    what = read_request(options)
    try:
        where, stated = stated_settings(what.project)
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    lines = [f"root: {what.project.root}", "", *_table(_settings(what.configuration, where, stated, options))]
    lines += ["", *_files(what, is_whole=options.all)]
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)
    return 0


_Row = tuple[str, str, str]


def _settings(
    configuration: Configuration, where: str, stated: Mapping[str, Any], options: argparse.Namespace
) -> Iterator[_Row]:
    """Yield the name, the value and the source of each setting."""

    def source(key: str, flag: object = None, name: str = "") -> str:
        return f"--{name}" if flag else where if key in stated else _DEFAULT

    yield "preset", configuration.preset, source("preset", options.preset, "preset")
    yield "rulesAsOf", configuration.rules_as_of or "none: all rules apply", source("rulesAsOf")
    yield "failOn", str(configuration.fail_on), source("failOn", options.fail_on, "fail-on")
    for name, level in configuration.levels.items():
        yield f"rules.{name}", str(level or "off"), where
    for prefix, levels in configuration.paths:
        for name, level in levels.items():
            yield f"paths.{prefix}.{name}", str(level or "off"), where
    for each in configuration.exclude:
        yield "exclude", each, where
    compatibility = stated.get("compatibility") or {}
    drafts = "kept" if configuration.keeps_drafts else "free to break"
    yield "compatibility.drafts", drafts, where if "drafts" in compatibility else _DEFAULT
    for name, bump in configuration.bumps.items():
        yield f"compatibility.bumps.{name}", bump, where
    if configuration.select is not None:
        yield "select", ", ".join(sorted(configuration.select)), "--select"
    if configuration.ignore:
        yield "ignore", ", ".join(sorted(configuration.ignore)), "--ignore"


def _table(rows: Iterator[_Row]) -> Iterator[str]:
    listed = list(rows)
    first, second = (max(len(row[column]) for row in listed) for column in (0, 1))
    for name, value, source in listed:
        yield f"{name:<{first}}  {value:<{second}}  {source}"


def _files(what: CheckRequest, *, is_whole: bool) -> Iterator[str]:
    """Yield lines that list the files of the mesh, and similar files that are not part of it."""
    from meshwright.report.summary import counted

    snapshot = what.snapshot
    read = {
        "document": [path for path in snapshot.entries if what.is_reported(path)],
        "sample": [path for path in snapshot.samples if what.is_reported(path)],
        "JSON Schema": list(snapshot.schemas),
        "linked definition": list(snapshot.definitions),
    }
    for noun, paths in read.items():
        if paths:
            yield f"read: {counted(len(paths), noun)}"
            yield from _listed(paths, is_whole=is_whole)
    for words, found in (
        ("not read", [f"{each.path}: {each.why}" for each in (*snapshot.skipped, *snapshot.unseen)]),
        ("not read: a separate mesh or repository", list(snapshot.nested)),
        ("not read: follows another standard", [f"{path}: {kind}" for path, kind in snapshot.unapplied]),
    ):
        if found:
            yield f"{words}: {len(found):,}"
            yield from _listed(found, is_whole=is_whole)
    if snapshot.counted:
        yield f"not read, not a document of a mesh: {counted(snapshot.counted, 'YAML file')}"


def _listed(paths: list[str], *, is_whole: bool) -> Iterator[str]:
    shown = paths if is_whole else paths[:_MOST]
    yield from (f"  {path}" for path in shown)
    if len(paths) > len(shown):
        yield f"  and {len(paths) - len(shown):,} more; `--all` lists them"
