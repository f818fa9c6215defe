"""Plain scalars in the YAML 1.2 core schema, and how their meaning differs in YAML 1.1.

`no` and dates are strings (YAML 1.2.2 §10.3.2).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from meshwright.source import limits

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
SPECIAL_STARTS = frozenset("~ntfNTF.+-0123456789")
"""The first characters of plain scalars that may not be strings."""


@lru_cache(maxsize=4096)
def core(text: str) -> Scalar:
    """Resolve a plain scalar; a number with more than `limits.DIGITS` characters stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in SPECIAL_STARTS or len(text) > limits.DIGITS:
        return text
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text, 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return text


AMBIGUOUS_STARTS = frozenset("+-.0123456789")
"""The first characters of plain scalars that YAML 1.1 may interpret as a date or another number."""

OLD_BOOLEANS: dict[str, str] = {
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF"), "false"),
}
_OLD_FORM = re.compile(
    r"(?P<date>[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt \t].*)?)"
    r"|(?P<sixty>[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
    r"|(?P<octal>[-+]?0[0-7_]+)"
    r"|(?P<binary>[-+]?0b[01_]+)"
    r"|(?P<number>[-+]?(?=[0-9_.]*_)(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)|[-+]?0x(?=[0-9a-fA-F_]*_)[0-9a-fA-F_]+)"
    r"|(?P<string>0o[0-7]+)"
)
_OLD_WORDS = {
    "date": "a date",
    "sixty": "a base-60 number",
    "octal": "an octal number",
    "binary": "a binary number",
    "number": "a number",
    "string": "a string",
}


@lru_cache(maxsize=4096)
def old_reading(text: str) -> str | None:
    """Describe the meaning of a plain scalar in YAML 1.1; None if it is the same as in 1.2."""
    if text in OLD_BOOLEANS:
        return f"`{OLD_BOOLEANS[text]}`"
    found = _OLD_FORM.fullmatch(text) if text[0] in "+-.0123456789" else None
    return _OLD_WORDS[found.lastgroup] if found and found.lastgroup else None


_SURELY_PLAIN = re.compile(r"\w[\w./@-]*(?: [./-]*\w[\w./@-]*)*", re.ASCII)
_OLDEST_BOOLEANS = frozenset("yYnN")


def written(text: str) -> str:
    """Format a string as YAML that all parsers interpret alike: plain if possible, otherwise quoted."""
    is_plain = (
        _SURELY_PLAIN.fullmatch(text)
        and text not in _OLDEST_BOOLEANS
        and isinstance(core(text), str)
        and old_reading(text) is None
    )
    if is_plain:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
