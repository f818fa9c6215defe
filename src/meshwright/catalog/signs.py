"""A colour and a few letters for each domain, so that readers can distinguish domains even without seeing colours."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIGHT = [
    "#1b726f",
    "#2c69af",
    "#714ab5",
    "#ac3c83",
    "#b83a4b",
    "#a54d27",
    "#846213",
    "#526f20",
    "#277543",
    "#1a6f93",
    "#934a9e",
    "#5d6786",
]
DARK = [
    "#33ccc7",
    "#87b1e1",
    "#baa6db",
    "#dc9bc4",
    "#e09ca5",
    "#e09f83",
    "#d1a847",
    "#92c639",
    "#4bc377",
    "#6ab8da",
    "#cba0d2",
    "#a8aec2",
]
"""The colours for light and dark backgrounds, as in `assets/css/catalog.css`."""
COLOURS = len(LIGHT)
_WORD = re.compile(r"[^\W_]+")


class Sign(NamedTuple):
    """A few letters, a colour and a title."""

    letters: str
    """One or two letters; `?` for a title without letters."""
    colour: int
    """The number of the colour, below `COLOURS`."""
    title: str
    """The title of the domain."""


def signs(titles: Mapping[str, str]) -> Mapping[str, Sign]:
    """Return a sign for each domain by name; signs are distinct as long as there are enough letters and colours.

    A domain's colour derives from its name, so that it rarely changes when other domains are added or removed.
    """
    letters: dict[str, str] = {}
    colours: dict[str, int] = {}
    for name, title in sorted(titles.items()):
        taken = set(letters.values())
        found = tuple(_letters(title or name))
        letters[name] = next((each for each in found if each not in taken), found[0])
        colours[name] = _colour(name, colours)
    return {name: Sign(letters[name], colours[name], titles[name] or name) for name in letters}


def _letters(title: str) -> Iterator[str]:
    """Yield candidates for the letters of a title, best first."""
    words = _WORD.findall(title)
    if not words:
        yield "?"
        return
    first = words[0][0]
    if first.lower() == first.upper():  # a script without capitals: one character is enough
        yield from dict.fromkeys("".join(words))
        return
    if words[-1].isdigit():
        yield words[-1][:2]
    for second in chain((each[0] for each in words[1:]), words[0][1:], *(each[1:] for each in words[1:])):
        yield f"{first.upper()}{second.upper() if len(words) > 1 else second.lower()}"[:2]
    yield first.upper()


def _colour(name: str, taken: Mapping[str, int]) -> int:
    wanted = sha256(name.encode("utf-8", "surrogatepass")).digest()[0] % COLOURS
    if len(taken) >= COLOURS:
        return wanted
    used = set(taken.values())
    return next(each % COLOURS for each in range(wanted, wanted + COLOURS) if each % COLOURS not in used)
