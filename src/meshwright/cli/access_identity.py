"""`meshwright access identity`: imports the groups of the identity provider and compares them with documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.reidentification import Reidentification
    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.workspace.directory_file import KeptDirectory

FOUND = 1
SHOWN = 3
"""The maximum number of locations to list for a group in text output."""
FORMS = {".json": "scim", ".ldif": "ldif", ".csv": "csv"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access identity`."""
    from meshwright.cli.request import add_mesh_path, as_of_day

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    taken = actions.add_parser(
        "import", help="import the groups and accounts of a directory export into a file outside Git"
    )
    taken.add_argument("file", metavar="FILE", help="a SCIM 2.0 ListResponse, LDIF, or CSV")
    taken.add_argument(
        "--to", metavar="FILE", required=True, help="the file to write: outside Git, or ignored"
    )
    taken.add_argument(
        "--form",
        choices=tuple(FORMS.values()),
        help="format of the export (default: by the file extension, .json, .ldif or .csv)",
    )
    taken.add_argument(
        "--users",
        metavar="FILE",
        help="the export of the users, if the first file contains only groups",
    )
    taken.epilog = "exit codes: 0 imported, 2 refused"
    answers = actions.add_parser(
        "report", help="compare the groups and people that the mesh names with a file"
    )
    answers.add_argument("file", metavar="FILE", help="the file that `import` wrote")
    answers.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )
    answers.epilog = "exit codes: 0 no differences, 1 some differences, 2 failed"
    for each in (taken, answers):
        each.add_argument(
            *("--on", "--as-of"),
            dest="as_of",
            type=as_of_day,
            metavar="DATE",
            help="as-of date in UTC (default: today)",
        )
    add_mesh_path(answers)


def run(options: argparse.Namespace) -> int:
    """Import an export of the directory, or report on the imported directory."""
    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.workspace.directory_reading import DirectoryError

    try:
        return _import(options) if options.action == "import" else _report(options)
    except DirectoryError as error:
        raise UsageError(one_line(str(error))) from error


def _import(options: argparse.Namespace) -> int:
    from meshwright.cli.main import UsageError
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line
    from meshwright.workspace.directory_file import KeptDirectory, accounts_of, expanded, keep
    from meshwright.workspace.directory_reading import DirectoryError, read_directory, with_users

    form = options.form or _form(options.file)
    data, name = _read(options.file), options.file
    try:
        directory = read_directory(data, form)
        if options.users is not None:
            name = options.users
            directory = with_users(directory, _read(name), _form(name, options.form))
        name = options.file
        groups, accounts = expanded(directory), accounts_of(directory)
    except DirectoryError as error:
        raise UsageError(one_line(f"{name}: {error}")) from error
    keep(KeptDirectory(groups, options.as_of.isoformat(), accounts), options.to, form)
    persons = len({member for each in groups for member in each.members})
    parts = [counted(len(groups), "group"), counted(persons, "member")]
    if accounts is not None:
        parts.append(counted(len({each.ids[0] for each in directory.accounts}), "account"))
    sys.stdout.write(one_line(f"kept {', '.join(parts[:-1])} and {parts[-1]} in {options.to}") + "\n")
    return 0


def _form(file: str, default: str | None = None) -> str:
    """Return the format of an export from its file extension, or else `default`; raises UsageError if there is none."""
    from meshwright.cli.main import UsageError

    form = FORMS.get(Path(file).suffix.casefold(), default)
    if form is None:
        raise UsageError(f"`{file}` does not end in .json, .ldif or .csv; state its format with --form")
    return form


def _read(file: str) -> bytes:
    """Return the bytes of an export; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.directory_reading import MOST_BYTES

    try:
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not the name of a file"
        raise UsageError(f"`{file}` cannot be read: {reason}") from error


def _report(options: argparse.Namespace) -> int:
    from meshwright.analysis.access.directory import combinations, group_answers
    from meshwright.cli.access_reading import access_of, write_answer
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.access import identity_json
    from meshwright.workspace.directory_file import kept

    directory = kept(options.file)
    read = load_mesh(options)
    granted = access_of(read)
    answers = list(group_answers(granted, directory.groups))
    together = list(combinations(granted, directory.groups, options.as_of))
    persons = list(_persons(read, directory, options.as_of))
    lines = read.lines({at for each in answers for at in each.places})
    content: dict[str, Any] = {
        "version": 1,
        "importedOn": directory.imported_on,
        "day": options.as_of.isoformat(),
        "groups": [
            {
                "kind": each.kind,
                "identity": identity_json(each.reader),
                "message": each.words,
                "at": [lines[at] for at in each.places],
            }
            for each in answers
        ],
        "accounts": {
            "isCompared": directory.accounts is not None,
            "unlistedMembers": directory.accounts.unlisted if directory.accounts is not None else None,
            "answers": persons,
        },
        "combinations": [
            {
                "identities": [identity_json(one) for one in each.readers],
                "persons": each.persons,
                "paths": [_path(one) for one in each.paths],
            }
            for each in together
        ],
    }
    write_answer(content, options.format, _text, (read.source,))
    return read.ending(FOUND if answers or persons or any(each.paths for each in together) else 0)


def _persons(read: LoadedMesh, directory: KeptDirectory, day: date) -> Iterator[dict[str, Any]]:
    """Yield the findings about people, with their locations; there are none if the directory has no accounts."""
    from meshwright.analysis.access.accounts import account_answers
    from meshwright.rulekit.locator import Locator

    if directory.accounts is None:
        return
    groups = {name for each in directory.groups if not each.is_disabled for name in each.names}
    answers = [*account_answers(read.mesh, Locator(read.source).value, directory.accounts, groups, day)]
    lines = read.lines(each.at for each in answers)
    for each in answers:
        yield {"kind": each.kind, "name": each.name, "message": each.words, "at": lines[each.at]}


def _text(content: dict[str, Any]) -> str:
    from datetime import date

    from meshwright.cli.identified import age_notes, person_notes
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line

    lines = [f"{each['kind']}: {each['message']}{_places(each['at'])}" for each in content["groups"]]
    lines += [f"{each['kind']}: {each['message']} ({each['at']})" for each in content["accounts"]["answers"]]
    found = len(lines)
    for each in content["combinations"]:
        names = " and ".join(f"`{one['name']}`" for one in each["identities"])
        persons = f"{each['persons']:,} people are" if each["persons"] != 1 else "1 person is"
        lines.append(f"several-groups: {persons} in {names}")
        lines += [f"reidentification-path: {path}, for those in {names}" for path in each["paths"]]
        found += len(each["paths"])
    lines.append(
        f"{counted(found, 'finding')} from the directory imported on {content['importedOn']}"
        if found
        else f"all groups{' and people' if content['accounts']['isCompared'] else ''} match the documents"
    )
    lines += person_notes(content["accounts"]["unlistedMembers"])
    lines += age_notes(content["importedOn"], date.fromisoformat(content["day"]))
    return "".join(f"{one_line(each)}\n" for each in lines)


def _places(at: list[str]) -> str:
    more = f" and {len(at) - SHOWN:,} more" if len(at) > SHOWN else ""
    return f" ({', '.join(at[:SHOWN])}{more})" if at else ""


def _path(found: Reidentification) -> str:
    last = found.steps[-1]
    fields, objects = last.contract.fact.fields, last.contract.fact.objects
    ways = " and ".join(f"`{each.contract.address}`" for each in found.steps)
    return (
        f"`{'/'.join(found.pseudonym)}` leads through {ways} to `{fields.name(last.fields[1], objects)}` "
        f"({found.category})"
    )
