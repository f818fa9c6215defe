"""Detection, in names, of letters that look Latin but belong to other alphabets.

Names in a single alphabet are accepted; a name that mixes alphabets may look like another name (UTS #39 §5.1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.source.place import Span
from meshwright.source.problem import ConfusableCharacter, Problem
from meshwright.source.spelling import is_latin_1

if TYPE_CHECKING:
    from collections.abc import Iterable

CYRILLIC_AND_GREEK = "асеорхуіјѕһԁԛԝАВЕКМНОРСТХУЅІЈοαινρυτκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
LATIN = "aceopxyijshdqwABEKMHOPCTXYSIJoaivputkABEZHIKMNOPTYX"
_LOOKS_LIKE = dict(zip(CYRILLIC_AND_GREEK, LATIN, strict=True))
_AS_LATIN = str.maketrans(_LOOKS_LIKE)
_ANY = re.compile(f"[{CYRILLIC_AND_GREEK}]")
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-z]")


def has_lookalike(text: str) -> bool:
    """Return whether a string contains a letter that looks Latin but is not."""
    return not is_latin_1(text) and _ANY.search(text) is not None


def honest(name: str) -> str:
    """Replace letters that only look Latin with Latin ones, in otherwise Latin words."""
    return _WORD.sub(lambda word: word[0].translate(_AS_LATIN) if _is_mixed(word[0]) else word[0], name)


def _is_mixed(word: str) -> bool:
    return not word.isascii() and _LATIN.search(word) is not None


def mixed_letters(text: str, names: Iterable[Span]) -> tuple[Problem, ...]:
    """Find letters that only look Latin, in otherwise Latin words within the given ranges of names."""
    found: list[Problem] = []
    for span in names:
        for word in _WORD.finditer(text, span.start, span.end):
            if not _is_mixed(word[0]):
                continue
            for offset, character in enumerate(word[0], word.start()):
                if character in _LOOKS_LIKE:
                    place = Span(offset, offset + 1)
                    found.append(
                        ConfusableCharacter(
                            character=character, looks_like=_LOOKS_LIKE[character], span=place
                        )
                    )
    return tuple(found)
