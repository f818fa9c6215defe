"""A pytest plugin that changes the wording of the whole program: what must not depend on words is run under it.

`python -m pytest -p other_words …`. Every text of several words in the program, and every part of a text around values
that has a word and a blank, gets a mark; docstrings stay, and so does what a program reads, such as patterns and SQL.
"""

from __future__ import annotations

import ast
import re
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import Any

MARK = "~"
PROSE = re.compile(r"(?=.*[A-Za-z])(?=.* )[^\\^\n|*\[\]<>]+")
SEVERAL_WORDS = re.compile(r"[\w`),;:] [\w`(]")
FOR_PROGRAMS = (
    "meshwright.standards.odcs",
    "meshwright.facts.sql.reads",
    "meshwright.facts.sql.query",
    "meshwright.analysis.meaning.join_sql",
    "meshwright.source.git",
    "meshwright.quantities.iban",
    "meshwright.relational",
)
"""Modules whose texts are SQL, or name the forms that a document may have."""


class _Words(ast.NodeTransformer):
    """A transformer that marks words, except docstrings."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Leave docstrings unchanged."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        """Mark each part between values that has a word and a space."""
        for part in node.values:
            if isinstance(part, ast.Constant):
                if PROSE.fullmatch(part.value):
                    part.value += MARK
            else:
                self.visit(part)
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        """Mark the formatted value; a format specification is not text."""
        self.visit(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Leave a list that is written as a text unchanged: `"a b".split()`."""
        is_split = isinstance(node.func, ast.Attribute) and node.func.attr == "split"
        if not is_split:
            self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """Mark a string of several words."""
        text = node.value
        if isinstance(text, str) and PROSE.fullmatch(text) and SEVERAL_WORDS.search(text):
            node.value = text + MARK
        return node


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        """Compile again, with other words."""
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        if not fullname.startswith(FOR_PROGRAMS):
            tree = ast.fix_missing_locations(_Words().visit(tree))
        return compile(tree, path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        """Load only our own modules with other words."""
        if not fullname.startswith("meshwright"):
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


sys.meta_path.insert(0, _Finder())
