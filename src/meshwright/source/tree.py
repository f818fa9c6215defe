"""Parsing of YAML or JSON text into plain values with locations; also returns the problems found.

`source.reader` describes the layout of documents and their locations.
"""

from __future__ import annotations

from typing import Literal

from yaml import MarkedYAMLError
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from meshwright.records import dataclass
from meshwright.source.json_document import read_json
from meshwright.source.problem import OverLimit, Problem
from meshwright.source.reader import Document, Reader
from meshwright.source.syntax import syntax as syntax_problem
from meshwright.source.unsupported_yaml import UnsupportedYamlError, unreadable

Syntax = Literal["yaml", "json"]


def syntax_of(path: str) -> Syntax:
    """Return the syntax of a file, judging by its extension."""
    return "json" if path.lower().endswith(".json") else "yaml"


@dataclass(frozen=True, slots=True)
class Tree:
    """The content of a document, as far as it could be parsed."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    is_whole: bool
    """Whether parsing reached the end; if not, the last document may be missing."""


def parse(text: str, syntax: Syntax = "yaml") -> Tree:
    """Parse `text`; never raises."""
    if syntax == "json":
        found = read_json(text)
        return Tree(() if found.document is None else (found.document,), found.problems, found.is_whole)
    reader = Reader(text)
    try:
        reader.read()
    except UnsupportedYamlError as refusal:
        reader.notes.problems.append(refusal.problem)
    except MarkedYAMLError as error:
        reader.notes.problems.append(
            _depth(text, error) or syntax_problem(text, error, len(reader.documents))
        )
    except ReaderError as error:
        reader.notes.problems.append(unreadable(text, error))
    else:
        return Tree(tuple(reader.documents), tuple(reader.notes.problems), is_whole=True)
    return Tree(tuple(reader.documents), tuple(reader.notes.problems), is_whole=False)


def _depth(text: str, error: MarkedYAMLError) -> OverLimit | None:
    """Return the nesting depth reached when libyaml's scanner failed, if it exceeds our limit.

    The scanner reads ahead of its events, and stops by itself at a certain depth (1,000 since libyaml 0.2.6). If the text
    is cut where the scanner stopped, all events up to our limit arrive.
    """
    if not isinstance(error, ScannerError) or error.problem_mark is None:
        return None
    try:
        Reader(text[: error.problem_mark.index]).read()
    except UnsupportedYamlError as refusal:
        return refusal.problem if isinstance(refusal.problem, OverLimit) else None
    except (MarkedYAMLError, ReaderError):
        pass
    return None
