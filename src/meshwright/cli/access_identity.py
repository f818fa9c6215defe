"""`meshwright access identity`: the groups of the identity provider, outside of Git, and what they say of readers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from meshwright.analysis.access.reidentification import Reidentification

FOUND = 1
FORMS = {".json": "scim", ".ldif": "ldif", ".csv": "csv"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access identity`."""
    from meshwright.cli.request import add_mesh_path, as_of_day

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    taken = actions.add_parser(
        "import", help="keep the groups of a directory export in a file outside of Git"
    )
    taken.add_argument("file", metavar="FILE", help="a SCIM 2.0 ListResponse, LDIF, or CSV")
    taken.add_argument(
        "--to", metavar="FILE", required=True, help="where to write it: outside of Git, or ignored"
    )
    taken.add_argument(
        "--form",
        choices=tuple(FORMS.values()),
        help="format of the export (default: by the file extension, .json, .ldif or .csv)",
    )
    taken.epilog = "exit codes: 0 imported, 2 refused"
    answers = actions.add_parser("report", help="compare the groups that the mesh names with those of a file")
    answers.add_argument("file", metavar="FILE", help="the file that `import` has written")
    answers.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )
    answers.epilog = "exit codes: 0 all groups are as named, 1 some are not, 2 failed"
    for each in (taken, answers):
        each.add_argument(
            *("--on", "--as-of"),
            dest="as_of",
            type=as_of_day,
            metavar="DATE",
            help="the day, in UTC (default: today)",
        )
    add_mesh_path(answers)


def run(options: argparse.Namespace) -> int:
    """Import, or report."""
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
    from meshwright.workspace.directory_file import expanded, keep
    from meshwright.workspace.directory_reading import MOST_BYTES, DirectoryError, read_directory

    form = options.form or FORMS.get(Path(options.file).suffix.casefold())
    if form is None:
        raise UsageError(
            f"`{options.file}` does not end in .json, .ldif or .csv; state its format with --form"
        )
    try:
        with Path(options.file).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        raise UsageError(f"`{options.file}` cannot be read: {reason}") from error
    try:
        groups = expanded(read_directory(data, form))
    except DirectoryError as error:
        raise UsageError(one_line(f"{options.file}: {error}")) from error
    keep(groups, options.to, form, options.as_of.isoformat())
    persons = len({member for each in groups for member in each.members})
    sys.stdout.write(
        one_line(f"kept {counted(len(groups), 'group')} and {counted(persons, 'member')} in {options.to}")
        + "\n"
    )
    return 0


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
    content: dict[str, Any] = {
        "importedOn": directory.imported_on,
        "day": options.as_of.isoformat(),
        "groups": [
            {"kind": each.kind, "identity": identity_json(each.reader), "message": each.words}
            for each in answers
        ],
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
    return read.ending(FOUND if answers or any(each.paths for each in together) else 0)


def _text(content: dict[str, Any]) -> str:
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line

    lines = [f"{each['kind']}: {each['message']}" for each in content["groups"]]
    found = len(lines)
    for each in content["combinations"]:
        names = " and ".join(f"`{one['name']}`" for one in each["identities"])
        persons = f"{each['persons']:,} persons are" if each["persons"] != 1 else "1 person is"
        lines.append(f"several-groups: {persons} in {names}")
        lines += [f"reidentification-path: {path}, for those in {names}" for path in each["paths"]]
        found += len(each["paths"])
    lines.append(
        f"{counted(found, 'answer')} of the directory of {content['importedOn']}"
        if found
        else "all groups are as named"
    )
    return "".join(f"{one_line(each)}\n" for each in lines)


def _path(found: Reidentification) -> str:
    last = found.steps[-1]
    fields, objects = last.contract.fact.fields, last.contract.fact.objects
    ways = " and ".join(f"`{each.contract.address}`" for each in found.steps)
    return (
        f"`{'/'.join(found.pseudonym)}` leads through {ways} to `{fields.name(last.fields[1], objects)}` "
        f"({found.category})"
    )
