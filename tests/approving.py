"""Meshes in which access or an exception is granted, and the required approvers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from archives import write
from exit_codes import exit_code
from mesh_of import PLACES, scaffold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAYS = "player/play-events/daily@1"
CONTRACT, PRODUCT, READER = PLACES["contract"], PLACES["product"], PLACES["other_product"]
ROLES, LADDER, MESH = PLACES["roles"], PLACES["classifications"], PLACES["mesh"]
CHURN = "products/player/play-events/agreements/churn.yaml"
AGREEMENT = f"""\
apiVersion: meshwright/v1
kind: AccessAgreement
port: {PLAYS}
consumer:
  team: growth
  use: churn dashboard
columns: [plays/played_at]
purpose: product-analytics
role: analyst
startDate: "2026-01-15"
expires: "2027-06-30"
"""
EVERYTHING = AGREEMENT.replace("columns: [plays/played_at]\n", "").replace("2027-06-30", "2036-12-31")
OTHER = "products/player/play-events/agreements/all.yaml"
WAIVER_FILE = "policies/waivers/leak.yaml"
WAIVER = f"""\
apiVersion: meshwright/v1
kind: Waiver
rule: missing-sample
address: {PLAYS}
reason: The sample is being made.
owner: growth
approvedBy: privacy
expires: "2026-12-31"
"""
AUDITOR = """\
---
apiVersion: meshwright/v1
kind: Role
name: auditor
description: Retraces amounts.
group: watergarden-audit
clearance: restricted
purposes: [audit]
"""
APPROVED = "    access: read\n    firstLevelApprovers: privacy\n"
DAY = ("--as-of", "2026-11-22", "--jobs", "1")

OWNER = ("owner", ("player-squad",), PLAYS)
ROLE = ("role", ("privacy",), "analyst")
GOVERNANCE = ("governance", ("council",), None)
CLAIMED = ("claimed", ("privacy",), None)

Capture = pytest.CaptureFixture[str]
Files = dict[str, bytes]
Edit = tuple[str, str, str]


def edited(files: Mapping[str, bytes], *edits: Edit) -> Files:
    """Return files with texts replaced, once each; an empty text is a file's end."""
    found = dict(files)
    for path, old, new in edits:
        text = found.get(path, b"").decode()
        assert old in text, old
        found[path] = (text.replace(old, new, 1) if old else text + new).encode()
    return found


def base() -> Files:
    """Return a mesh whose council owns governance, and whose analysts are approved by `privacy`."""
    team = "---\napiVersion: meshwright/v1\nkind: Team\nname: {}\nmembers: [{{username: {}}}]\n"
    teams = "".join(
        team.format(*each) for each in (("growth", "gil"), ("privacy", "pia"), ("council", "cyd"))
    )
    return edited(
        scaffold(),
        (PLACES["teams"], "", teams),
        (MESH, "owner: player-squad", "owner: council"),
        (CONTRACT, "    access: read\n", APPROVED),
        (CHURN, "", AGREEMENT),
    )


def run(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and output."""
    code = exit_code(*arguments, *DAY)
    return code, capsys.readouterr().out


def sides(folder: Path, before: Files, after: Files) -> tuple[str, ...]:
    """Write two revisions; return their names."""
    old, new = write(before, folder / "before"), write(after, folder / "after")
    return str(old), str(new), "--mesh", str(new)


def needed(folder: Path, before: Files, after: Files, capsys: Capture) -> tuple[int, list[dict[str, Any]]]:
    """Return the exit code of `impact`, and the approvals that it names."""
    code, text = run(capsys, "impact", *sides(folder, before, after), "--format", "json")
    return code, json.loads(text)["approvals"]


def named(approvals: list[dict[str, Any]]) -> set[tuple[str, tuple[str, ...], str | None]]:
    """Return the required approvers."""
    return {
        (each["part"], tuple(each["teams"]), each["of"]) for one in approvals for each in one["approvers"]
    }
