"""`measure prove`: an engine is compared with DuckDB count by count, and nothing is written to its server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from meshwright.cli.main import main
from meshwright.measuring.dialects.duckdb import DuckDb
from meshwright.measuring.observation import Filter
from meshwright.measuring.proof import NOW, PROBE
from meshwright.workspace.measuring import process, proving
from meshwright.workspace.measuring.jobs import Job
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import Limits
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from servers import Postgresql

requires("duckdb")

CANARY = "canary-4711"


def answer() -> dict[str, Any]:
    """Run a query in DuckDB in this process."""
    place = Place("", "", "parquet", ())
    return process._answer(
        Job(PROBE, place, (), {}, Filter(), NOW, Limits(256, 1, "", 64, 60), is_proof=True)
    )


def test_proof_has_enough_significant_counts() -> None:
    """A count that is 0 or all rows on every engine would prove little; few are."""
    found = answer()
    counts = proving._counts(found)

    assert found["unmeasured"] == {}
    assert len(counts) > 100
    assert sum(each in (0, found["rows"]) for each in counts.values()) <= 5


def test_postgresql_is_proven(
    postgresql: Postgresql,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """By a role without any rights; the report has a date and the versions, and is stored on request."""
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", postgresql.dsn())
    assert main(["measure", "prove", "shop", "--store", str(tmp_path)]) == 0
    shown = capsys.readouterr().out

    assert "equal: text#pattern ^abc$\n" in shown
    assert shown.endswith(" equal, 0 different, 0 not measured\n")
    assert "compared with duckdb" in shown
    assert "a proof does not add support for server types; `measure` supports: local, duckdb" in shown
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("proof-shop-20")
    assert kept.read_text(encoding="utf-8") == shown


WRONG: dict[str, tuple[str, Any, str]] = {
    "patterns": (
        "searched",
        lambda self, value, pattern: f"regexp_full_match({value}, {self.literal(pattern)})",
        "text#pattern ",
    ),
    "NaN": ("is_nan", lambda _self, _value: "false", "double#nan"),
    "zones": ("in_zone", lambda _self, _zone, value: f"timezone('UTC', {value})", "berlin#maximum"),
    "letter case": ("as_text", lambda _self, name, _kind: f"lower({name})", "text#unique"),
    "instants": ("micros", lambda _self, value: f"epoch_ms({value})", "moment#clock"),
}


@pytest.mark.parametrize("what", WRONG)
def test_different_answer_is_reported(
    what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An engine that counts differently is not proven: exit code 1."""
    requires("psycopg")
    right = answer()
    name, way, key = WRONG[what]
    monkeypatch.setattr(DuckDb, name, way)
    wrong = answer()
    monkeypatch.setattr(proving, "_answer", lambda place, _: wrong if place.server else right)
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", "host=x")

    assert main(["measure", "prove", "shop"]) == 1
    assert f"\ndifferent: {key}" in capsys.readouterr().out


REFUSED = {
    "no server": (["prove"], "", "needs the name of one server"),
    "no variable": (["prove", "gone"], "", "its server, which must be PostgreSQL or Spark"),
    "nobody there": (
        ["prove", "shop"],
        f"host=/nowhere/{CANARY}",
        "nothing was proven: its server cannot be reached",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_impossible_proof_is_refused(
    what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and without the connection."""
    requires("psycopg")
    arguments, dsn, why = REFUSED[what]
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", dsn)
    assert main(["measure", *arguments]) == 2
    shown = capsys.readouterr()
    assert why in shown.err
    assert CANARY not in shown.out + shown.err
