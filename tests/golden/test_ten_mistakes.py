"""Ten mistakes made by hand in copies of the example: each causes one helpful diagnostic, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mesh_of import TODAY
from meshwright.finding.finding import Severity
from meshwright.report.formats import Style, render
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.project import open_project

if TYPE_CHECKING:
    from meshwright.facts.unit import Unit

ROOT = Path(__file__).parents[2]


class Mistake(NamedTuple):
    """An edit of the example that is a mistake."""

    name: str
    path: str
    old: str
    new: str


PLAYS = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"
IDENTITIES = "products/labels/artist-identities/product.odps.yaml"
PURCHASES = "products/store/purchases/product.odps.yaml"
ROYALTIES = "products/payments/royalties/product.odps.yaml"
OWED = "payments.royalties.statements"
MISTAKES = (
    Mistake("wrong indentation", PLAYS, "    physicalName: plays\n", "     physicalName: plays\n"),
    Mistake("unknown key", PLAYS, "        classification: internal\n", "        clasification: internal\n"),
    Mistake("dangling contractId", PRODUCT, "player.play-events.daily", "player.play-events.dayly"),
    Mistake("wrong version", PRODUCT, 'version: "1.5.0"', 'version: "1.6.0"'),
    Mistake(
        "cycle",
        IDENTITIES,
        "inputPorts:\n",
        '{old}  - {{name: owed, version: "{version}", contractId: {owed}}}\n',
    ),
    Mistake("duplicate id", ROYALTIES, "id: royalties\n", "id: play-events\n"),
    Mistake("unknown team", PRODUCT, "name: player-squad\n", "name: player-sqad\n"),
    Mistake("bad SLO unit", PLAYS, "    value: 26\n    unit: h\n", "    value: 26\n    unit: parsecs\n"),
    Mistake("missing owner", PRODUCT, "team:\n  name: player-squad\n  members:", "team:\n  members:"),
    Mistake("retired input", PURCHASES, "status: active\n", "status: retired\n"),
)
"""The mistakes; another rule may also report one that has two effects."""


def example(folder: Path) -> Path:
    """Copy the example mesh."""
    for part in ("products", "governance", "policies"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.mark.parametrize("number", range(10))
def test_every_mistake_changes_the_example(number: int) -> None:
    """The text that it replaces exists."""
    mistake = MISTAKES[number]

    assert mistake.old in (ROOT / mistake.path).read_text()


def test_ten_mistakes_have_helpful_findings(tmp_path: Path, golden) -> None:
    """The transcript is a golden file; read it when it changes."""
    transcript = []
    memo: dict[str, Unit] = {}
    mesh = example(tmp_path)
    project = open_project([mesh])
    for mistake in MISTAKES:
        target = mesh / mistake.path
        before = target.read_text()
        new = mistake.new.format(old=mistake.old, owed=OWED, version=version_of_statements())
        text = before.replace(mistake.old, new, 1)
        if mistake.name == "missing owner":
            text = text.replace("role: owner", "role: steward")
        elif mistake.name == "cycle":
            item = f'      - id: {OWED}\n        version: "{version_of_statements()}"\n'
            text = text.replace("    inputContracts:\n", f"    inputContracts:\n{item}", 1)
        target.write_text(text)
        report = check(compiled(of_folder(mesh), memo), project.configuration, lambda _: True, TODAY).report
        told = [each for each in report.diagnostics if each.counts and each.severity > Severity.NOTICE]
        shown = replace(report, diagnostics=tuple(told), idle=())
        transcript.append(f"## {mistake.name}\n\n{render(shown, 'text', Style())}")
        target.write_text(before)
        assert len(told) == 1, mistake.name

    golden("\n".join(transcript), "ten-mistakes.txt")


def version_of_statements() -> str:
    """Return the version of the royalties port, so that the cycle is the only mistake."""
    lines = (ROOT / ROYALTIES).read_text().split("outputPorts:")[1].splitlines()
    return next(line.split(":")[1].strip().strip('"') for line in lines if "version:" in line)
