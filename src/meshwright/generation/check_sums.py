"""Check characters in SQL: the characters of an identifier that are computed from the other characters.

Most algorithms add up a value for each position, so the check characters are looked up by the remainder. Three algorithms
process one character after another.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from meshwright.generation.query import Expr, literal, template
from meshwright.generation.shapes import SEPARATORS, size
from meshwright.quantities.checkdigit import PERMUTATION, QUASIGROUP, WeightedSum, dihedral
from meshwright.quantities.iban import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from meshwright.generation.query import Query
    from meshwright.generation.shapes import Shape

    Plan = Callable[[list[list[str]], Sequence[int]], "CheckSum | None"]

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = _DIGITS + _LETTERS
PATTERNS = {
    "iso7064-mod11-2": "[0-9]{15}[0-9X]",
    "iso7064-mod11-10": "[1-9][0-9]{10}",
    "iso7064-mod97-10": "[0-9]{12}",
    "luhn": "[0-9]{12}",
    "verhoeff": "[2-9][0-9]{11}",
    "damm": "[0-9]{10}",
    "gtin": "[0-9]{13}",
    "isbn": "978[0-9]{10}",
    "isrc": "[A-Z]{2}[A-Z0-9]{3}[0-9]{7}",
    "iban": "DE[0-9]{20}",
    "lei": "[0-9]{20}",
    "nhs-number": "[0-9]{10}",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "vat": "DE[1-9][0-9]{8}",
}
"""A pattern for the identifiers of each check algorithm, for schemes without a pattern."""
_DIGITS_ALONE = ("DE", "AT", "DK", "PL")
"""Countries whose account numbers have no letters and no further checks."""
STRUCTURAL = frozenset({"isrc", "uuid"})
"""The algorithms that a pattern describes completely."""


class CheckSum(NamedTuple):
    """The check characters of a shape as a function of the other characters."""

    shape: Shape
    """The shape, limited to the characters that the algorithm reads."""
    reserved: tuple[int, ...]
    """The positions of the check characters."""
    modulus: int
    terms: dict[int, tuple[int, ...]]
    """For each of the other positions, the amount that each character of its alphabet adds to the sum."""
    table: tuple[str, ...]
    """The check characters by the remainder of the sum."""
    walk: Callable[[Query, Expr, Sequence[int]], Expr] | None = None
    """For algorithms other than sums, a function that computes the check characters from a string and its positions."""


_MOST_EXTRA = 3
_MOST_COMBINATIONS = 50_000


def check_sum(check: str | WeightedSum, shape: Shape) -> CheckSum | None:
    """Plan the check characters of a shape; None if the check is unknown, or if no string of the shape can pass it."""
    at = [position for position, each in enumerate(shape) if SEPARATORS.sub("", each)]
    if len(at) < 3:
        return None
    kept = [list(each) for each in shape]
    if isinstance(check, WeightedSum):
        found = _weighted_by(check, kept, at)
    else:
        found = _PLANS[check](kept, at) if check in _PLANS else None
    return found if found is not None and all(found.shape) else None


def reserved(query: Query, check: CheckSum, text: Expr) -> Expr:
    """Return an expression for the check characters of `text` as one string; any that `text` already has are ignored."""
    if check.walk is not None:
        positions = sorted(check.terms)
        number = check.walk(query, text, positions)
    else:
        total = " + ".join(_term(check, position) for position in sorted(check.terms))
        number = query.of(f"(({total or '0'}) % {check.modulus})", *[text] * len(check.terms))
    width = len(check.reserved)
    table = Expr(literal("".join(check.table)))
    return query.let(f"substr({{}}, {1}::BIGINT + {width} * {{}}, {width})", table, number)


def _term(check: CheckSum, position: int) -> str:
    """Return the amount that the character at a position adds to the sum, as an SQL template for the string."""
    alphabet, terms = check.shape[position], check.terms[position]
    if len(set(terms)) == 1:
        return f"{terms[0]} + 0 * length({{}})"
    index = f"(instr({template(literal(alphabet))}, substr({{}}, {position + 1}, 1)) - 1)"
    if alphabet == _DIGITS:
        index = f"(ascii(substr({{}}, {position + 1}, 1)) - 48)"
    if all(term == terms[1] * value for value, term in enumerate(terms)):
        return f"{terms[1]} * {index}"
    return f"({list(terms)})[1 + {index}]"


def _limited(kept: list[list[str]], positions: Sequence[int], characters: str) -> bool:
    """Restrict positions to given characters; return whether at least one character remains at every position."""
    for position in positions:
        kept[position] = [each for each in characters if each in kept[position]]
    return all(kept[position] for position in positions)


def _summed(  # noqa: PLR0913, PLR0917 - the parts of one equation
    kept: list[list[str]],
    at: Sequence[int],
    reserved: tuple[int, ...],
    modulus: int,
    remainder: int,
    value: Callable[[int, str], int],
    preferred: Callable[[str], bool] = lambda _: True,
) -> CheckSum | None:
    """Solve a sum for its check characters; if they cannot produce every remainder, add positions."""
    shape = tuple("".join(each) for each in kept)
    spare = [each for each in at if each not in reserved and len(shape[each]) > 1]
    for extra in range(_MOST_EXTRA + 1):
        own = tuple(sorted((*reserved, *spare[len(spare) - extra :])))
        if size(shape[each] for each in own) > _MOST_COMBINATIONS:
            break
        choices: dict[int, str] = {}
        for characters in product(*(shape[each] for each in own)):
            total = sum(value(position, each) for position, each in zip(own, characters, strict=True))
            text = "".join(characters)
            rest = (remainder - total) % modulus
            if rest not in choices or (preferred(text) and not preferred(choices[rest])):
                choices[rest] = text
        if len(choices) == modulus:
            terms = {
                each: tuple(value(each, character) % modulus for character in shape[each])
                for each in at
                if each not in own
            }
            return CheckSum(shape, own, modulus, terms, tuple(choices[each] for each in range(modulus)))
    return None


def _weighted_by(check: WeightedSum, kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    if not _limited(kept, at, check.alphabet):
        return None
    weight = {
        position: check.weights[(number - len(at)) % len(check.weights)] for number, position in enumerate(at)
    }
    return _summed(
        kept,
        at,
        (at[-1],),
        check.modulus,
        check.remainder,
        lambda position, each: weight[position] * check.alphabet.index(each),
    )


def _weighted(weights: tuple[int, ...], modulus: int, alphabet: str = _DIGITS) -> Plan:
    return lambda kept, at: _weighted_by(WeightedSum(weights, modulus, alphabet, 0), kept, at)


def _luhn(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    if not _limited(kept, at, _DIGITS):
        return None
    place = {position: len(at) - 1 - number for number, position in enumerate(at)}

    def value(position: int, each: str) -> int:
        return sum(divmod(2 * int(each), 10)) if place[position] % 2 else int(each)

    return _summed(kept, at, (at[-1],), 10, 0, value)


def _mod11_2(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    if not (_limited(kept, at[:-1], _DIGITS) and _limited(kept, at[-1:], _DIGITS + "X")):
        return None
    place = {position: len(at) - 1 - number for number, position in enumerate(at)}
    return _summed(
        kept, at, (at[-1],), 11, 1, lambda position, each: (_DIGITS + "X").index(each) * 2 ** place[position]
    )


def _gtin(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    return _weighted((3, 1), 10)(kept, at) if len(at) in (8, 12, 13, 14) else None


def _isbn(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    if len(at) == 13:
        is_book = all(_limited(kept, at[each : each + 1], "978"[each]) for each in range(3))
        return _gtin(kept, at) if is_book else None
    is_short = len(at) == 10 and _limited(kept, at[:-1], _DIGITS)
    return _weighted(tuple(range(10, 0, -1)), 11, _DIGITS + "X")(kept, at) if is_short else None


def _nhs(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    return _weighted(tuple(range(10, 0, -1)), 11)(kept, at) if len(at) == 10 else None


def _lei(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    return _mod97(kept, at, at) if len(at) == 20 else None


def _mod97(kept: list[list[str]], at: Sequence[int], order: Sequence[int]) -> CheckSum | None:
    """Plan MOD 97-10; `order` lists the positions in the order of the algorithm, ending with those of the two check
    digits.
    """
    check = (order[-2], order[-1])
    if not _limited(kept, check, _DIGITS):
        return None
    for position in order[:-2]:  # a letter counts as two digits, so a position has either digits or letters
        is_digit = bool(set(kept[position]) & set(_DIGITS))
        if not _limited(kept, (position,), _DIGITS if is_digit else _LETTERS):
            return None
    weight, power = {}, 1
    for position in reversed(order):
        weight[position] = power
        power = power * (10 if kept[position][0] in _DIGITS else 100) % 97
    own = tuple(sorted(check))
    return _summed(
        kept,
        at,
        own,
        97,
        1,
        lambda position, each: weight[position] * _VALUES.index(each),
        lambda text: 2 <= int(text) <= 98,
    )


def _iban(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    """Choose a country with account numbers of the shape's length; the choice restricts only the first two characters."""
    for country in dict.fromkeys((*_DIGITS_ALONE, *LENGTHS)):
        length = LENGTHS[country]
        if length == len(at) and country[0] in kept[at[0]] and country[1] in kept[at[1]]:
            own = [list(each) for each in kept]
            own[at[0]], own[at[1]] = [country[0]], [country[1]]
            found = _mod97(own, at, [*at[4:], *at[:4]])
            if found is not None:
                return found
    return None


def _vat(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    """Plan a German VAT number, or else an Italian one."""
    for country, length, first, plan in (("DE", 9, "123456789", _mod11_10), ("IT", 11, "123456789", _luhn)):
        own = [list(each) for each in kept]
        is_one = (
            len(at) == length + 2 and _limited(own, at[:1], country[0]) and _limited(own, at[1:2], country[1])
        )
        is_one = is_one and _limited(own, at[2:3], first)
        if is_one and country == "IT":  # the issuing office, from 001 to 099
            is_one = _limited(own, at[9:10], "0") and _limited(own, at[11:12], "123456789")
        if is_one:
            return plan(own, at[2:])
    return None


def _mod11_10(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    def walk(query: Query, text: Expr, positions: Sequence[int]) -> Expr:
        found = Expr("10")
        for digit in _digits(query, text, positions):
            found = query.of("((({} + {} + 9) % 10 + 1) * 2 % 11)", found, digit)
        return found

    return _walked(kept, at, walk, tuple(str((11 - each) % 10) for each in range(11)))


def _damm(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    table = Expr(literal("".join(QUASIGROUP)))

    def walk(query: Query, text: Expr, positions: Sequence[int]) -> Expr:
        found = Expr("0")
        for digit in _digits(query, text, positions):
            found = query.of("(ascii(substr({}, 1 + 10 * {} + {}, 1)) - 48)", table, found, digit)
        return found

    return _walked(kept, at, walk, tuple(_DIGITS))


def _verhoeff(kept: list[list[str]], at: Sequence[int]) -> CheckSum | None:
    group = Expr(literal("".join(str(dihedral(one, other)) for one, other in product(range(10), repeat=2))))

    def walk(query: Query, text: Expr, positions: Sequence[int]) -> Expr:
        found = Expr("0")
        for place, digit in enumerate(reversed(list(_digits(query, text, positions))), 1):
            powers = list(range(10))
            for _ in range(place % 8):
                powers = [PERMUTATION[each] for each in powers]
            turned = query.of(f"({powers})[1 + {{}}]", digit)
            found = query.of("(ascii(substr({}, 1 + 10 * {} + {}, 1)) - 48)", group, found, turned)
        return found

    inverse = tuple(next(str(each) for each in range(10) if dihedral(each, rest) == 0) for rest in range(10))
    return _walked(kept, at, walk, inverse)


def _walked(
    kept: list[list[str]],
    at: Sequence[int],
    walk: Callable[[Query, Expr, Sequence[int]], Expr],
    table: tuple[str, ...],
) -> CheckSum | None:
    if not _limited(kept, at, _DIGITS):
        return None
    shape = tuple("".join(each) for each in kept)
    if not set(table) <= set(shape[at[-1]]):
        return None
    return CheckSum(shape, (at[-1],), 0, dict.fromkeys(at[:-1], ()), table, walk)


def _digits(query: Query, text: Expr, positions: Sequence[int]) -> Iterator[Expr]:
    for position in positions:
        yield query.of(f"(ascii(substr({{}}, {position + 1}, 1)) - 48)", text)


_PLANS: dict[str, Plan] = {
    "iso7064-mod11-2": _mod11_2,
    "iso7064-mod11-10": _mod11_10,
    "iso7064-mod97-10": lambda kept, at: _mod97(kept, at, at),
    "luhn": _luhn,
    "verhoeff": _verhoeff,
    "damm": _damm,
    "gtin": _gtin,
    "isbn": _isbn,
    "iban": _iban,
    "lei": _lei,
    "nhs-number": _nhs,
    "vat": _vat,
}
