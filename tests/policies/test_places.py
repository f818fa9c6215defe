"""Every address in the relational model has a location for findings."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import TODAY, compiled_in, scaffold
from meshwright.mesh.link import link
from meshwright.policies.places import placed
from meshwright.relational.model import TABLES
from meshwright.relational.source import MeshSource
from meshwright.rulekit.locator import Locator

if TYPE_CHECKING:
    from meshwright.workspace.compiled import CompiledSnapshot

STATED = {("agreement", "address"), ("agreement_column", "address"), ("waiver", "address")}
"""Columns that repeat a declared name, which may not exist."""
NAMES = st.sampled_from(
    ["a", "b", "A", "a/b", "a b", "a@1", "a#b", "%2F", " a", "a\t", "\n", "team:a", "x:y", "é", "-", "."]
)
FIELDS: Any = st.deferred(
    lambda: st.lists(
        st.fixed_dictionaries(
            {"name": NAMES}, optional={"properties": FIELDS, "tags": st.just(["t"]), "items": ITEMS}
        ),
        min_size=1,
        max_size=3,
    )
)
ITEMS: Any = st.fixed_dictionaries({"logicalType": st.just("object"), "properties": FIELDS})
CONTRACT = st.fixed_dictionaries(
    {
        "apiVersion": st.just("v3.1.0"),
        "kind": st.just("DataContract"),
        "id": NAMES,
        "version": st.sampled_from(["1.0.0", "2.0.0"]),
        "status": st.just("active"),
        "schema": st.lists(st.fixed_dictionaries({"name": NAMES, "properties": FIELDS}), max_size=2),
        "servers": st.lists(
            st.fixed_dictionaries({"server": NAMES, "type": st.just("custom")}), min_size=1, max_size=2
        ),
        "roles": st.lists(st.fixed_dictionaries({"role": NAMES}), min_size=1, max_size=2),
    }
)
PORT = st.fixed_dictionaries(
    {"name": NAMES, "version": st.sampled_from(["1", "2"])}, optional={"contractId": NAMES}
)
PRODUCT = st.fixed_dictionaries(
    {
        "apiVersion": st.just("v1.0.0"),
        "kind": st.just("DataProduct"),
        "id": NAMES,
        "name": NAMES,
        "domain": NAMES,
        "status": st.just("active"),
        "outputPorts": st.lists(PORT, min_size=1, max_size=3),
    }
)
REGISTERED = st.fixed_dictionaries(
    {
        "apiVersion": st.just("meshwright/v1"),
        "kind": st.sampled_from(["Team", "Domain", "System", "Role", "Entity"]),
        "name": NAMES,
        "identifier": st.fixed_dictionaries({"scheme": NAMES, "description": st.just("An id.")}),
    }
)


@cache
def _base() -> CompiledSnapshot:
    with TemporaryDirectory() as folder:
        return compiled_in(Path(folder), scaffold())


@settings(max_examples=120, derandomize=True, deadline=None)
@given(
    documents=st.lists(st.one_of(CONTRACT, CONTRACT, PRODUCT, PRODUCT, REGISTERED), min_size=2, max_size=7)
)
def test_every_address_in_the_tables_has_a_location(documents: list[dict[str, Any]]) -> None:
    """Also if names contain separators of addresses, and if several documents share an address."""
    source = _base().edited(
        {f"products/{number}.json": json.dumps(each).encode() for number, each in enumerate(documents)}
    )
    mesh = link(source.linkable, TODAY)
    tables = MeshSource(mesh, Locator(source).value)
    lost = {
        (table.name, column.name, address)
        for table in TABLES.values()
        for column in table.columns
        if column.name.endswith("address") and (table.name, column.name) not in STATED
        for block in table.blocks(tables)
        for address in column.values(block)
        if address is not None and placed(address, mesh) is None
    }

    assert lost == set()
