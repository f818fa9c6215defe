"""Check algorithms: check characters of identifiers, or a structure that a pattern cannot describe.

A governance document names one of `ALGORITHMS` or declares its own weighted sum. Spaces and hyphens between
groups are ignored, except in a UUID. This module does not know whether an identifier has been issued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from meshwright.quantities.digit_sums import DIGITS, luhn, mod11_10, mod97_10
from meshwright.quantities.iban import is_iban
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

_GROUPING = re.compile("[ -]")
_DIGITS_X = re.compile(r"[0-9]+[0-9X]", re.ASCII)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WeightedSum:
    """A declared check: the weighted sum of all characters has a fixed remainder."""

    weights: tuple[int, ...]
    """The weights of the last characters, from left to right; in longer identifiers, they repeat to the left."""
    modulus: int
    alphabet: str
    """The permitted characters; the value of each is its position."""
    remainder: int

    def is_right(self, identifier: str) -> bool:
        """Return whether an identifier of at least two characters has the remainder."""
        if len(identifier) < 2 or not set(identifier) <= set(self.alphabet):
            return False
        count, length = len(self.weights), len(identifier)
        total = sum(
            self.weights[(position - length) % count] * self.alphabet.index(character)
            for position, character in enumerate(identifier)
        )
        return total % self.modulus == self.remainder

    def __str__(self) -> str:
        """Describe the check."""
        weights = " ".join(map(str, self.weights))
        rest = f", remainder {self.remainder}" if self.remainder else ""
        return f"weighted-sum, weights {weights}, modulus {self.modulus}{rest}"


def check_of(stated: object) -> str | WeightedSum | None:
    """Return the check that a scheme declares; None if the check is missing or incomplete."""
    if not isinstance(stated, Mapping):
        return stated if isinstance(stated, str) and stated else None
    weights, modulus = stated.get("weights"), stated.get("modulus")
    if not weights or not modulus:
        return None
    return WeightedSum(tuple(weights), modulus, stated.get("alphabet", _DECIMAL), stated.get("remainder", 0))


def is_right(check: str | WeightedSum, identifier: str) -> bool:
    """Return whether an identifier passes a check; every identifier passes an unknown algorithm."""
    bare = identifier if check == "uuid" else _GROUPING.sub("", identifier)
    if isinstance(check, WeightedSum):
        return check.is_right(bare)
    algorithm = ALGORITHMS.get(check)
    return algorithm is None or algorithm(bare)


def _mod11_2(text: str) -> bool:
    """ISO/IEC 7064, MOD 11-2: any number of digits and a check character, X for ten (ISNI, ORCID)."""
    if not _DIGITS_X.fullmatch(text):
        return False
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2 % 11
    return (total + (10 if text[-1] == "X" else int(text[-1]))) % 11 == 1


def _gtin(text: str) -> bool:
    """GS1 General Specifications, 7.9 (EAN, UPC): 8, 12, 13 or 14 digits; every second from the right is tripled."""
    return re.fullmatch("[0-9]{8}|[0-9]{12,14}", text) is not None and _GTIN_SUM.is_right(text)


def _isbn(text: str) -> bool:
    """ISO 2108: ISBN-13, or the ISBN-10 of books before 2007."""
    if re.fullmatch("97[89][0-9]{10}", text):
        return _gtin(text)
    return re.fullmatch("[0-9]{9}[0-9X]", text) is not None and _ISBN_10.is_right(text)


def _lei(text: str) -> bool:
    """ISO 17442: 20 characters, MOD 97-10."""
    return re.fullmatch("[A-Z0-9]{18}[0-9]{2}", text) is not None and mod97_10(text)


def _nhs_number(text: str) -> bool:
    """NHS Data Dictionary: ten digits, modulus 11."""
    return re.fullmatch("[0-9]{10}", text) is not None and _NHS_SUM.is_right(text)


def _verhoeff(text: str) -> bool:
    """Verhoeff 1969: digits in the dihedral group of order ten, permuted by position (Aadhaar)."""
    if not DIGITS.fullmatch(text):
        return False
    check = 0
    for position, digit in enumerate(reversed(text)):
        value = int(digit)
        for _ in range(position % 8):
            value = PERMUTATION[value]
        check = dihedral(check, value)
    return check == 0


def dihedral(left: int, right: int) -> int:
    """Multiply in the dihedral group: 0 to 4 are rotations, 5 to 9 reflections."""
    rotation = (left + right if left < 5 else left - right) % 5
    return rotation if (left < 5) == (right < 5) else rotation + 5


def _damm(text: str) -> bool:
    """Damm 2004: digits in a totally anti-symmetric quasigroup of order ten."""
    if not DIGITS.fullmatch(text):
        return False
    interim = 0
    for digit in text:
        interim = int(QUASIGROUP[interim][int(digit)])
    return interim == 0


def _vat(text: str) -> bool:
    from meshwright.quantities.vat import is_vat_number

    return is_vat_number(text)


_DECIMAL = "0123456789"
_GTIN_SUM = WeightedSum((3, 1), 10, _DECIMAL, 0)
_ISBN_10 = WeightedSum(tuple(range(10, 0, -1)), 11, _DECIMAL + "X", 0)
_NHS_SUM = WeightedSum(tuple(range(10, 0, -1)), 11, _DECIMAL, 0)
PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

ALGORITHMS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "iso7064-mod11-2": _mod11_2,
        "iso7064-mod11-10": mod11_10,
        "iso7064-mod97-10": mod97_10,
        "luhn": luhn,
        "verhoeff": _verhoeff,
        "damm": _damm,
        "gtin": _gtin,
        "isbn": _isbn,
        "isrc": lambda text: _ISRC.fullmatch(text) is not None,
        "iban": is_iban,
        "lei": _lei,
        "nhs-number": _nhs_number,
        "uuid": lambda text: _UUID.fullmatch(text) is not None,
        "vat": _vat,
    }
)
"""The algorithms by their names in governance documents (`standards.governance.identifier`)."""
