"""Entries for people are shorter than those for programs, but omit nothing from the counts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from menagerie import diagnostic, menagerie, report

from meshwright.finding.finding import Lack, Severity
from meshwright.report.entries import entries, first_looked_at
from meshwright.report.formats import Exclusion, Style, render

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Diagnostic

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def lacking(what: str, severity: Severity = ERROR, path: str = "a.yaml") -> Diagnostic:
    """Make a diagnostic of an absence."""
    plain = diagnostic(1, severity, f"{what} is not stated", path)
    return replace(plain, rule=f"missing-{what}", lack=Lack(what, "the product"))


def test_equal_messages_are_one_entry_with_a_count_and_the_first_locations() -> None:
    """Three locations are named in addition to the first, and the others counted."""
    text = render(
        report([diagnostic(1, ERROR, "the same", f"{each}.yaml") for each in "abcdef"]), "text", Style()
    )

    assert text.count("error[") == 1
    assert "the same (6 times in 6 files)" in text
    assert "a.yaml:1:3\n" in text
    assert "= also at b.yaml:1:3, c.yaml:1:3, d.yaml:1:3 and 2 more\n" in text
    assert text.endswith("6 errors in 3 documents: 1 product, 1 contract, 1,234 fields\n")


def test_items_missing_at_one_location_are_one_entry() -> None:
    """The highest severity is shown, and the rules of each."""
    told = [lacking("purpose", WARNING), lacking("domain"), lacking("owner"), lacking("status", WARNING)]
    text = render(report(told), "text", Style())

    assert "error[missing-domain]: the product has no domain, owner, purpose or status\n" in text
    assert "= errors: missing-domain, missing-owner\n" in text
    assert "= warnings: missing-purpose, missing-status\n" in text
    assert text.endswith("2 errors, 2 warnings in 3 documents: 1 product, 1 contract, 1,234 fields\n")


def test_items_missing_elsewhere_are_another_entry() -> None:
    """In another file, at another location, or in another item."""
    told = [lacking("purpose"), lacking("owner", path="b.yaml")]
    odd = replace(lacking("port"), lack=Lack("port", "a server"))

    assert len(entries([*told, odd])) == 3


def test_single_absence_has_the_message_of_its_rule() -> None:
    """The remedy stays in the message."""
    assert [each.message for each in entries([lacking("purpose")])] == ["purpose is not stated"]


def test_same_absence_in_many_files_is_one_entry() -> None:
    """Both ways of combining apply at once."""
    told = [lacking(what, path=f"{file}.yaml") for file in "abc" for what in ("owner", "domain")]

    (entry,) = entries(told)

    assert entry.title == "the product has no owner or domain (3 times in 3 files)"
    assert list(entry.diagnostics) == told


def test_fields_at_one_location_are_listed() -> None:
    """One rule, one location, one severity; ten fields are named."""
    told = [replace(diagnostic(1, ERROR, f"`f{n}` is too sensitive"), subject=f"o/f{n}") for n in range(12)]
    (entry,) = entries(told)

    assert entry.message == "`f0` is too sensitive"
    assert list(entry.notes) == [f"the same for {', '.join(f'`o/f{n}`' for n in range(1, 11))} and 1 more"]
    assert len(entries([*told, replace(told[0], rule="another", subject="o/x")])) == 2


def test_same_reason_is_one_entry_for_the_repository() -> None:
    """The individual messages are counted below."""
    told = [
        replace(diagnostic(1, WARNING, f"this is {name}", f"{file}.yaml"), gist="of other standards")
        for file, name in zip("abc", ("X", "Y", "X"), strict=True)
    ]
    (entry,) = entries(told)

    assert entry.title == "of other standards (3 times in 3 files)"
    assert list(entry.notes) == ["this is X (2 times, first a.yaml:1:3)", "this is Y (once: b.yaml:1:3)"]
    assert [each.message for each in entries(told[:1])] == ["this is X"]


def test_combined_entry_shows_only_some_messages() -> None:
    """Forty files that each lack something else are still one short entry."""
    told = [replace(diagnostic(1, WARNING, f"lacks {n}", f"{n}.yaml"), gist="some lack") for n in range(40)]
    (entry,) = entries(told)

    assert list(entry.notes)[4:] == ["lacks 4 (once: 4.yaml:1:3)", "and 35 more messages"]


def test_all_shows_each_finding_separately() -> None:
    """`--all` combines nothing, in text and in Markdown."""
    shown = menagerie()
    standing = sum(each.counts for each in shown.diagnostics)

    assert render(shown, "text", Style(shows_all=True)).count("[unknown-team]") == 30
    assert render(shown, "markdown", Style(shows_all=True)).count("\n| ") == standing + 2


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "junit", "github"])
def test_machine_formats_contain_each_finding(name: str) -> None:
    """Combined entries are only for people."""
    told = [diagnostic(1, ERROR, "the same everywhere", f"{each}.yaml") for each in "abcde"]
    told = [replace(each, fingerprint=f"{number:016x}") for number, each in enumerate(told)]
    text = render(report(told), name, Style())

    assert text.count("the same everywhere") >= 5
    if name == "json":
        assert len(json.loads(text)["diagnostics"]) == 5


def test_order_of_what_to_fix_first() -> None:
    """Unreadable files, essential errors, other errors, warnings; then dependents; then frequency."""
    read = replace(diagnostic(1, ERROR, "unread"), is_unread=True)
    essential = diagnostic(2, ERROR, "essential")
    needed = replace(diagnostic(3, ERROR, "needed"), rule="missing-owner", address="d/needed/x@1")
    alone = replace(diagnostic(4, ERROR, "alone"), rule="missing-owner")
    twice = [replace(diagnostic(n, ERROR, "twice"), rule="missing-owner") for n in (5, 6)]
    warning = replace(diagnostic(7, WARNING, "needed, too"), address="d/needed/x@1")
    told = [warning, alone, *twice, needed, essential, read]

    ordered = first_looked_at(entries(told), {"d/needed/x@1": 3, "": 0}.__getitem__)

    assert [each.message for each in ordered] == [
        "unread",
        "essential",
        "needed",
        "twice",
        "alone",
        "needed, too",
    ]


def test_findings_in_test_folders_come_last() -> None:
    """Unless the same mistake is also made elsewhere."""
    aside = [diagnostic(n, ERROR, "aside", f"tests/data/{n}.yaml") for n in range(3)]
    both = [diagnostic(1, ERROR, "both", path) for path in ("examples/a.yaml", "contracts/a.yaml")]
    own = diagnostic(1, WARNING, "own", "contracts/a.yaml")

    ordered = first_looked_at(entries([*aside, own, *both]), lambda _: 0)

    assert [each.message for each in ordered] == ["both", "own", "aside"]


def test_ten_entries_are_listed_to_fix_first_if_there_are_more() -> None:
    """In text at the end; in Markdown as the first rows."""
    told = [diagnostic(n, WARNING, f"message {n}") for n in range(1, 12)]
    worst = diagnostic(99, ERROR, "the worst")
    text = render(report([*told, worst]), "text", Style())

    assert "most important of 12 entries:\n  1. error[unknown-team] " in text
    assert " 10. warning" in text
    assert " 11. " not in text
    assert "| error |" in render(report([*told, worst]), "markdown", Style()).splitlines()[4]
    assert "most important of" not in render(report(told[:10]), "text", Style())
    assert "most important of" not in render(report([*told, worst]), "text", Style(shows_all=True))


@pytest.mark.parametrize(
    ("exclusion", "setting"),
    [
        (Exclusion(), '`exclude: ["/a/tests/"]` in `governance/mesh.yaml`'),
        (Exclusion("`p`", " = ", ("old/",)), '`exclude = ["old/", "/a/tests/"]` in `p`'),
    ],
)
def test_unrelated_folders_are_suggested_for_exclude(exclusion: Exclusion, setting: str) -> None:
    """With the exact setting; not if they have no findings, or if there is nothing else."""
    told = [diagnostic(n, ERROR, f"{n}", "a/tests/examples/x.yaml") for n in (1, 2)]
    files = ("a/tests/examples/x.yaml", "b/x.yaml", "examples/clean.yaml")
    style = Style(exclusion=exclusion)

    assert f"not part of the mesh? `a/tests/` (2 findings); to exclude: {setting}\n" in render(
        report(told, files=files), "text", style
    )
    assert "exclude" in render(report(told, files=files), "markdown", style)
    assert "exclude" not in render(report(told, files=files[:1]), "text", style)
    assert "exclude" not in render(report([], files=files), "text", style)


@pytest.mark.parametrize(
    ("path", "is_offered"),
    [
        ("contracts/_template.odcs.yaml", True),
        ("contracts/Template.yaml", True),
        ("contracts/contract.template.odcs.yaml", True),
        ("contracts/email-template.odcs.yaml", False),
        ("contracts/templates-sent.odcs.yaml", False),
    ],
)
def test_template_file_is_suggested_for_exclude(path: str, is_offered: bool) -> None:
    """By its whole name: data about templates is data."""
    told = [diagnostic(1, ERROR, "1", path)]
    said = render(report(told, files=(path, "b/x.yaml")), "text", Style())

    assert (f'to exclude: `exclude: ["/{path}"]`' in said) == is_offered
    assert ("not part of the mesh?" in said) == is_offered
