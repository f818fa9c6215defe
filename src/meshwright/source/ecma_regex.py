r"""Translation of ECMA-262 patterns, as in JSON Schema, for the linear-time engine.

In the engine, `\d`, `\w`, `\s`, `\b` and `.` follow Unicode, and sets can be nested; the translation preserves the
ECMA-262 semantics. Look-around and back-references are not supported, because no linear-time engine offers them.
"""

from __future__ import annotations

import re

from meshwright.source.linear_regex import LinearRegex, UnsupportedPatternError

_SPACE = r"\t\n\x0B\x0C\r \u{FEFF}\p{Zs}\u{2028}\u{2029}"
_INSIDE = {r"\d": "0-9", r"\w": "A-Za-z0-9_", r"\s": _SPACE}
_SETS = _INSIDE | {name.upper(): f"^{each}" for name, each in _INSIDE.items()}
_OUTSIDE = {".": r"[^\n\r\u{2028}\u{2029}]", r"\b": r"(?-u:\b)", r"\B": r"(?-u:\B)"}
_PIECE = re.compile(r"\\c[A-Za-z]|\\.|\{\d+(?:,\d*)?\}|.", re.DOTALL)


def ecma_regex(pattern: str) -> LinearRegex:
    """Compile a pattern; raises UnsupportedPatternError."""
    return LinearRegex("".join(_translated(pattern)))


def _translated(pattern: str) -> list[str]:
    parts: list[str] = []
    is_inside = is_first = False
    for piece in _PIECE.findall(pattern):
        if piece[:2] == r"\c" and len(piece) == 3:
            parts.append(rf"\x{ord(piece[2]) % 32:02X}")
        elif is_inside:
            if is_first and piece == "]":
                raise UnsupportedPatternError("empty set of characters")
            parts.append(_inside(piece))
            is_first = is_first and piece == "^" and parts[-2:] == ["[", "^"]
            is_inside = piece != "]"
        elif piece == "{":
            raise UnsupportedPatternError("`{` without a number of repetitions")
        else:
            is_inside = is_first = piece == "["
            parts.append(f"[{_SETS[piece]}]" if piece in _SETS else _OUTSIDE.get(piece, piece))
    return parts


def _inside(piece: str) -> str:
    r"""Translate a part of a set, in which `[`, `&` and `~` are characters and `\b` is the backspace."""
    if piece in _INSIDE:
        return _INSIDE[piece]
    if piece in _SETS:
        return f"[{_SETS[piece]}]"
    if piece == r"\b":
        return r"\x08"
    return "\\" + piece if piece in ("[", "&", "~") else piece
