"""The check algorithms compared with python-stdnum, which only the tests install."""

import random
import re
from collections.abc import Callable
from itertools import product
from string import ascii_uppercase

import pytest
import stdnum.be.vat
import stdnum.cz.dic
import stdnum.damm
import stdnum.de.vat
import stdnum.ean
import stdnum.es.nif
import stdnum.fr.tva
import stdnum.gb.nhs
import stdnum.gb.vat
import stdnum.iban
import stdnum.isbn
import stdnum.it.iva
import stdnum.lei
import stdnum.luhn
import stdnum.nl.btw
import stdnum.numdb
import stdnum.pl.nip
import stdnum.pt.nif
import stdnum.ro.cui
import stdnum.verhoeff

from meshwright.quantities.checkdigit import is_right
from meshwright.quantities.iban import LENGTHS

COUNT = 20_000
CHANCE = random.Random("check oracle")
CZECH_MONTHS = (1, 2, 12, 13, 21, 32, 33, 51, 62, 63, 71, 82)


def one(*choices: str) -> str:
    """Return one of some texts, or of the characters of one."""
    return CHANCE.choice(choices if len(choices) > 1 else choices[0])


def digits(count: int) -> str:
    """Return random digits."""
    return "".join(one("0123456789") for _ in range(count))


def birth_number() -> str:
    """Return a text that looks like a Czech birth number, half of them with a wrong day or month."""
    month, day = CHANCE.choice(CZECH_MONTHS), CHANCE.randint(0, 32)
    return f"{digits(2)}{month:02}{day:02}{digits(CHANCE.choice((3, 4)))}"


def czech() -> str:
    """Return digits with a length that the Czech Republic uses."""
    return one(digits(8), f"6{digits(8)}", birth_number())


def iban(country: str = "DE", length: int = 22) -> str:
    """Return an IBAN of digits, one in ten with right check digits, and one in three a digit too short or too long."""
    body = digits(length - 4 + CHANCE.choice((-1, 0, 0, 0, 0, 1)))
    check = 98 - int("".join(str(int(each, 36)) for each in f"{body}{country}00")) % 97
    return f"{country}{check:02}{body}" if CHANCE.random() < 0.1 else f"{country}{digits(2)}{body}"


def spanish() -> str:
    """Return a text in the form of a Spanish tax number."""
    return one("0123456789XYZKLMABCDEFGHJNPQRSUVWO") + digits(7) + one("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def french() -> str:
    """Return a key of two characters and nine digits, some of Monaco."""
    return one(digits(2), one("ABCHJZ9") + one("0ABZK")) + one(f"000{digits(6)}", digits(9))


def vat(country: str) -> Callable[[str], bool]:
    """Return the check of VAT numbers of a country."""
    return lambda text: is_right("vat", country + text)


def named(algorithm: str) -> Callable[[str], bool]:
    """Return the check of an algorithm."""
    return lambda text: is_right(algorithm, text)


PAIRS: dict[str, tuple[Callable[[str], bool], Callable[[str], bool], Callable[[], str]]] = {
    "luhn": (named("luhn"), stdnum.luhn.is_valid, lambda: digits(CHANCE.randint(2, 19))),
    "verhoeff": (named("verhoeff"), stdnum.verhoeff.is_valid, lambda: digits(CHANCE.randint(2, 14))),
    "damm": (named("damm"), stdnum.damm.is_valid, lambda: digits(CHANCE.randint(2, 14))),
    "gtin": (named("gtin"), stdnum.ean.is_valid, lambda: digits(CHANCE.choice((8, 11, 12, 13, 14)))),
    "isbn": (
        named("isbn"),
        stdnum.isbn.is_valid,
        lambda: one(digits(9) + one("0123456789X"), one("978", "979") + digits(10)),
    ),
    "iban": (named("iban"), stdnum.iban.is_valid, iban),
    "lei": (named("lei"), stdnum.lei.is_valid, lambda: digits(20)),
    "nhs-number": (named("nhs-number"), stdnum.gb.nhs.is_valid, lambda: digits(10)),
    "BE": (vat("BE"), stdnum.be.vat.is_valid, lambda: one("01") + digits(9)),
    "CZ": (vat("CZ"), stdnum.cz.dic.is_valid, czech),
    "DE": (vat("DE"), stdnum.de.vat.is_valid, lambda: digits(9)),
    "ES": (vat("ES"), stdnum.es.nif.is_valid, spanish),
    "FR": (vat("FR"), stdnum.fr.tva.is_valid, french),
    "GB": (
        vat("GB"),
        stdnum.gb.vat.is_valid,
        lambda: one(digits(9), digits(12), f"GD{digits(3)}", f"HA{digits(3)}"),
    ),
    "IT": (vat("IT"), stdnum.it.iva.is_valid, lambda: f"{digits(7)}{CHANCE.randint(1, 100):03}{digits(1)}"),
    "NL": (vat("NL"), stdnum.nl.btw.is_valid, lambda: f"{digits(9)}B{digits(2)}"),
    "PL": (vat("PL"), stdnum.pl.nip.is_valid, lambda: digits(10)),
    "PT": (vat("PT"), stdnum.pt.nif.is_valid, lambda: digits(9)),
    "RO": (vat("RO"), stdnum.ro.cui.is_valid, lambda: one("123456789") + digits(CHANCE.randint(1, 9))),
}


@pytest.mark.parametrize("name", PAIRS)
def test_algorithm_agrees_with_the_oracle(name: str) -> None:
    """Over 20,000 identifiers of the right form, of which at least one in a thousand is valid."""
    ours, theirs, make = PAIRS[name]
    made = [make() for _ in range(COUNT)]
    differences = [each for each in made if ours(each) != theirs(each)]

    assert differences == []
    assert sum(map(ours, made)) >= COUNT / 1000


def test_other_countries_are_checked_only_for_their_form() -> None:
    """A country of the EU without an algorithm here passes; an unknown prefix does not."""
    assert is_right("vat", "ATU12345678")
    assert is_right("vat", "EL123456789")
    assert not is_right("vat", "AT1")
    assert not is_right("vat", "US123456789")
    assert not is_right("vat", "136695976")


def test_lengths_of_ibans_agree_with_the_oracle() -> None:
    """For each country of the registry; other countries have any length."""
    of_oracle = {
        country: 4 + sum(map(int, re.findall(r"(\d+)!?[nac]", found[0][1]["bban"])))
        for country in map("".join, product(ascii_uppercase, repeat=2))
        if "bban" in (found := stdnum.numdb.get("iban").info(country + "0" * 30))[0][1]
    }

    assert dict(LENGTHS) == of_oracle
    assert any(is_right("iban", iban("QQ", 19)) for _ in range(1000))
