"""A product that ends, although its contract does not state it: every target grants the same as if the contract did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import DAY, clinic
from snowflake_clinic import DATABASE, on_snowflake
from snowflake_clinic import compiled as compiled_for_snowflake
from test_command import CONTRACT

from access_meshes import mesh, replaced
from access_server import compiled
from meshwright.analysis.access.atoms import Access
from meshwright.enforcement.cedar import policies

if TYPE_CHECKING:
    from access_meshes import Documents

PRODUCT = "products/care/visits/product.odps.yaml"
ENDINGS: dict[str, tuple[str, tuple[str | int, ...], Any]] = {
    "product": (PRODUCT, ("status",), "deprecated"),
    "product-flag": (PRODUCT, ("deprecated",), True),
    "port": (PRODUCT, ("outputPorts", 0, "deprecated"), True),
}


def deprecated(ending: tuple[str, tuple[str | int, ...], Any], *, is_snowflake: bool = False) -> Access:
    """Return the access of the clinic, with a deprecated port and a role that is new since the base."""
    found: Documents = on_snowflake(clinic()) if is_snowflake else clinic()
    roles = [each for each in found[CONTRACT]["roles"] if each["role"] != "research"]
    base = Access(mesh(replaced(found, CONTRACT, ("roles",), roles)))
    return Access(mesh(replaced(found, *ending)), base=base)


BY_CONTRACT: tuple[str, tuple[str | int, ...], Any] = (CONTRACT, ("status",), "deprecated")


@pytest.mark.parametrize("name", ENDINGS)
def test_postgresql_and_cedar_grant_a_deprecated_port_to_no_new_reader(name: str) -> None:
    wanted, found = deprecated(BY_CONTRACT), deprecated(ENDINGS[name])
    text = compiled(found, "held", DAY)[1]

    assert text == compiled(wanted, "held", DAY)[1]
    assert '"research-group"' not in text
    assert '"billing-group"' in text
    assert policies(found) == policies(wanted)
    assert "research-group" not in policies(found)


@pytest.mark.parametrize("name", ENDINGS)
def test_snowflake_grants_a_deprecated_port_to_no_new_reader(name: str) -> None:
    wanted, found = deprecated(BY_CONTRACT, is_snowflake=True), deprecated(ENDINGS[name], is_snowflake=True)

    text = compiled_for_snowflake(found, DATABASE, DAY)[1]
    assert text == compiled_for_snowflake(wanted, DATABASE, DAY)[1]
    assert "research-group" not in text
    assert "billing-group" in text


def test_a_retired_product_with_an_active_contract_has_no_readers() -> None:
    """Its schema is closed, and nothing is granted."""
    found = Access(mesh(replaced(clinic(), PRODUCT, ("status",), "retired")))
    database, text = compiled(found, "held", DAY)

    assert [each.granted() for each in database.relations] == [{}, {}]
    assert "('care', false)" in text
    assert policies(found) == ""
