"""Deprecated ports: a new reader needs an approval, and `--base` leaves out everyone who could not read them in the base."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access_meshes import DAY as MESH_DAY
from access_meshes import Documents, documents, mesh, without
from clinic import files
from exit_codes import exit_code
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access, Visibility
from meshwright.analysis.access.identities import group, service_account
from meshwright.analysis.access.plan import JOINS, plan
from meshwright.changes.access_approvers import access_approvers
from repositories import commit, git, start

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.analysis.access.identities import Identity

DAY = date(2026, 11, 22)
PORT = "care/ward/stays@1"
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
WARD = "products/care/ward/product.odps.yaml"
AGREEMENT = "products/care/ward/agreements/bed-board.yaml"
NEW = "products/care/ward/agreements/night-desk.yaml"
BOARD, DESK, BILLING = service_account("bed-board"), service_account("night-desk"), group("billing")
DEPRECATIONS = {
    "contract": (CONTRACT, "status: active", "status: deprecated"),
    "product": (WARD, "status: active", "status: deprecated"),
    "product-flag": (WARD, "status: active", "status: active\ndeprecated: true"),
    "port": (WARD, "contractId: ward.stays}", "contractId: ward.stays, deprecated: true}"),
}
DEPRECATED = DEPRECATIONS["contract"]
MESH = b"apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\nowner: data-office\n"
Edit = tuple[str, str, str]


def edited(*edits: Edit) -> dict[str, bytes]:
    found = files()
    for path, old, new in edits:
        text = found[path].decode()
        assert old in text
        found[path] = text.replace(old, new).encode()
    return found


def with_desk(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with an agreement of a new reader."""
    return found | {NEW: found[AGREEMENT].replace(b"name: bed-board", b"name: night-desk")}


def access(*edits: Edit, base: Access | None = None) -> Access:
    return Access(mesh_of(edited(*edits)), base=base)


def ward(granted: Access, reader: Identity, day: date, server: str = "") -> str:
    """Return how a reader sees the wards of the stays on a day."""
    contract = granted.mesh.contract_at[PORT]
    return granted.decide([reader], contract, 1, day, server).name.lower()


@pytest.mark.parametrize("where", DEPRECATIONS)
def test_a_new_reader_of_a_deprecated_port_is_planned_and_needs_an_approval(where: str) -> None:
    """Otherwise the next script, which is compiled without a base, would grant access without an approval."""
    was = edited(DEPRECATIONS[where])
    base, head = Access(mesh_of(was)), Access(mesh_of(with_desk(was)))
    changes = plan(base, head, DAY)

    assert {each.identity for each in changes} == {DESK}
    assert all(JOINS in each.reasons for each in changes)
    assert all(access_approvers(each, base, head) for each in changes)
    assert ward(head, DESK, date(2026, 12, 1)) == "clear"
    assert ward(Access(head.mesh, base=base), DESK, date(2026, 12, 1)) == "absent"


def test_a_reader_who_joins_with_the_deprecation_is_planned_too() -> None:
    base, head = access(), Access(mesh_of(with_desk(edited(DEPRECATED))))

    assert {each.identity for each in plan(base, head, DAY)} == {DESK}


def test_a_reader_of_an_active_port_joins_without_that_reason() -> None:
    changes = plan(access(), Access(mesh_of(with_desk(files()))), DAY)

    assert changes
    assert not any(JOINS in each.reasons for each in changes)


def test_an_agreement_that_ended_in_the_base_is_not_renewed_on_a_deprecated_port() -> None:
    base = access((AGREEMENT, '"2027-02-28"', '"2026-12-15"'))
    head = access(DEPRECATED, base=base)

    assert ward(head, BOARD, date(2026, 12, 15)) == "clear"
    assert ward(head, BOARD, date(2026, 12, 16)) == "absent"
    assert ward(head, BOARD, date(2027, 2, 28)) == "absent"


def test_an_agreement_does_not_begin_earlier_on_a_deprecated_port() -> None:
    head = access(DEPRECATED, (AGREEMENT, "2026-12-01", "2026-11-01"), base=access())

    assert ward(head, BOARD, date(2026, 11, 30)) == "absent"
    assert ward(head, BOARD, date(2026, 12, 1)) == "clear"


def test_a_role_at_one_server_of_a_deprecated_port_is_not_extended_to_all() -> None:
    everywhere = (CONTRACT, "{role: billing, access: write}", "{role: billing, access: read}")
    head = access(DEPRECATED, everywhere, base=access())

    assert ward(access(everywhere), BILLING, DAY) == "clear"
    assert ward(head, BILLING, DAY) == "absent"
    assert ward(head, BILLING, DAY, "prod") == "clear"


def check_limited(found: Documents, data: st.DataObject) -> None:
    """Check that no one reads more of deprecated ports than in the base, on any day and at any server."""
    path = data.draw(st.sampled_from(sorted(found)))
    other = data.draw(documents())
    for was in (without(found, path), other):
        base = Access(mesh(was))
        deprecated = {
            name: each | {"status": "deprecated"} if each["kind"] == "DataContract" else each
            for name, each in found.items()
        }
        head = Access(mesh(deprecated), base=base)
        for day in (MESH_DAY + timedelta(days=days) for days in range(-4, 6)):
            for server in ("", *sorted({each.server for each in head.grants} - {""})):
                known = shown(base, day, server)
                assert all(
                    how <= known.get(cell, Visibility.ABSENT)
                    for cell, how in shown(head, day, server).items()
                )


def shown(granted: Access, day: date, server: str) -> dict[tuple[Identity, str, str], Visibility]:
    return {
        (row.identity, row.contract.address, name): row.visibility
        for row in granted.table(day, server=server)
        for name in (row.contract.fact.fields.name(row.field, row.contract.fact.objects),)
    }


@pytest.mark.parametrize("count", [25, pytest.param(400, marks=pytest.mark.nightly)])
def test_deprecated_ports_show_no_one_more_than_the_base_on_the_same_day(count: int) -> None:
    @settings(max_examples=count, deadline=None, database=None)
    @given(documents(), st.data())
    def law(found: Documents, data: st.DataObject) -> None:
        check_limited(found, data)

    law()


def written(folder: Path, found: dict[str, bytes]) -> None:
    for path, data in found.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def asked(folder: Path, question: str, *arguments: str) -> int:
    return exit_code("access", question, *arguments, "--mesh", str(folder), "--on", "2026-12-01")


def test_two_merges_open_nothing_that_no_plan_showed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan shows what a script without a base grants, and one with a base leaves it out."""
    written(tmp_path, edited(DEPRECATED) | {"governance/mesh.yaml": MESH})
    start(tmp_path)
    before = git(tmp_path, "rev-parse", "HEAD")
    written(tmp_path, with_desk(edited(DEPRECATED)))
    commit(tmp_path, "Let the night desk in")

    assert asked(tmp_path, "plan", before) == 1
    planned = capsys.readouterr().out
    assert "+ service account night-desk may read care/ward/stays@1" in planned
    assert "the port is deprecated: `access compile` grants this" in planned
    assert "    needs approval by `ward-squad` (owner of `care/ward/stays@1`) and `data-office`" in planned
    assert asked(tmp_path, "compile", "--target", "cedar") == 0
    script = capsys.readouterr()
    assert "night-desk" in script.out
    assert "care/ward/stays@1 is deprecated" in script.err
    assert asked(tmp_path, "compile", "--target", "cedar", "--base", before) == 0
    limited = capsys.readouterr()
    assert "night-desk" not in limited.out
    assert "bed-board" in limited.out
    assert limited.err == ""


@pytest.mark.parametrize(("question", "argument"), [("who", PORT), ("what", "night-desk")])
def test_answers_note_that_a_port_is_deprecated(
    question: str, argument: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, with_desk(edited(DEPRECATED)))

    assert asked(tmp_path, question, argument) == 0
    assert "care/ward/stays@1 is deprecated; this includes readers" in capsys.readouterr().err
    written(tmp_path, with_desk(files()))
    assert asked(tmp_path, question, argument) == 0
    assert capsys.readouterr().err == ""
