"""`meshwright access usage`: compares an engine's read log with the declared access. It prints counts, not values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from meshwright.analysis.access.usage import Place, Usage
    from meshwright.cli.mesh_loading import LoadedMesh

FOUND = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access usage`."""
    from meshwright.analysis.access.usage import UNUSED_AFTER
    from meshwright.cli.request import add_mesh_path, as_of_day
    from meshwright.workspace.access_log import FORMS

    parser.add_argument("file", metavar="FILE", help="the log")
    parser.add_argument(
        "--form",
        choices=FORMS,
        help="CSV or JSON Lines with subject, object, column and time, or PostgreSQL's CSV log with pgAudit "
        "(default: by the file extension, .csv or .jsonl)",
    )
    parser.add_argument(
        "--unused-after",
        type=_days,
        default=UNUSED_AFTER,
        metavar="DAYS",
        help=f"days without a read after which a grant is unused (default: {UNUSED_AFTER})",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )
    parser.add_argument(
        *("--on", "--as-of"),
        dest="as_of",
        type=as_of_day,
        metavar="DATE",
        help="as-of date in UTC (default: today)",
    )
    add_mesh_path(parser)
    parser.epilog = (
        "exit codes: 0 all reads allowed and all grants used, 1 reads that are not allowed or "
        "unused grants, 2 failed"
    )


def _days(text: str) -> int:
    import argparse

    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 3660 and len(text) <= 4):
        raise argparse.ArgumentTypeError("a number of days from 1 to 3660")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Compare the log with the access, and print the result."""
    from meshwright.analysis.access.usage import usage
    from meshwright.cli.access_reading import access_of, write_answer
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.terminal import one_line
    from meshwright.workspace.access_log import LogError, read_log

    form = options.form or {".csv": "csv", ".jsonl": "jsonl"}.get(Path(options.file).suffix.casefold())
    if form is None:
        raise UsageError(f"`{options.file}` does not end in .csv or .jsonl; state its format with --form")
    try:
        log = read_log(Path(options.file), form)
    except LogError as error:
        raise UsageError(one_line(f"{options.file}: {error}")) from error
    except ValueError as error:
        raise UsageError(f"`{options.file}` cannot be read: not the name of a file") from error
    read = load_mesh(options)
    found = usage(access_of(read), log, options.as_of, options.unused_after)
    write_answer(_content(found, read, options), options.format, _text, (read.source,))
    return read.ending(FOUND if found.outside or found.strangers or found.unused else 0)


def _content(found: Usage, read: LoadedMesh, options: argparse.Namespace) -> dict[str, Any]:
    from meshwright.report.access import identity_json

    def grant(each: Any) -> dict[str, Any]:  # noqa: ANN401 - a grant with a day
        return {
            "identity": identity_json(each.grant.identity),
            "address": each.grant.contract.address,
            "kind": each.grant.cause.kind.value,
            "name": each.grant.cause.name,
            "location": read.line(each.grant.cause.at),
        }

    return {
        "version": 1,
        "day": options.as_of.isoformat(),
        "begins": found.begins.isoformat() if found.begins else None,
        "ends": found.ends.isoformat() if found.ends else None,
        "unusedAfter": options.unused_after,
        "outside": [
            {
                "identity": identity_json(each.identity),
                "object": _address(each.place),
                "column": each.column or None,
                "reads": each.reads,
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
            }
            for each in found.outside
        ],
        "strangers": [
            {"object": _address(each.place), "subjects": each.subjects, "reads": each.reads}
            for each in found.strangers
        ],
        "unused": None
        if found.unused is None
        else [{**grant(each), "last": each.last.isoformat() if each.last else None} for each in found.unused],
        "firstReads": [{**grant(each), "day": each.day.isoformat()} for each in found.first_reads],
        "elsewhere": found.elsewhere,
    }


def _address(place: Place) -> str:
    return f"{place.contract.address}/{place.contract.fact.objects[place.object].name}"


def _text(content: dict[str, Any]) -> str:
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line

    lines = []
    for each in content["outside"]:
        column = f"/{each['column']}" if each["column"] else ""
        days = (
            f"on {each['first']}"
            if each["first"] == each["last"]
            else f"from {each['first']} to {each['last']}"
        )
        lines.append(
            f"read-outside: {each['identity']['name']} read {each['object']}{column} {_times(each['reads'])} {days}, "
            "which no document allows"
        )
    lines += [
        f"unknown-reader: {counted(each['subjects'], 'subject')} that no document names read {each['object']} "
        f"{_times(each['reads'])}"
        for each in content["strangers"]
    ]
    for each in content["unused"] or ():
        last = f"last read on {each['last']}" if each["last"] else "no read in the log"
        lines.append(
            f"unused-grant: {each['identity']['name']} may read {each['address']} because of {each['kind']} "
            f"{each['name']} ({each['location']}): {last}"
        )
    period = (
        f"the log covers {content['begins']} to {content['ends']}"
        if content["begins"]
        else "the log is empty"
    )
    unknown = content["elsewhere"]
    verb = "is" if unknown == 1 else "are"
    elsewhere = f"; {counted(unknown, 'read')} {verb} of objects outside the mesh" if unknown else ""
    if content["unused"] is None:
        period += f", so it cannot show which grants have been unused for {content['unusedAfter']} days"
    lines.append(f"{counted(len(lines), 'answer')}; {period}{elsewhere}")
    return "".join(f"{one_line(each)}\n" for each in lines)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
