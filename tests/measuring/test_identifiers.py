"""Identifiers: the pattern of their scheme in the engine, check digits in our code, for some values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measured import contract, measured_in, seen_in
from meshwright.measuring import queries
from meshwright.measuring.observation import line_of
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

ENTITY = """\
apiVersion: meshwright/v1
kind: Entity
name: customer
definition: A person who orders.
steward: shop-squad
identifier: {scheme: card, logicalType: string, pattern: '^[0-9]{4,19}$', check: luhn}
"""
PROPERTIES = """
      - name: card
        logicalType: string
        authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:customer/card'}]
      - name: number
        logicalType: integer
        authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:customer/card'}]
      - name: own
        logicalType: string
        logicalTypeOptions: {pattern: '^[0-9 ]*$'}
        authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:customer/card'}]
      - name: hidden
        logicalType: string
        authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:customer/card'}]
        customProperties: [{property: deidentification, value: hash}]
"""
RIGHT, WRONG = "4539578763621486", "4539578763621487"
ROWS = (
    f"card,number,own,hidden\n{RIGHT},18,,x\n{WRONG},19,4539 5787 6362 1486,x\nx18,,4539 5787 6362 1487,x\n"
)


def files(form: str = "csv") -> dict[str, str | bytes]:
    return {"orders.odcs.yaml": contract(PROPERTIES), "customer.yaml": ENTITY, f"data/orders.{form}": ROWS}


def test_wrong_identifiers_are_counted(tmp_path: Path) -> None:
    """A pattern of the column replaces that of the scheme; masked columns contain other values."""
    (seen,) = seen_in(tmp_path, files())
    assert seen.observation is not None
    assert dict(seen.observation.figures) == {
        "card#identifier": 1,
        "card#checkDigits": 2,
        "number#checkDigits": 1,
        "own#checkDigits": 1,
    }
    assert dict(seen.observation.unmeasured) == {}
    assert WRONG not in line_of(seen.observation)
    assert [
        each.message for each in measured_in(tmp_path, files()).diagnostics if "card" in each.message
    ] == [
        "`card` does not match the pattern of its identifiers in 1 of 3 rows",
        "`card` has wrong check digits (luhn) in 2 of 3 rows",
    ]


def test_count_over_some_values_is_a_minimum(tmp_path: Path) -> None:
    """The others are unknown."""
    most = queries.MOST_VALUES
    rows = "".join(f"{RIGHT},,,\n" for _ in range(most)) + f"{WRONG},,,\n"
    text = {**files(), "data/orders.csv": f"card,number,own,hidden\n{rows}"}
    (seen,) = seen_in(tmp_path, text)
    assert seen.observation is not None
    assert "card#checkDigits" not in seen.observation.figures
    assert seen.observation.unmeasured == {"card#checkDigits": "10,000 of its values were checked"}
    few = f"card,number,own,hidden\n{WRONG},,,\n{rows}"
    messages = [each.message for each in measured_in(tmp_path, {**text, "data/orders.csv": few}).diagnostics]
    assert "`card` has wrong check digits (luhn) in at least 1 of 10,002 rows" in messages
