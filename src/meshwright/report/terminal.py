"""Safe text for a terminal, and its colours.

Everything from a file passes through `printable`, so that escape sequences, bidirectional controls and CI workflow
commands (`::error::` at the start of a line, `##[…]` anywhere) have no effect.
"""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_COMMAND = re.compile(r"(?m)(?P<colons>^\s*::)|##(?=\[|vso\[)")
_CODES = {"bold": "1", "red": "31", "yellow": "33", "blue": "34", "cyan": "36", "green": "32", "dim": "2"}


def visible(text: str) -> str:
    r"""Show invisible characters, except tabs and line ends, as `\\x1b`, `\\u202e` and the like."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def printable(text: str) -> str:
    """Escape the characters that a terminal or a CI runner would interpret."""
    text = visible(text.replace("\t", " "))
    return _COMMAND.sub(lambda found: found[0].replace("::", ":\\:").replace("##", "#\\#"), text)


def one_line(text: str) -> str:
    """Return `printable` text without line ends."""
    return printable(text.replace("\n", "\\n"))


def shortened(text: str, most: int) -> str:
    """Cut a string in the middle if it is longer than a number of characters."""
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def width(text: str) -> int:
    """Return the display width of a string on a terminal."""
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)


class Paint:
    """A function that colours text, or returns it unchanged if colours are off."""

    def __init__(self, *, is_on: bool) -> None:
        self.is_on = is_on

    def __call__(self, text: str, *styles: str) -> str:
        """Colour a string; styles can be combined."""
        if not self.is_on or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"
