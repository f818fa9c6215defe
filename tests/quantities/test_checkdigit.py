from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.quantities.checkdigit import ALGORITHMS, WeightedSum, check_of, is_right
from meshwright.standards.governance.identifier import CheckAlgorithm

CHARACTERS = {
    "iso7064-mod11-2": "0123456789X",
    "iso7064-mod11-10": "0123456789",
    "iso7064-mod97-10": "0123456789",
    "luhn": "0123456789",
    "verhoeff": "0123456789",
    "damm": "0123456789",
}
BODIES = st.text("0123456789", min_size=1, max_size=18)
LAW = settings(max_examples=200, derandomize=True, deadline=None)


def checked(algorithm: str, body: str) -> str:
    """Return a body with its check characters, found by trying them all."""
    ends = CHARACTERS[algorithm]
    if algorithm == "iso7064-mod97-10":
        found = [f"{body}{number:02}" for number in range(2, 99) if is_right(algorithm, f"{body}{number:02}")]
    else:
        found = [body + end for end in ends if is_right(algorithm, body + end)]
    assert len(found) == 1, "there is exactly one right end"
    return found[0]


def test_algorithms_are_those_of_governance_documents() -> None:
    """None is documented and missing, and none is undocumented."""
    assert set(ALGORITHMS) == set(get_args(CheckAlgorithm))


@pytest.mark.parametrize(
    ("algorithm", "identifier"),
    [
        ("iso7064-mod11-2", "0000000121032683"),
        ("iso7064-mod11-2", "0000 0001 2281 955X"),
        ("iso7064-mod11-2", "0000-0002-1825-0097"),
        ("iso7064-mod11-10", "07945"),
        ("iso7064-mod11-10", "36574261809"),
        ("iso7064-mod97-10", "5493001KJTIIGC8Y1R12"),
        ("iso7064-mod97-10", "794 44"),
        ("luhn", "79927398713"),
        ("luhn", "4111 1111 1111 1111"),
        ("verhoeff", "2363"),
        ("damm", "5724"),
        ("gtin", "4006381333931"),
        ("gtin", "73513537"),
        ("gtin", "614141000036"),
        ("gtin", "10614141000415"),
        ("isbn", "978-0-306-40615-7"),
        ("isbn", "0-8044-2957-X"),
        ("iban", "DE89 3704 0044 0532 0130 00"),
        ("iban", "GB82WEST12345698765432"),
        ("lei", "5493001KJTIIGC8Y1R12"),
        ("nhs-number", "943 476 5919"),
        ("isrc", "USRC17607839"),
        ("isrc", "GB-AYE-68-00011"),
        ("uuid", "5b11f4ce-a62d-471e-81fc-a69a8278c7da"),
    ],
)
def test_published_identifiers_are_valid(algorithm: str, identifier: str) -> None:
    """Examples of standards and issuers."""
    assert is_right(algorithm, identifier)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("identifier", ["", " ", "1", "X", "é", "٣٤٥", "0000\n", "12-3Z", "a" * 5000])
def test_text_of_another_form_is_wrong(algorithm: str, identifier: str) -> None:
    """Nothing raises, and digits of other scripts do not count."""
    assert not is_right(algorithm, identifier)


@pytest.mark.parametrize("algorithm", CHARACTERS)
@LAW
@given(body=BODIES, data=st.data())
def test_one_changed_digit_is_caught(algorithm: str, body: str, data: st.DataObject) -> None:
    """Every one of these algorithms guarantees it."""
    right = checked(algorithm, body)
    at = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != right[at]]))

    assert not is_right(algorithm, right[:at] + other + right[at + 1 :])


@pytest.mark.parametrize("algorithm", ["iso7064-mod11-2", "iso7064-mod97-10", "luhn", "verhoeff", "damm"])
@LAW
@given(body=BODIES, data=st.data())
def test_swapped_neighbours_are_caught(algorithm: str, body: str, data: st.DataObject) -> None:
    """The pure systems of ISO 7064 guarantee it; Luhn's does, except for 0 and 9."""
    right = checked(algorithm, body)
    at = data.draw(st.integers(0, len(right) - 2))
    one, other = right[at], right[at + 1]
    swapped = right[:at] + other + one + right[at + 2 :]
    is_blind = algorithm == "luhn" and {one, other} == {"0", "9"}

    assert is_right(algorithm, swapped) == (one == other or is_blind)


@pytest.mark.parametrize(
    ("algorithm", "identifier"),
    [
        ("gtin", "4006381333932"),
        ("gtin", "40063813339"),
        ("isbn", "9770306406157"),
        ("isbn", "080442957X0"),
        ("iban", "DE88370400440532013000"),
        ("iban", "de89370400440532013000"),
        ("lei", "5493001KJTIIGC8Y1R13"),
        ("lei", "79444"),
        ("nhs-number", "9434765918"),
        ("nhs-number", "94347659190"),
    ],
)
def test_identifiers_with_an_error_are_wrong(algorithm: str, identifier: str) -> None:
    """One character changed, a wrong length, or another kind of identifier with correct digits."""
    assert not is_right(algorithm, identifier)


NHS = {"algorithm": "weighted-sum", "weights": [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "modulus": 11}


@LAW
@given(digits=st.text("0123456789", min_size=10, max_size=10))
def test_a_declared_check_agrees_with_the_built_in_one(digits: str) -> None:
    """The NHS number, declared by its weights and modulus."""
    declared = check_of(NHS)

    assert declared is not None
    assert is_right(declared, digits) == is_right("nhs-number", digits)


def test_a_declared_check_repeats_weights_and_reads_its_own_alphabet() -> None:
    """Weights repeat to the left; a character counts by its position in the alphabet."""
    declared = WeightedSum((3, 1), 10, "ABCDEFGHIJ", 7)

    assert is_right(declared, "DCB-D")  # 3 x 3 + 2 x 1 + 1 x 3 + 3 x 1 = 17
    assert not is_right(declared, "DCBE")
    assert not is_right(declared, "D1BD")


def test_a_declared_check_without_its_numbers_is_ignored() -> None:
    """A wrong number is reported in its document; no check runs with a part of its numbers."""
    assert check_of({"algorithm": "weighted-sum", "modulus": 11}) is None
    assert check_of({"algorithm": "weighted-sum", "weights": [1]}) is None
    assert check_of("") is None
