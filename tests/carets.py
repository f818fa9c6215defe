"""Caret messages of rule pages are rewritten only if each mark keeps its location and only its message changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import meshwright

if TYPE_CHECKING:
    from meshwright.rulekit.examples import ExpectedFinding
    from meshwright.rulekit.rule import Rule

_FENCE = re.compile(r"^```\w+ \w+[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
_CARET = re.compile(r"^(#? *\^+ |#\^\d+ |\^\d+:\d+ )(.*)$", re.MULTILINE)
SOURCE = Path(meshwright.__file__).parents[1]


def rewrite(rule: Rule, old: list[ExpectedFinding], new: list[ExpectedFinding]) -> None:
    """Replace messages in a rule's file; `old` and `new` are pairs of marks at one location, in the order of the page."""
    path = SOURCE / f"{rule.module.replace('.', '/')}.py"
    text = path.read_text(encoding="utf-8")
    for one, other in zip(old, new, strict=True):
        if one.message != other.message:
            text = _replaced(text, one.message, other.message)
    path.write_text(text, encoding="utf-8")


def _replaced(text: str, old: str, new: str) -> str:
    def in_fence(fence: re.Match[str]) -> str:
        return _CARET.sub(lambda each: each[1] + (new if each[2].rstrip() == old else each[2]), fence[0])

    return _FENCE.sub(in_fence, text)
