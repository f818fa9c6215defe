"""Hostile names, and hand-made reports with them and every kind of diagnostic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from meshwright.finding.finding import Lack, Severity
from meshwright.rulekit.diagnostic import (
    AppliedWaiver,
    Diagnostic,
    Range,
    RelatedLocation,
    Report,
    ResolvedFix,
    Summary,
    TextEdit,
)
from meshwright.rulekit.engine import InapplicableRule
from meshwright.source.place import Position

if TYPE_CHECKING:
    from collections.abc import Iterable

HOSTILE = (
    "\\x1b[31mred",
    "\\x1b]8;;https://evil.example\\x07link",
    "\\u202Egnp.exe",
    "\\u200Bplayer-squad",
    "x\\n::error file=a::true",
    "::set-output name=ok::true",
    "a ##[add-mask]secret",
    "a ##vso[task.setvariable]b",
    "%0A::error::",
    "@everyone `code` <script>alert(1)</script> [a](javascript:alert(1))",
    "\\r\\n::stop-commands::x",
    "\\0nul",
    "\\x7f\\x9b31m",
    "[bold]rich[/bold]",
    "\\uFEFFbom",
    "\\uFF46ullwidth 名前 👩‍👩‍👧",
    "soft\\u00ADhyphen \\U000E0041tag \\uFFFEnon",
    "##\\\\[add-mask]x ###[add-mask]y",
    "]]> <!-- <img src=x onerror=alert(1)> &amp; &#64;everyone --> {0} {{x}}",
    "| a \\\\| `b | c` \\\\",
    "https://evil.example www.evil.example me@evil.example #1 GH-2 !3 o/r#4 :tada: ~label $x$ **b** _i_ ~~s~~",
    "![i](https://evil.example/i.png) <https://evil.example> [r]: https://evil.example",
)
"""As in double quotes in YAML."""
NAMES = tuple(yaml.safe_load(f'"{name}"') for name in HOSTILE)
PATH = "products/a b,c;d%0A=é#/::error::.odps.yaml"
RULE = "unknown-team"


def at(path: str, *numbers: int) -> Range:
    """Make a range from a start and an end."""
    line, column, end_line, end_column = numbers
    return Range(path, Position(line, column), Position(end_line, end_column))


def diagnostic(
    number: int, severity: Severity, message: str = "something is", path: str = PATH
) -> Diagnostic:
    """Make a plain one."""
    place = at(path, number, 3, number, 9)
    return Diagnostic(RULE, "addressable", severity, message, place, None, (), None, f"{number:016x}")


def report(diagnostics: Iterable[Diagnostic], **more: tuple[object, ...]) -> Report:
    """Sum up diagnostics like the pipeline does."""
    diagnostics = tuple(diagnostics)
    standing = [each.severity for each in diagnostics if each.counts]
    summary = Summary(
        errors=standing.count(Severity.ERROR),
        warnings=standing.count(Severity.WARNING),
        notices=standing.count(Severity.NOTICE),
        waived=sum(each.waived is not None for each in diagnostics),
        suppressed=sum(each.is_suppressed for each in diagnostics),
        documents=3,
        products=1,
        contracts=1,
        fields=1_234,
    )
    return Report(diagnostics, summary, text_of=lambda _: "one\n  two: three\n" * 20, **more)


_ABSENT = {"purpose": "missing-purpose", "port": "port-without-contract", "owner": "missing-owner"}


def _shown_together() -> Iterable[Diagnostic]:
    """Yield diagnostics that are shown as one entry: absences or fields at one location, one message in many files."""
    lacking = {"purpose": Severity.WARNING, "port": Severity.ERROR, "owner": Severity.ERROR}
    for number, (what, severity) in enumerate(lacking.items()):
        for path in ("lacking/a.yaml", "lacking/b.yaml"):
            told = replace(diagnostic(1, severity, f"no {what}", path), lack=Lack(what, f"`{NAMES[9]}`"))
            yield replace(told, rule=_ABSENT[what], fingerprint=f"{path[8]}{number}" * 8)
    for number, name in enumerate(NAMES[4:8]):
        told = replace(
            diagnostic(1, Severity.ERROR, f"`{name}` is too sensitive", "fields.yaml"), subject=name
        )
        yield replace(told, rule="role-below-clearance", fingerprint=f"c{number}" * 8)
    for number, name in enumerate(("one", "two", "one")):
        path = f"foreign/{number}.yaml"
        told = replace(diagnostic(1, Severity.WARNING, f"this is `{name}`", path), gist="of other standards")
        yield replace(told, rule="foreign-format", fingerprint=f"d{number}" * 8)
    for number in range(5):
        told = diagnostic(2, Severity.NOTICE, "the same everywhere", f"tests/{number}.yaml")
        yield replace(told, fingerprint=f"e{number}" * 8)


def menagerie() -> Report:
    """Return one of everything: related locations, fixes, exceptions, no location, several lines, a failed rule."""
    severities = (Severity.NOTICE, Severity.ERROR, Severity.WARNING)
    plain = [
        diagnostic(number, severities[number % 3], f"unknown team `{name}`")
        for number, name in enumerate(NAMES, 1)
    ]
    edits = (TextEdit(at(PATH, 1, 1, 1, 4), "on\u00e9\n"), TextEdit(at("b.yaml", 2, 7, 2, 7), ": `x`"))
    note = RelatedLocation(f"called `{NAMES[9]}`", at("products/b.odcs.yaml", 7, 1, 9, 1))
    peculiar = diagnostic(90, Severity.ERROR, "two are one")
    told = (
        replace(peculiar, related=(note,), range=at(PATH, 2, 3, 4, 1), address="player/play-events@1#x y"),
        replace(peculiar, remedy=ResolvedFix("write `one`", is_safe=True, edits=edits), fingerprint="1" * 16),
        replace(peculiar, remedy=ResolvedFix("", is_safe=False, edits=edits[:1]), fingerprint="2" * 16),
        replace(peculiar, range=None, fingerprint="3" * 16, rule="input-cycle"),
        replace(
            peculiar, waived=AppliedWaiver(f"agreed | {NAMES[4]}", "@x", "2027-01-31"), fingerprint="4" * 16
        ),
        replace(peculiar, is_suppressed=True, fingerprint="5" * 16),
    )
    return report(
        (*plain, *told, *_shown_together()),
        skipped=(InapplicableRule("sample-violates-contract", f"`{NAMES[6]}` needs `pip`"),),
        idle=(InapplicableRule("unknown-domain", "there is no `kind: Domains` document", "Domains"),),
        files=(PATH, "clean.odps.yaml", "products/b.odcs.yaml"),
    )
