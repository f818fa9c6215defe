"""Harmful fixes are found in a limited number of attempts, and do not prevent other fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import PLACES, TODAY, compiled_in, scaffold
from meshwright.rulekit.configuration import Configuration
from meshwright.workspace.fixing import MOST_HARM, MOST_PASSES, NOT_TRIED, Fixer, FixResult
from meshwright.workspace.pipeline import check

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.workspace.pipeline import CheckResult

HARMFUL = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: c{0}\nversion: 1.0.0\nstatus: active\n"
    "servers:\n  - server: lake\n    type: posgresql\n"
)
"""A server of the intended type would lack a key."""


def fixed(folder: Path, contracts: int, configuration: Configuration | None = None) -> tuple[FixResult, int]:
    """Fix a mesh in which a team is misspelt, and the fixes of some contracts do harm; also count the checks."""
    files = scaffold()
    files[PLACES["product"]] = files[PLACES["product"]].replace(b"name: player-squad", b"name: player-sqad")
    files |= {f"{number}.odcs.yaml": HARMFUL.format(number).encode() for number in range(contracts)}
    checks = []

    def counting(*arguments: object) -> CheckResult:
        checks.append(arguments)
        return check(*arguments)  # type: ignore[arg-type]

    asked = configuration or Configuration(preset="essential")
    fixer = Fixer(asked, lambda _: True, TODAY, is_unsafe=True, checker=counting)
    return fixer(compiled_in(folder, files)), len(checks)


def test_attempts_are_limited(tmp_path: Path) -> None:
    """Each harmful fix is named, with the reason; harmless ones are made."""
    result, checks = fixed(tmp_path, 3 * MOST_HARM)

    assert [each.rule for each in result.done] == ["unknown-team"]
    assert len(result.refused) == 3 * MOST_HARM
    whys = {each.why for each in result.refused}
    assert NOT_TRIED in whys
    assert any("it causes a new error, `missing-key` in `" in why for why in whys)
    assert MOST_HARM < checks < 2 * MOST_HARM + MOST_PASSES


def test_harmful_fix_is_tried_last(tmp_path: Path) -> None:
    """The first attempt shows the file with a new error: the second makes the other fixes, then each of these is tried."""
    result, checks = fixed(tmp_path, 2)

    assert [each.rule for each in result.done] == ["unknown-team"]
    assert sorted(each.why for each in result.refused) == [
        f"it causes a new error, `missing-key` in `{number}.odcs.yaml`" for number in range(2)
    ]
    assert checks == 1 + 2 + 3


def test_whole_mesh_is_checked_for_a_partial_fix(tmp_path: Path) -> None:
    """A fix must not do harm elsewhere, so it takes two checks."""
    whole = fixed(tmp_path / "whole", 0)[1]
    part = fixed(tmp_path / "part", 0, Configuration(select=frozenset({"unknown-team"})))[1]

    assert part == 2 * whole
