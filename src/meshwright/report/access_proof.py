"""The report on an access proof, as text, Markdown and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.report.markdown import message
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN = 20
"""The maximum number of differences in the text; JSON lists all."""
WORDS = (
    "Tables and roles are substitutes in a separate database, and the date comes from a table, not from the server.",
    "`meshwright access drift` reports roles that are members of other roles, superusers and manual grants.",
)


def as_json(found: Mapping[str, Any]) -> str:
    """Return the report as JSON."""
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def as_text(found: Mapping[str, Any]) -> str:
    """Return the report as text."""
    differences = found["differences"]
    lines = [
        f"{found['target']} {found['serverVersion']}, database {found['database']} of mesh {found['mesh']}, {found['at']}",
        f"revision {found['revision']}",
        _counts(found),
        *(_difference(each) for each in differences[:SHOWN]),
        *([f"and {len(differences) - SHOWN} more"] if len(differences) > SHOWN else []),
        "proven" if found["isProven"] else f"not proven: {counted(len(differences), 'difference')}",
    ]
    return "".join(f"{one_line(each)}\n" for each in lines)


def as_markdown(found: Mapping[str, Any]) -> str:
    """Return the report as Markdown."""
    differences = found["differences"]
    rows = [
        ("Engine", f"{found['target']} {found['serverVersion']}"),
        ("Database", found["database"]),
        ("Mesh", found["mesh"]),
        ("Revision", found["revision"]),
        ("Checked at", found["at"]),
        (
            "Days",
            f"{found['days'][0]} to {found['days'][-1]}: each day on which access starts or ends, with the adjacent days",
        ),
        ("Checked", _counts(found)),
        ("Differences", str(len(differences))),
    ]
    lines = [
        f"# Proof of access: {'proven' if found['isProven'] else 'not proven'}",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {message(text)} |" for name, text in rows),
        "",
        *WORDS,
    ]
    if differences:
        lines += ["", "| day | reader | table | column | expected | found |", "|---|---|---|---|---|---|"]
        keys = ("day", "readers", "table", "column", "expected", "found")
        lines += [f"| {' | '.join(message(each[key] or '') for key in keys)} |" for each in differences]
    return "\n".join(lines) + "\n"


def _counts(found: Mapping[str, Any]) -> str:
    parts = (
        counted(found["decisions"], "decision"),
        counted(found["tables"], "table"),
        counted(len(found["days"]), "day"),
        counted(found["readers"], "reader"),
        counted(found["persons"], "person"),
    )
    return ", ".join(parts)


def _difference(each: Mapping[str, Any]) -> str:
    column = f".{each['column']}" if each["column"] else ""
    return f"{each['day']}, {each['readers']}: {each['table']}{column}: expected {each['expected']}, found {each['found']}"
