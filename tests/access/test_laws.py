"""Laws of access on random meshes: doubt grants nothing, and a removal widens nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access_meshes import DAY, Documents, documents, mesh, replaced, without
from meshwright.analysis.access.atoms import Access, Visibility, access

if TYPE_CHECKING:
    from datetime import date

    from meshwright.analysis.access.atoms import TableRow
    from meshwright.analysis.access.identities import Identity

DAYS = tuple(DAY + timedelta(days=days) for days in range(-4, 6))
Cell = tuple["Identity", str, str, "date"]


def table(found: Access) -> dict[Cell, Visibility]:
    """Return what each identity reads on each day around the as-of date, without absent columns."""
    return {
        (row.identity, row.contract.address, name_of(row), day): row.visibility
        for day in DAYS
        for row in found.table(day)
    }


def name_of(row: TableRow) -> str:
    """Return the path of a row's field, starting with its object."""
    return row.contract.fact.fields.name(row.field, row.contract.fact.objects)


def is_within(less: Access, more: Access) -> bool:
    """Return whether no one reads more in one table than in the other."""
    known = table(more)
    return all(how <= known.get(cell, Visibility.ABSENT) for cell, how in table(less).items())


def unreadable(found: Documents) -> list[tuple[str, tuple[str | int, ...], object]]:
    """Return edits that make a value of a document unreadable."""
    edits: list[tuple[str, tuple[str | int, ...], object]] = []
    for path, document in found.items():
        if document["kind"] == "AccessAgreement":
            edits += (
                (path, ("expires",), "2027-13-31"),
                (path, ("startDate",), "soon"),
                (path, ("role",), "nobody"),
                (path, ("purpose",), "fun"),
                (path, ("port",), "d/gone/out@1"),
                (path, ("columns",), []),
                (path, ("columns",), ["t/gone"]),
                (path, ("columns",), "t/k"),
                (path, ("principal",), {"kind": "person", "name": "amara"}),
                (path, ("principal",), {"kind": "group"}),
                (path, ("principal",), {"kind": "group", "name": "g-two", "id": 3}),
            )
        elif document["kind"] == "BreakGlass":
            edits += ((path, ("days",), 30), (path, ("startDate",), "2026-02-30"), (path, ("days",), True))
        elif document["kind"] == "Role":
            edits += ((path, ("clearance",), "secret"), (path, ("group",), ""), (path, ("group",), 3))
        elif document["kind"] == "Classification":
            edits += (
                (path, ("levels", 1, "grants"), "anybody"),
                (path, ("levels", 3, "mask"), {"kind": "blur"}),
                (path, ("defaultLevel",), "none"),
            )
        elif document["kind"] == "DataContract":
            edits += (
                (path, ("status",), "live"),
                (path, ("schema", 0, "properties", 0, "classification"), "none"),
            )
            edits.append((path, ("schema", 0, "properties", 0, "classification"), ["public"]))
            for number in range(len(document["roles"])):
                edits += (
                    (path, ("roles", number, "access"), 3),
                    (path, ("roles", number, "role"), "nobody"),
                    (path, ("roles", number, "customProperties"), [{"property": "columns", "value": []}]),
                    (path, ("roles", number, "customProperties"), [{"property": "columns", "value": "t/k"}]),
                    (path, ("roles", number, "customProperties"), [{"property": "rowFilter", "value": "k > 1"}]),
                )  # fmt: skip
    return edits


def check_doubt(found: Documents, data: st.DataObject) -> None:
    """Make one value unreadable: no one reads more than before."""
    path, keys, value = data.draw(st.sampled_from(unreadable(found)))
    assert is_within(access(mesh(replaced(found, path, keys, value))), access(mesh(found)))


def check_removal(found: Documents, data: st.DataObject) -> None:
    """Remove a grant: no one reads more than before."""
    path = data.draw(st.sampled_from(sorted(found)))
    less = without(found, path)
    if found[path]["kind"] == "DataContract" and found[path]["roles"]:
        less = replaced(found, path, ("roles",), found[path]["roles"][1:])
    elif found[path]["kind"] == "DataProduct":  # without it, its port has another address
        less = replaced(found, path, ("inputPorts",), [])
    assert is_within(access(mesh(less)), access(mesh(found)))


def check_nesting(found: Documents) -> None:
    """A field is at least as restricted as the enclosing one, which shows no more than its least visible part."""
    linked = mesh(found)
    granted = access(linked)
    for contract in linked.contracts:
        ranks = granted.levels.ranks[contract]
        parents = contract.fact.fields.parents
        for field, parent in enumerate(parents):
            assert parent < 0 or ranks[field] >= ranks[parent]
        for grant in granted.grants_of.get(contract, ()):
            shown = granted.visibilities(grant)
            assert all(parent < 0 or shown[parent] <= how for parent, how in zip(parents, shown, strict=True))


def check_union(found: Documents) -> None:
    """An identity with two groups reads the best of what each reads, and a stranger nothing."""
    granted = access(mesh(found))
    for contract in granted.grants_of:
        for one, other in combinations(granted.identities(contract), 2):
            for field in range(len(contract.fact.fields)):
                for day in DAYS:
                    best = max(granted.decide({each}, contract, field, day) for each in (one, other))
                    assert granted.decide({one, other}, contract, field, day) is best
        assert granted.decide((), contract, 0, DAY) is Visibility.ABSENT


def check_atoms(found: Documents) -> None:
    """The table of a day is the best of the atoms in force, and changes only on the listed days."""
    granted = access(mesh(found))
    atoms = list(granted.atoms())
    for day in DAYS:
        best: dict[tuple[object, ...], Visibility] = {}
        for each in atoms:
            is_in_force = (each.starts is None or each.starts <= day) and (
                each.ends is None or day <= each.ends
            )
            if is_in_force and not each.server:
                key = each.identity, each.contract, each.field
                best[key] = max(each.visibility, best.get(key, Visibility.ABSENT))
        assert best == {(row.identity, row.contract, row.field): row.visibility for row in granted.table(day)}
        before = {cell[:3]: how for cell, how in table(granted).items() if cell[3] == day - timedelta(days=1)}
        now = {cell[:3]: how for cell, how in table(granted).items() if cell[3] == day}
        assert day == DAYS[0] or day in granted.days() or before == now


LAWS = pytest.mark.parametrize("count", [25, pytest.param(1000, marks=pytest.mark.nightly)])


@LAWS
def test_doubt_grants_nothing(count: int) -> None:
    _run(count, check_doubt)


@LAWS
def test_removal_widens_nothing(count: int) -> None:
    _run(count, check_removal)


@LAWS
def test_nested_fields_are_at_least_as_restricted_as_their_parent(count: int) -> None:
    _run(count, lambda found, _: check_nesting(found))


@LAWS
def test_several_identities_read_the_best_of_each(count: int) -> None:
    _run(count, lambda found, _: check_union(found))


@LAWS
def test_tables_are_the_atoms_in_force(count: int) -> None:
    _run(count, lambda found, _: check_atoms(found))


def _run(count: int, check: object) -> None:
    @settings(max_examples=count, deadline=None, database=None)
    @given(found=documents(), data=st.data())
    def law(found: Documents, data: st.DataObject) -> None:
        check(found, data)  # type: ignore[operator]

    law()
