"""Ending ports are complete on the page Changes; the home page has only the first ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from meshwright.catalog.assembly.mesh import documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from meshwright.catalog.assembly.overview import Overview


def files(today: date, count: int) -> dict[str, bytes]:
    """Return products whose only ports end one after another, the first one yesterday."""
    made = {}
    for number in range(count):
        ends = today + timedelta(days=number - 1)
        made[f"p{number}.odps.yaml"] = (
            f"apiVersion: v1.0.0\nkind: DataProduct\nid: p{number}\nname: p{number}\nversion: 1.0.0\nstatus: active\n"
            f"outputPorts: [{{name: all, version: 1.0.0, contractId: c{number}}}]\n"
        ).encode()
        made[f"c{number}.odcs.yaml"] = (
            f"apiVersion: v3.0.2\nkind: DataContract\nid: c{number}\nversion: 1.0.0\nstatus: active\n"
            f'schema: [{{name: rows}}]\nslaProperties: [{{property: endOfLife, value: "{ends}"}}]\n'
        ).encode()
    return made


def test_all_ending_ports_are_with_the_changes(overview_of: Callable[..., Overview]) -> None:
    """Also one whose end has passed."""
    today = overview_of({}).mesh.today
    found = documents(overview_of(files(today, 12)))
    ends = [each.ends for each in found.changes.endings]

    assert ends == [today + timedelta(days=number - 1) for number in range(12)]
    assert [each.ends for each in found.index.endings] == ends[:8]
