"""Check digits of value-added tax numbers, by the country in their prefix.

Covers the ten largest countries of the EU and the United Kingdom; for other EU countries, it checks only the format.
Sources: the European Commission's published VIES structures and the tax authorities' algorithms. This module does
not query VIES for numbers in use.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from meshwright.quantities.digit_sums import luhn, mod11_10, mod97_10, weighted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OTHERS = frozenset(
    [
        "AT",
        "BG",
        "CY",
        "DK",
        "EE",
        "EL",
        "FI",
        "HR",
        "HU",
        "IE",
        "LT",
        "LU",
        "LV",
        "MT",
        "SE",
        "SI",
        "SK",
        "XI",
    ]
)
"""The prefixes of countries whose numbers are checked only for their format."""
_NIE = MappingProxyType({"X": "0", "Y": "1", "Z": "2"})
_FRENCH = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_vat_number(text: str) -> bool:
    """Return whether a string, without spaces and hyphens, is a VAT number with its country's prefix."""
    country, number = text[:2], text[2:]
    if country in _OTHERS:
        return re.fullmatch("[0-9A-Z+*]{2,12}", number) is not None
    check = _COUNTRIES.get(country)
    return check is not None and check(number)


def _digits(number: str, length: int) -> bool:
    return re.fullmatch(f"[0-9]{{{length}}}", number) is not None


def _belgian(number: str) -> bool:
    return re.fullmatch("[01][0-9]{9}", number) is not None and (int(number[:8]) + int(number[8:])) % 97 == 0


def _british(number: str) -> bool:
    if re.fullmatch("GD[0-4][0-9]{2}|HA[5-9][0-9]{2}", number):
        return True
    if not re.fullmatch("[0-9]{9}(?:[0-9]{3})?", number):
        return False
    total = weighted(number[:9], (8, 7, 6, 5, 4, 3, 2, 10, 1))
    return total % 97 in ((0, 42, 55) if int(number[:3]) >= 100 else (0,))


def _czech(number: str) -> bool:
    if _digits(number, 8) and number[0] != "9":
        rest = -weighted(number[:7], (8, 7, 6, 5, 4, 3, 2)) % 11
        return (rest or 1) % 10 == int(number[7])
    if _digits(number, 9) and number[0] == "6":
        rest = weighted(number[1:8], (8, 7, 6, 5, 4, 3, 2)) % 11
        return (8 - (10 - rest) % 11) % 10 == int(number[8])
    return re.fullmatch("[0-9]{9,10}", number) is not None and _is_czech_birth_number(number)


def _is_czech_birth_number(number: str) -> bool:
    year, month, day = int(number[:2]) + 1900, int(number[2:4]) % 50, int(number[4:6])
    if len(number) == 9:
        year -= 100 if year >= 1980 else 0
        rest_is_right = year <= 1953
    else:
        year += 100 if year < 1954 else 0
        rest_is_right = int(number[:9]) % 11 % 10 == int(number[9])
    month -= 20 if month > 20 else 0
    try:
        date(year, month, day)
    except ValueError:
        return False
    return rest_is_right


def _dutch(number: str) -> bool:
    if re.fullmatch("[0-9]{9}B[0-9]{2}", number) is None or number.endswith("00"):
        return False
    return weighted(number[:9], (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 or mod97_10("NL" + number)


def _french(number: str) -> bool:
    if not re.fullmatch("[0-9A-HJ-NP-Z]{2}[0-9]{9}", number):
        return False
    key, siren = number[:2], number[2:]
    if siren[:3] != "000" and not luhn(siren):  # numbers of Monaco start with 000
        return False
    if key.isdigit():
        return int(key) == int(siren + "12") % 97
    first, second = map(_FRENCH.index, key)
    value = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
    return (int(siren) + 1 + value // 11) % 11 == value % 11


def _german(number: str) -> bool:
    return re.fullmatch("[1-9][0-9]{8}", number) is not None and mod11_10(number)


def _italian(number: str) -> bool:
    return _digits(number, 11) and number[:7] != "0000000" and luhn(number)


def _polish(number: str) -> bool:
    return _digits(number, 10) and weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def _portuguese(number: str) -> bool:
    if not re.fullmatch("[1-9][0-9]{8}", number):
        return False
    return -weighted(number[:8], range(9, 1, -1)) % 11 % 10 == int(number[8])


def _romanian(number: str) -> bool:
    if not re.fullmatch("[1-9][0-9]{1,9}", number):
        return False
    return 10 * weighted(number[:-1].zfill(9), (7, 5, 3, 2, 1, 7, 5, 3, 2)) % 11 % 10 == int(number[-1])


def _spanish(number: str) -> bool:
    if re.fullmatch("[0-9XYZ][0-9]{7}[A-Z]", number):
        return _SPANISH[int(_NIE.get(number[0], number[0]) + number[1:8]) % 23] == number[8]
    if re.fullmatch("[KLM][0-9]{7}[A-Z]", number):
        return _SPANISH[int(number[1:8]) % 23] == number[8]
    if not re.fullmatch("[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]", number):
        return False
    digit = next(end for end in "0123456789" if luhn(number[1:8] + end))
    return number[8] in {
        digit,
        "JABCDEFGHI"[int(digit)],
    }  # sources disagree on which format uses which algorithm


_COUNTRIES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "BE": _belgian,
        "CZ": _czech,
        "DE": _german,
        "ES": _spanish,
        "FR": _french,
        "GB": _british,
        "IT": _italian,
        "NL": _dutch,
        "PL": _polish,
        "PT": _portuguese,
        "RO": _romanian,
    }
)
