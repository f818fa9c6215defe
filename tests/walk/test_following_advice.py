"""Fifteen pull requests whose printed advice is followed literally: each ends green, or with people who must agree.

Only the output is followed: a command in backticks, then a fix, then the consumers to consult.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from repositories import commit, git, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTRACT, PRODUCT = PLACES["contract"], PLACES["product"]
ROLE, TEAMS = PLACES["roles"], PLACES["teams"]
AS_OF = ("--as-of", "2026-11-22")
ROAD = "new version player/play-events/daily@1 --changed-since main"
FIX = "fix --changed-since main"
UNSAFE = "fix --unsafe --changed-since main"
MOST_STEPS = 4
_COMMAND = re.compile(r"`meshwright ([^`]+)`")
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: yearly audit
purpose: product-analytics
role: analyst
expires: "2027-06-30"
"""
WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: version-not-bumped
address: player/play-events/daily@1
reason: The field was never filled.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-06"
"""
COLUMN = """\
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where the play was heard.
        classification: internal
        transformSourceObjects: [player_backend_events]
"""


class Request(NamedTuple):
    """A pull request, the steps that its findings advise, and the result."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    """Path, a pattern and its replacement, once; a missing file gets the new text."""
    steps: tuple[str, ...]
    asked: tuple[str, ...] = ()
    """The teams that must agree."""
    is_green: bool = True
    """Whether `check` passes in the end."""
    says: str = ""
    """A part of the first output of `check`."""


class Walk(NamedTuple):
    """The result of following the advice."""

    steps: tuple[str, ...]
    is_green: bool
    said: str
    """The first output."""


FOLDER = PRODUCT.rpartition("/")[0]
DEPRECATED = """\
\\1    deprecated: true
    authoritativeDefinitions:
      - type: successor
        url: https://wiki.watergarden.example/plays-end
"""
PORTS = """\
\\1\\2  - name: daily
    description: Plays of a day, without the time.
    type: files
    version: 2.0.0
    contractId: play-events.daily
"""
ENDS = """\
  - property: endOfLife
    value: "2027-06-30"
"""
TEAM = """\
---
apiVersion: meshwright/v1
kind: Team
name: history-squad
purpose: Keeps what was played.
members:
  - username: ada.lund
    name: Ada Lund
    role: owner
support:
  - channel: "#history-data"
    url: https://chat.watergarden.example/history-data
"""
PLAYED_AT = r"      - name: played_at\n(?:        [^\n]*\n(?:          [^\n]*\n)*)+"
REQUESTS: tuple[Request, ...] = (
    Request(
        "rename",
        ((CONTRACT, "name: played_at", "name: started_at"),),
        (ROAD,),
        says="possibly renamed; give both the same `id`",
    ),
    Request("drop", ((CONTRACT, PLAYED_AT, ""),), (ROAD,)),
    Request(
        "retype",
        ((CONTRACT, r"varchar\(36\)", "bigint"), (CONTRACT, "Type: string", "Type: integer")),
        (ROAD,),
    ),
    Request(
        "wrong-bump",
        (
            (CONTRACT, PLAYED_AT, ""),
            (CONTRACT, "version: 1.0.0", "version: 2.0.0"),
            (PRODUCT, "    version: 1.0.0", "    version: 2.0.0"),
        ),
        (ROAD,),
    ),
    Request("loosened-promise", ((CONTRACT, "value: 26", "value: 50"),), (ROAD,)),
    Request("moved-server", ((CONTRACT, "watergarden-data", "watergarden-lake"),), (ROAD,)),
    Request(
        "changed-key",
        (
            (CONTRACT, "        primaryKey: true\n", ""),
            (CONTRACT, "(name: played_at\n)", r"\1        primaryKey: true\n"),
        ),
        (ROAD,),
    ),
    Request("new-column", ((CONTRACT, "(?=roles:)", COLUMN),), (FIX,)),
    Request(
        "v2-beside-v1",
        (
            (CONTRACT.replace("v1", "v2"), "", "v2"),
            (PRODUCT, "(?s)(outputPorts:\n)(.*?)(?=customProperties)", PORTS),
        ),
        (FIX,),
    ),
    Request(
        "deprecation",
        ((PRODUCT, "(contractId: play-events.daily\n)", DEPRECATED), (CONTRACT, r"\Z", ENDS)),
        (FIX,),
    ),
    Request(
        "retirement",
        ((PRODUCT, "status: active", "status: retired"), (CONTRACT, "status: active", "status: retired")),
        (UNSAFE,),
        ("payments-squad",),
        says="keep it as deprecated until they have migrated",
    ),
    Request("agreement", ((f"{FOLDER}/agreements/audit.yaml", "", AGREEMENT),), (), ("player-squad",)),
    Request(
        "waiver",
        (("policies/waivers/drop.yaml", "", WAIVER),),
        (),
        ("payments-squad",),
    ),
    Request("moved-folder", ((FOLDER, "", "products/player/plays"),), ()),
    Request(
        "new-team",
        (
            (TEAMS, r"\Z", TEAM),
            (PRODUCT, "name: player-squad", "name: history-squad"),
        ),
        (),
    ),
)

OTHERS = (
    Request("port-of-another-type", ((PRODUCT, "type: files", "type: table"),), (ROAD,)),
    Request("deprecated-product", ((PRODUCT, "status: active", "status: deprecated"),), (UNSAFE,)),
    Request(
        "lowered-version",
        (
            (CONTRACT, "version: 1.0.0", "version: 0.9.0"),
            (PRODUCT, "    version: 1.0.0", "    version: 0.9.0"),
        ),
        (UNSAFE,),
    ),
    Request(
        "port-behind",
        ((CONTRACT, "(?=roles:)", COLUMN), (CONTRACT, "version: 1.0.0", "version: 1.1.0")),
        (FIX,),
    ),
    Request(
        "first-input",
        (
            (PLACES["other_product"], r"inputPorts:\n(?:  [^\n]*\n)+", ""),
            (PLACES["other_product"], r"    inputContracts:\n(?:      [^\n]*\n)+", ""),
            (
                PLACES["other_contract"],
                r"\[settlement_runs\]",
                "[player/play-events/daily@1/plays/played_at]",
            ),
        ),
        (UNSAFE,),
    ),
)
"""Mistakes with one right answer each."""
WALLS = (
    Request(
        "removed-port",
        ((PRODUCT, r"outputPorts:\n(?:  [^\n]*\n)+", "outputPorts: []\n"),),
        (),
        ("payments-squad",),
        is_green=False,
        says="keep it as deprecated until they have migrated",
    ),
    Request(
        "renamed-product",
        ((PRODUCT, "name: play-events", "name: plays"),),
        (),
        ("payments-squad",),
        is_green=False,
        says="keep it as deprecated until they have migrated",
    ),
    Request(
        "lowered-role",
        ((ROLE, "clearance: confidential", "clearance: public"),),
        (),
        ("payments-squad", "player-squad"),
        is_green=False,
        says="is cleared up to public",
    ),
)
"""Changes that no command can make right: they must be undone, or people must agree."""


@pytest.mark.parametrize("request_", [*REQUESTS, *OTHERS, *WALLS], ids=lambda each: each.name)
def test_advice_leads_to_the_expected_result(
    request_: Request, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The steps are those that the output names."""
    for path, data in scaffold().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    start(tmp_path)
    git(tmp_path, "switch", "--quiet", "--create", "change")
    for edit in request_.edits:
        apply(tmp_path, *edit)

    walk = follow(tmp_path, capsys)
    assert walk.steps == request_.steps
    assert request_.says in walk.said
    assert walk.is_green == request_.is_green
    assert request_.is_green or request_.asked
    assert set(request_.asked) <= set(people(tmp_path, capsys))


def apply(mesh: Path, path: str, pattern: str, new: str) -> None:
    """Make one edit of a pull request."""
    target = mesh / path
    if target.is_dir():
        target.rename(mesh / new)
        return
    if new == "v2":
        old = (mesh / CONTRACT).read_text()
        new = re.sub(PLAYED_AT, "", old).replace("version: 1.0.0", "version: 2.0.0").replace("/v1/", "/v2/")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(new)
        return
    changed, count = re.subn(pattern, new, target.read_text(), count=1)
    assert count == 1, (path, pattern)
    target.write_text(changed)


def follow(mesh: Path, capsys: pytest.CaptureFixture[str]) -> Walk:
    """Check, follow the advice of the first finding that has some, and check again, until there is none."""
    steps: list[str] = []
    first = ""
    for _ in range(MOST_STEPS):
        commit(mesh)
        code, said = run(capsys, "check", str(mesh), "--changed-since", "main")
        first = first or said
        step = "" if code == 0 else next(advice(said), "")
        if not step or step in steps:
            return Walk(tuple(steps), code == 0, first)
        steps.append(step)
        name, *arguments = step.split()
        where = (str(mesh),) if name == "fix" else ("--mesh", str(mesh))
        assert run(capsys, name, *arguments, *where)[0] <= int(name == "fix"), step  # 1: something is left
    raise AssertionError(steps)


def advice(said: str) -> Iterator[str]:
    """Yield the advice of the errors in an output: commands first, then fixes."""
    for found in _COMMAND.finditer(said):
        yield found[1]
    if " fix: " in said:
        yield UNSAFE if "possible fix: " in said else FIX


def people(mesh: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the teams that `impact` names."""
    _, said = run(capsys, "impact", "main", "--mesh", str(mesh))
    return re.findall(r"\b[a-z]+-(?:squad|council|team)\b", said)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run the program in this process; return its exit code and output."""
    capsys.readouterr()
    code = main([*arguments, *AS_OF])
    return code, "".join(capsys.readouterr())
