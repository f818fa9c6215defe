"""The evidence for a period as a printable page: one file without scripts or external resources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from meshwright.report.evidence import by_kind
from meshwright.report.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.report.evidence import Evidence, EvidenceRow

_TITLES = {
    "grant": "Grants",
    "exception": "Exceptions",
    "level": "Levels and settings",
    "classification": "Classifications",
    "policy": "Policies",
    "breaking-change": "Breaking changes",
}
_HEADS = ("Decision", "About", "In force", "Commit", "Author", "Reviewers")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
@page { size: A4 landscape; margin: 12mm }
body { font: 10pt/1.4 system-ui, sans-serif; color: #111; background: #fff }
body { margin: 2em auto; padding: 0 1em; max-width: 80em }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 2em }
th, td { border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th:nth-child(1) { width: 26% }
th:nth-child(2) { width: 19% }
th:nth-child(3), th:nth-child(4) { width: 11.5% }
th:nth-child(5) { width: 15% }
thead { display: table-header-group }
tr { break-inside: avoid }
.gaps { border: 2px solid #a00; padding: .5em 1em }
@media print { body { margin: 0; padding: 0; max-width: none } }
@media screen and (max-width: 60em) {
  thead { display: none }
  table, tbody, tr, td { display: block }
  tr { border: 1px solid #999; margin-bottom: 1em }
  td { border: 0 }
  td::before { content: attr(data-head) ": "; font-weight: bold }
}
"""


def as_html(evidence: Evidence) -> str:
    """Render the page. All text from documents, commits and the forge is escaped."""
    title = f"Evidence {evidence.first} to {evidence.last}"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(evidence.scope)}.</p>",
        *_gaps(evidence),
    ]
    for is_of_period, heading in (
        (True, "Decided in the period"),
        (False, "Still in force from earlier decisions"),
    ):
        rows = tuple(each for each in evidence.rows if each.is_of_period is is_of_period)
        parts.append(f"<h2>{heading} ({len(rows):,})</h2>")
        if not rows:
            parts.append("<p>No decisions found.</p>")
        for kind, found in by_kind(rows):
            parts.append(f"<h3>{_TITLES[kind]} ({len(found):,})</h3>")
            parts += _table(found)
    return "\n".join((*parts, "</body>", "</html>", ""))


def _gaps(evidence: Evidence) -> Iterator[str]:
    if not evidence.gaps:
        yield "<p>No gaps: the history covers the whole period.</p>"
        return
    yield '<div class="gaps">'
    yield f"<h2>{'Incomplete' if evidence.is_incomplete else 'Limits'}: {counted(len(evidence.gaps), 'gap')}</h2>"
    yield "<ul>"
    for each in evidence.gaps:
        yield f"<li>{escape(each.message)}</li>"
    yield "</ul>"
    yield "</div>"


def _table(rows: list[EvidenceRow]) -> Iterator[str]:
    yield "<table>"
    yield f"<thead><tr>{''.join(f'<th>{each}</th>' for each in _HEADS)}</tr></thead>"
    yield "<tbody>"
    for row in rows:
        cells = (
            _lines(f"{row.action}: {row.subject}", row.details, row.reason),
            _lines(row.address or "the whole mesh", row.file),
            _lines(*_in_force(row)),
            _lines(row.commit[:12] or "before the known history", row.committed.replace("T", " ")),
            _lines(row.author, *_claims(row)),
            _lines(row.reviewed, f"pull request {row.pull_request}" if row.pull_request else ""),
        )
        columns = (f'<td data-head="{head}">{each}</td>' for head, each in zip(_HEADS, cells, strict=True))
        yield f"<tr>{''.join(columns)}</tr>"
    yield "</tbody>"
    yield "</table>"


def _in_force(row: EvidenceRow) -> Iterator[str]:
    yield f"from {row.starts or 'an unknown day'}"
    if row.until:
        yield f"until {row.until}"
    if row.ended_by:
        yield f"ended by {row.ended_by[:12]}"


def _claims(row: EvidenceRow) -> Iterator[str]:
    if row.owner:
        yield f"owner {row.owner}"
    if row.approved_by:
        yield f"approved by {row.approved_by} (claimed)"


def _lines(*texts: str) -> str:
    return "<br>".join(escape(each) for each in texts if each)
