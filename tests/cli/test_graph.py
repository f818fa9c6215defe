"""`meshwright graph` as users run it: addresses, exit codes, formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exit_codes import exit_code

EXAMPLE = Path(__file__).parents[2]
PLAYS = "player/play-events/daily@1"
TITLE = "payments/royalties/statements@1/statement_lines/track_title"


def run(*arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code("graph", *arguments, "--mesh", str(EXAMPLE), "--as-of", "2026-11-22")


def test_field_is_followed_upstream_to_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """The address of a field implies columns."""
    assert run("upstream", TITLE) == 0
    assert capsys.readouterr().out == (
        f"{TITLE}  (payments-squad)\n└─ catalogue/songs/current@1/tracks/title  (catalogue-squad)\n"
    )


def test_path_is_shown_with_its_locations(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0 with a path, 1 without; a path in the other direction is mentioned."""
    assert run("path", PLAYS, "payments/royalties") == 0
    assert "→ payments/royalties/statements@1  (payments-squad)" in capsys.readouterr().out
    assert run("path", "payments/royalties", PLAYS) == 1
    assert capsys.readouterr().out == (
        f"no data flow from payments/royalties to {PLAYS}; data flows in the other direction\n"
    )


def test_impact_names_owners_and_hops(capsys: pytest.CaptureFixture[str]) -> None:
    """Data products and agreements, also as JSON."""
    assert run("impact", f"{PLAYS}/plays/artist_key", "--format", "json") == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    labels = next(hit for hit in hits if hit["address"] == "labels/artist-identities")

    assert (labels["hop"], labels["team"], labels["certain"]) == (1, "labels-squad", True)
    assert labels["columns"] == ["labels/artist-identities/current@1/artist_identities/artist_key"]
    assert {hit["kind"] for hit in hits} == {"product", "agreement"}


@pytest.mark.parametrize("form", ["text", "json", "mermaid", "dot", "openlineage"])
@pytest.mark.parametrize("question", [("downstream", PLAYS, "--columns"), ("impact", "catalogue/songs")])
def test_every_question_has_an_answer_in_every_format(
    question: tuple[str, ...], form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Something is written, and nothing to standard error."""
    assert run(*question, "--format", form) == 0
    written = capsys.readouterr()

    assert written.out
    assert not written.err


@pytest.mark.parametrize("depth", ["9" * 20, "9" * 5000])
def test_a_depth_beyond_every_path_reaches_everything(depth: str, capsys: pytest.CaptureFixture[str]) -> None:
    """However many digits it has."""
    assert run("upstream", TITLE, "--depth", depth) == 0
    far = capsys.readouterr().out
    assert run("upstream", TITLE) == 0
    assert capsys.readouterr().out == far


def test_missing_path_is_an_empty_diagram(capsys: pytest.CaptureFixture[str]) -> None:
    """Mermaid refuses a class without a node."""
    assert run("path", "payments/royalties", PLAYS, "--format", "mermaid") == 1
    assert capsys.readouterr().out == "flowchart LR\n  classDef start stroke-width:3px\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("impact", "catalogue/song"), "is not an address of this mesh; did you mean `catalogue/songs`?"),
        (("upstream", f"{PLAYS}/plays/artist_kex"), f"did you mean `{PLAYS}/plays/artist_key`?"),
        (("upstream", PLAYS, "--depth", "0"), "the depth is a number of hops, 1 or more"),
        (("sideways", PLAYS), "invalid choice"),
    ],
)
def test_wrong_address_is_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, with a suggestion."""
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err
