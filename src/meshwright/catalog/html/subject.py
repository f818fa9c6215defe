"""The pages of data subjects, and the list of data subjects."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.sections import SUBJECTS
from meshwright.catalog.text import plain_of, shown

if TYPE_CHECKING:
    from meshwright.catalog.documents.subject import Subject, Subjects
    from meshwright.catalog.html.rendering import Renderer

INDEX = SUBJECTS.route
HEADS = (
    "step",
    "product",
    "port",
    "column",
    "classification",
    "data category",
    "identifier scheme",
    "retention",
    "purposes",
    "team",
    "contact",
    "uses by agreement",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters by which spreadsheets recognise a formula."""


def subjects_page(found: Subjects, renderer: Renderer) -> Page:
    """Return the list of data subjects."""
    html = renderer.html("subjects.html", INDEX, found=found)
    return Page(INDEX, SUBJECTS.title, (Section(html),), SUBJECTS.text, has_contents=False)


def subject_page(subject: Subject, renderer: Renderer) -> Page:
    """Return the page of a data subject."""
    route = routes.subject(subject.name)
    steps = [(step, list(ports)) for step, ports in groupby(subject.ports, lambda each: each.step)]
    html = renderer.html("subject.html", route, subject=subject, steps=steps)
    return Page(
        route,
        f"{subject.title}: data subject",
        (Section(html),),
        plain_of(subject.definition),
        has_contents=False,
        files=(File(f"{route}/columns.csv", subject_csv(subject).encode("utf-8", "replace")),),
    )


def subject_csv(subject: Subject) -> str:
    """Return a CSV file with a data subject's columns, in the order of erasure."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    for port in subject.ports:
        contact = port.contact or port.channel
        uses = "; ".join(each.use for each in port.uses)
        for column in port.columns:
            row = (
                str(port.step),
                port.product.title or port.product.name,
                port.port,
                column.column,
                column.level,
                column.category,
                column.scheme,
                port.retention,
                "; ".join(port.purposes),
                port.team.name if port.team else "",
                contact,
                uses,
            )
            writer.writerow([_cell(each) for each in row])
    return text.getvalue()


def _cell(value: str) -> str:
    """Return a CSV cell that no spreadsheet interprets as a formula."""
    return f"'{shown(value)}" if value.startswith(_FORMULA) else shown(value)
