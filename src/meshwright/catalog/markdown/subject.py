"""Data subjects as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
from meshwright.catalog.markdown.marks import code, facts, items, link, page, plain, prose, section, table
from meshwright.catalog.markdown.parts import addressed, named, referred, supported

if TYPE_CHECKING:
    from meshwright.catalog.documents.subject import Subject, SubjectPort, Subjects, SubjectUse

INDEX = "privacy"


def subjects_markdown(found: Subjects) -> str:
    """Return the list of data subjects as Markdown."""
    return page(
        "Data subjects",
        items(
            f"{link(plain(each.title), INDEX, routes.subject(each.name))}: "
            f"{text.counted(len(each.ports), 'port')}"
            for each in found.subjects
        ),
        section(
            "Personal data without a data subject",
            items(
                f"{addressed(each.port, INDEX)}: {', '.join(map(code, each.columns))}"
                for each in found.unassigned
            ),
        ),
    )


def subject_markdown(subject: Subject) -> str:
    """Return as Markdown a data subject with its ports in the order of erasure."""
    route = routes.subject(subject.name)
    return page(
        subject.title,
        prose(subject.definition),
        facts(
            (
                ("entity", link(code(subject.name), route, routes.entity(subject.name))),
                ("steward", named(subject.steward, route)),
            )
        ),
        section("Where to send a request", supported(subject.support)),
        section("Read more", referred(subject.references)),
        *(_port(each, route) for each in subject.ports),
    )


def _port(port: SubjectPort, route: str) -> str:
    return section(
        f"Step {port.step}: {code(port.port)}",
        facts(
            (
                ("product", named(port.product, route)),
                ("team", named(port.team, route)),
                ("contact", " ".join(filter(None, (plain(port.channel), plain(port.contact))))),
                ("highest classification", plain(port.level)),
                ("retention", plain(port.retention)),
                ("purposes", ", ".join(map(plain, port.purposes))),
                ("derived from", ", ".join(addressed(each, route) for each in port.made_from)),
                ("also about", ", ".join(named(each, route) for each in port.others)),
            )
        ),
        table(
            ("column", "classification", "data category", "identifier scheme"),
            (
                (code(each.column), plain(each.level), plain(each.category), plain(each.scheme))
                for each in port.columns
            ),
        ),
        items(_use(each, route) for each in port.uses),
    )


def _use(each: SubjectUse, route: str) -> str:
    notes = ", ".join(
        filter(
            None,
            (named(each.team, route), plain(each.purpose), f"until {each.expires}" if each.expires else ""),
        )
    )
    return f"used by {plain(each.use)}{f' ({notes})' if notes else ''}"
