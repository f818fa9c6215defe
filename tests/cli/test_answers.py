"""Questions on a terminal: only what no flag states is asked, and answers are written after a confirmation."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MESH = """\
-- governance/mesh.yaml --
apiVersion: meshwright/v1
kind: Mesh
name: grocer
preset: standard
-- governance/standards.yaml --
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles: [{archetypes: [sourceAligned], slos: [latency, retention]}]
"""
DOWN, ENTER = "\x1b[B", "\r"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a run on a terminal that types keys, in a mesh with a standard."""
    requires("questionary")
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    write(unpacked(MESH), tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(keys: str, *arguments: str) -> int:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        # A browser of other tests has a loop in this thread; a command never does.
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
                pipe.send_text(keys)
                return main([*arguments, "--as-of", "2026-11-22"])
        finally:
            asyncio._set_running_loop(outer)

    return run


def test_missing_values_are_asked_and_confirmed(
    asked: Callable[..., int], tmp_path: Path, capsys: Capture
) -> None:
    """The change is shown before the confirmation; values of flags are not asked."""
    assert asked(f"shelf{ENTER}#shelf{ENTER}{ENTER}y", "new", "team", "--owner", "ann") == 0
    said = capsys.readouterr().out
    assert said.index("+name: shelf\n") < said.index("wrote governance/teams.yaml: team `shelf`\n")
    assert asked(f"{ENTER}Sells.{ENTER}y", "new", "domain", "assortment") == 0
    assert "owner: shelf\n" in (tmp_path / "governance/domains.yaml").read_text()


def test_nothing_is_written_without_confirmation(
    asked: Callable[..., int], tmp_path: Path, capsys: Capture
) -> None:
    """After a `no`, and after Ctrl-C at a question."""
    assert asked(f"shelf{ENTER}#shelf{ENTER}{ENTER}n", "new", "team", "--owner", "ann") == 0
    assert capsys.readouterr().out.endswith("nothing is written\n")
    assert asked("she\x03", "new", "team", "--owner", "ann") == 130
    assert not (tmp_path / "governance/teams.yaml").exists()


def test_product_asks_for_what_its_profile_requires(asked: Callable[..., int], tmp_path: Path) -> None:
    """Archetypes are a choice; each service level of the profile is asked for, and may be left empty."""
    team = ("new", "team", "shelf", "--owner", "ann", "--channel", "#shelf", "--purpose", "Fills shelves.")
    assert asked("", *team) == 0
    assert asked("", "new", "domain", "assortment", "--owner", "shelf", "--purpose", "Sells.") == 0
    keys = ENTER.join(["", "erp", "All articles.", "current", "ean:string:key", "", "26h", "", "y"])

    assert asked(keys, "new", "product", "assortment/articles") == 0
    contract = (tmp_path / "products/assortment/articles/contracts/current.v1.odcs.yaml").read_text()
    assert "slaProperties: # fill in: " not in contract
    assert contract.endswith("slaProperties:\n  - property: latency\n    value: 26\n    unit: h\n")
    assert "# fill in: " in contract
    assert (
        "type: sourceAligned\n" in (tmp_path / "products/assortment/articles/product.odps.yaml").read_text()
    )


def test_init_asks_whether_to_write_its_plan(asked: Callable[..., int], tmp_path: Path) -> None:
    """A `no` leaves the folder unchanged."""
    empty = tmp_path / "governance/../../empty"
    empty.mkdir()

    assert asked("n", "init", str(empty)) == 2
    assert list(empty.iterdir()) == []
    assert asked("y", "init", str(empty)) == 0
    assert (empty / "governance/mesh.yaml").exists()


def test_missing_extra_is_reported_with_the_remedy(
    asked: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The flags are sufficient without it."""
    monkeypatch.setitem(sys.modules, "questionary", None)

    assert asked("", "new", "team", "--owner", "ann") == 2
    assert "install the extra `init`; or pass all flags" in capsys.readouterr().err
    assert asked("", "new", "team", "x", "--owner", "a", "--channel", "b", "--purpose", "c") == 0
