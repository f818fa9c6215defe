"""Plain scalars by the YAML 1.2 core schema, and how a YAML 1.1 reader would differ.

`no` is a string and a date is one too (YAML 1.2.2 §10.3.2).
"""

from __future__ import annotations

import re

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
"""The characters with which a plain scalar starts that may be no string."""


def core(text: str) -> Scalar:
    """Resolve a plain scalar; a number of over `limits.DIGITS` characters stays text."""
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


AMBIGUOUS_STARTS = frozenset("yYnNoO+-.0123456789")
"""The characters with which a plain scalar starts that YAML 1.1 may read otherwise."""

_OLD_BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
}
_OLD_FORMS = (
    (re.compile(r"[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt \t].*)?"), "a date"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), "a number to the base 60"),
    (re.compile(r"[-+]?0[0-7_]+"), "an octal number"),
    (re.compile(r"[-+]?0b[01_]+"), "a binary number"),
    (re.compile(r"[-+]?(?=[0-9_.]*_)(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)"), "a number"),
    (re.compile(r"[-+]?0x(?=[0-9a-fA-F_]*_)[0-9a-fA-F_]+"), "a number"),
    (re.compile(r"0o[0-7]+"), "a string"),
)


def old_reading(text: str) -> str | None:
    """Say what a YAML 1.1 reader makes of a plain scalar, or None where it agrees with 1.2."""
    if text in _OLD_BOOLEANS:
        return f"`{_OLD_BOOLEANS[text]}`"
    if text[0] not in "+-.0123456789":
        return None
    for form, reading in _OLD_FORMS:
        if form.fullmatch(text):
            return reading
    return None
