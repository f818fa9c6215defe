"""Guessed identities of an unreadable JSON file, from its top level."""

from __future__ import annotations

import re
import sys

from meshwright.facts.facts import PartialFacts

_TOKEN = re.compile(r'"(?P<text>(?:[^"\\\n\r]|\\.)*+)"?(?P<colon>[ \t\r\n]*+:[ \t\r\n]*+)?|[\[\]{}]')
_STATED = frozenset({"kind", "id", "name"})


def json_sketch(text: str, start: int = 0, end: int = sys.maxsize) -> PartialFacts:
    """Guess the identities that a file declares; nested values count only if they name a contract."""
    stated: dict[str, str] = {}
    exposes: list[str] = []
    depth = 0
    key: str | None = None
    for token in _TOKEN.finditer(text, start, end):
        if token["text"] is None:
            depth += 1 if token[0] in "{[" else -1
            key = None
        elif token["colon"] is not None:
            key = token["text"]
        else:
            if depth == 1 and key in _STATED:
                stated.setdefault(key, token["text"])
            elif key == "contractId":
                exposes.append(token["text"])
            key = None
    return PartialFacts(stated.get("kind"), stated.get("id"), stated.get("name"), tuple(exposes))
