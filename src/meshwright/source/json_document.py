"""Parsing of a JSON file to a document like those of `source.reader`.

A file has one document. As in YAML, the first of several equal keys is used, and a number with too many digits stays text.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from meshwright.source import limits
from meshwright.source.json_faults import fault_at
from meshwright.source.json_reader import BrokenJsonError, JsonReader
from meshwright.source.place import Span
from meshwright.source.problem import DuplicateKey, JsonSyntax, OverLimit, Problem
from meshwright.source.problem_collector import ProblemCollector
from meshwright.source.reader import Document
from meshwright.source.unsupported_yaml import UnsupportedYamlError


class JsonContent(NamedTuple):
    """The document of a file; None if the file is empty or could not be read completely."""

    document: Document | None
    problems: tuple[Problem, ...]
    is_whole: bool


class _DocumentReader(JsonReader):
    """A reader that continues after errors that affect only a part of the document."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.notes = ProblemCollector()

    def refuse_depth(self) -> None:
        span = Span(self.position, self.position + 1)
        raise UnsupportedYamlError(OverLimit(what="depth", limit=limits.DEPTH, span=span))

    def duplicate(self, key: str, first: Span, again: Span) -> None:
        self.notes.add(DuplicateKey(key=key, first=first, span=again))

    def long_number(self, text: str, at: int) -> Any:  # noqa: ANN401 - any JSON value
        span = Span(at, at + len(text))
        self.notes.add(OverLimit(what="digits", limit=limits.DIGITS, found=len(text), span=span))
        return text


def read_json(text: str) -> JsonContent:
    """Read a file's text; never raises."""
    if not text.strip(" \t\r\n"):
        return JsonContent(None, (), is_whole=True)
    reader = _DocumentReader(text)
    problem: Problem
    try:
        value = reader.read()
    except UnsupportedYamlError as refusal:
        problem = refusal.problem
    except limits.TooLargeError as error:
        span = Span(reader.position, reader.position + 1)
        problem = OverLimit(what=error.what, limit=error.limit, span=span)
    except BrokenJsonError as error:
        fault = fault_at(text, error.at, error.code.partition(" ")[0], reader.position)
        problem = JsonSyntax(what=fault.what, span=fault.span, began=fault.began)
    else:
        return JsonContent(Document(value, reader.offsets), tuple(reader.notes.problems), is_whole=True)
    return JsonContent(None, (*reader.notes.problems, problem), is_whole=False)
