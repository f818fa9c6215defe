"""Examples in a rule's docstring, which are also its tests.

Examples are fenced YAML, CSV or JSON Lines, with carets below the expected findings.

A fence's first line states its kind: ```` ```yaml bad contract ```` or, for one of several files,
```` ```yaml bad contract products/x/contracts/y.v1.odcs.yaml ````.
Adjacent fences of the same kind with different files are one example.
With `raw`, the text is the whole file; otherwise a template supplies the missing parts. With `gone`, the file does not
exist.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal, get_args

from meshwright.records import dataclass

Verdict = Literal["bad", "good", "fixed", "before", "after"]
_FENCE = re.compile(r"^```(yaml|csv|jsonl|bytes) (\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CARETS = re.compile(r"^#(?P<gap> *)(?P<carets>\^+) (?P<message>.*)$")
_COUNTED = re.compile(r"^#\^(?P<count>\d+) (?P<message>.*)$")
_PLACED = re.compile(r"^\^(?P<line>\d+):(?P<column>\d+) (?P<message>.*)$")


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """An expected message with its location: a line, and columns from 1 with an exclusive end."""

    line: int
    column: int
    end_column: int
    message: str


@dataclass(frozen=True, slots=True)
class Fence:
    """One file of an example."""

    verdict: Verdict
    template: str
    """The template that supplies missing keys: `contract`, `product`, …"""
    path: str | None
    is_raw: bool
    data: bytes
    marks: tuple[ExpectedFinding, ...]
    is_gone: bool = False
    """Whether the file does not exist, because it was removed or not yet created."""


@dataclass(frozen=True, slots=True)
class Example:
    """One or more files with one expected outcome."""

    verdict: Verdict
    fences: tuple[Fence, ...]


def examples(doc: str) -> tuple[Example, ...]:
    """Return the examples of a docstring, in order."""
    found: list[Example] = []
    end = None
    for match in _FENCE.finditer(doc):
        fence = _fence(match)
        between = doc[end : match.start()] if end is not None else "-"
        last = found[-1] if found else None
        places = {(each.template, each.path) for each in last.fences} if last else set()
        joins = last is not None and last.verdict == fence.verdict and not between.strip()
        if last is not None and joins and (fence.template, fence.path) not in places:
            found[-1] = Example(last.verdict, (*last.fences, fence))
        else:
            found.append(Example(fence.verdict, (fence,)))
        end = match.end()
    return tuple(found)


def prose(doc: str) -> str:
    """Return a docstring without its title."""
    return doc.strip().partition("\n")[2].strip()


def _fence(match: re.Match[str]) -> Fence:
    language, verdict, words, text = match.groups()
    if verdict not in get_args(Verdict):
        raise ValueError(f"unknown kind of example `{verdict}`; available: {', '.join(get_args(Verdict))}")
    template, is_raw, path, is_gone = "contract", language != "yaml", None, False
    for position, word in enumerate((words or "").split()):
        if word == "raw":
            is_raw = True
        elif word == "gone":
            is_gone = True
        elif "/" in word or "." in word:
            path = word
        elif position == 0:
            template = word
    if language == "bytes":
        lines = text.split("\n")
        data = codecs.escape_decode(lines[0])[0]
        marks = tuple(_placed(line) for line in lines[1:] if line)
        return Fence(verdict, template, path, True, data, marks)  # type: ignore[arg-type] # checked above
    plain, marks = _marked(text)
    return Fence(verdict, template, path, is_raw, plain.encode(), marks, is_gone)  # type: ignore[arg-type] # checked above


def _placed(line: str) -> ExpectedFinding:
    found = _PLACED.match(line)
    if not found:
        raise ValueError(f"cannot parse `{line}`; write `^2:10 message`")
    column = int(found["column"])
    return ExpectedFinding(int(found["line"]), column, column + 1, found["message"])


def _marked(text: str) -> tuple[str, tuple[ExpectedFinding, ...]]:
    """Return an example without its caret lines, and the findings that these lines expect."""
    lines: list[str] = []
    marks = []
    for line in text.splitlines(keepends=True):
        carets, counted = _CARETS.match(line), _COUNTED.match(line)
        if carets:
            column = 2 + len(carets["gap"])
            end = column + len(carets["carets"])
            marks.append(ExpectedFinding(len(lines), column, end, carets["message"].rstrip()))
        elif counted:
            marks.append(
                ExpectedFinding(len(lines), 1, 1 + int(counted["count"]), counted["message"].rstrip())
            )
        else:
            lines.append(line)
    return "".join(lines), tuple(marks)
