"""`meshwright join` and `meshwright entity` on the example mesh, as users run them."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.fan_out import fan_out, remarks
from meshwright.analysis.meaning.join_sql import NoSqlError
from meshwright.analysis.meaning.join_sql import sql as sql_of
from meshwright.analysis.meaning.joins import JoinOperand, meet
from meshwright.cli.main import main
from meshwright.mesh.link import link
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from requires import requires

EXAMPLE = Path(__file__).parents[2]
STATEMENTS, PLAYS = "payments/royalties/statements@1", "player/play-events/daily@1"
CROSSWALK = "labels/artist-identities/current@1"


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the program on the example; return its exit code and output."""
    code = main([*arguments, "--mesh", str(EXAMPLE), "--as-of", "2026-11-22"])
    return code, *capsys.readouterr()


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Run with JSON output."""
    code, out, _ = ask(capsys, "join", *arguments, "--format", "json")
    return code, json.loads(out)


def rows(sql: str, columns: str) -> list[tuple[Any, ...]]:
    """Run SQL at the example's root, and return some columns of its rows in order."""
    duckdb = requires("duckdb")
    with duckdb.connect(config={"file_search_path": str(EXAMPLE)}) as connection:
        found: list[tuple[Any, ...]] = connection.execute(
            f"SELECT {columns} FROM ({sql.rstrip().rstrip(';')}) ORDER BY ALL"
        ).fetchall()
    return found


def test_matching_keys_with_different_meanings_need_acceptance(capsys: pytest.CaptureFixture[str]) -> None:
    """A payee is close to an artist but not one: the user must accept that."""
    code, out, _ = ask(capsys, "join", STATEMENTS, PLAYS)

    assert code == 1
    assert out == (
        f"{STATEMENTS} and {PLAYS}: the keys match on artist through {CROSSWALK}, but the meanings differ\n"
        "  payments means: \"the payee of a royalty on an artist's recordings, "
        'which may be an estate, a company or an heir" (something close to it: closeMatch)\n'
        '  player means: "the artist credited first on the track that the player played, '
        "under the key that the player's backend gave them\" (the entity itself: exactMatch)\n"
        "  use --accept-meaning to show the join anyway\n"
        "  they can also be joined on track: --on track\n"
    )


def test_accept_meaning_shows_the_join_steps(capsys: pytest.CaptureFixture[str]) -> None:
    """Each step names both columns, the scheme and the fan-out."""
    code, out, _ = ask(capsys, "join", STATEMENTS, PLAYS, "--accept-meaning")

    assert code == 0
    assert out.splitlines()[0] == (
        f"{STATEMENTS} and {PLAYS} join on artist through {CROSSWALK}, though the meanings differ"
    )
    assert out.splitlines()[3:5] == [
        f"  1. {STATEMENTS}/statements/payee_id = {CROSSWALK}/artist_identities/payee_id  (payee-id, many-to-one)",
        f"  2. {CROSSWALK}/artist_identities/artist_key = {PLAYS}/plays/artist_key  (player-artist-key, one-to-many)",
    ]


def test_sql_runs_on_the_samples(capsys: pytest.CaptureFixture[str]) -> None:
    """Statements and plays of an artist are counted before they are joined, so no statement is counted once per play."""
    code, sql, _ = ask(capsys, "join", STATEMENTS, PLAYS, "--accept-meaning", "--sql", "--samples")

    assert code == 0
    assert rows(sql, "payee_id, statements_rows, artist_key, plays_rows") == [
        ("P400017260", 1, "AK978425D2", 1),
        ("P400018823", 1, "AK986037CD", 2),
        ("P400021107", 1, "AKBABCC74D", 1),
        ("P400023954", 1, "AK7224A7F0", 1),
        ("P400024881", 1, "AK5D31876F", 1),
        ("P400026412", 1, "AKBED66539", 1),
        ("P400031276", 1, "AK4CD97C09", 1),
    ]


def test_sql_uses_logical_names(capsys: pytest.CaptureFixture[str]) -> None:
    """The user binds them to tables."""
    _, sql, _ = ask(capsys, "join", STATEMENTS, PLAYS, "--accept-meaning", "--sql", "--dialect", "snowflake")

    assert sql == (
        "-- many rows of `statements` match many rows of `plays`: "
        "joined row by row, sums count them more than once\n"
        "-- therefore `statements` and `plays` are reduced to one row per key first; add your sums inside WITH\n"
        "WITH statements_by_key AS (\n  SELECT\n    statements.payee_id AS payee_id,\n"
        "    COUNT(*) AS statements_rows\n  FROM statements\n  GROUP BY\n    statements.payee_id\n"
        "), plays_by_key AS (\n  SELECT\n    plays.artist_key AS artist_key,\n"
        "    COUNT(*) AS plays_rows\n  FROM plays\n  GROUP BY\n    plays.artist_key\n)\n"
        "SELECT\n  statements_by_key.*,\n  plays_by_key.*\nFROM statements_by_key\n"
        "JOIN artist_identities\n  ON artist_identities.payee_id = statements_by_key.payee_id\n"
        "JOIN plays_by_key\n  ON plays_by_key.artist_key = artist_identities.artist_key;\n"
    )


def test_events_join_their_days_from_json_and_csv(capsys: pytest.CaptureFixture[str]) -> None:
    """Samples of both formats are read, and texts stay texts."""
    code, sql, _ = ask(capsys, "join", "player/play-events/live@1", PLAYS, "--on", "track", "--samples")

    assert code == 0
    assert rows(sql, "isrc, play_events_rows, plays_rows") == [
        (isrc, 1, 1)
        for isrc in (
            "BRWGN2500007",
            "DEWGN2600003",
            "GBWGN2400017",
            "GBWGN2400018",
            "GBWGN2600041",
            "GBWGN2600058",
            "NOWGN2500031",
        )
    ]


def test_repeating_rows_are_marked_as_not_summable(capsys: pytest.CaptureFixture[str]) -> None:
    """One artist of the catalogue matches many plays: the rows are kept, and the columns of their side repeat."""
    code, sql, _ = ask(capsys, "join", "catalogue/songs/current@1", PLAYS, "--on", "artist", "--sql")

    said = "each row of `artists` appears once per row of `plays`: do not sum columns of `artists` after the join"
    assert (code, sql.splitlines()[:2]) == (0, [f"-- {said}", "SELECT"])
    assert answer(capsys, "catalogue/songs/current@1", PLAYS, "--on", "artist")[1]["caution"] == said
    _, text, _ = ask(capsys, "join", "catalogue/songs/current@1", PLAYS, "--on", "artist")
    assert f"\n  {said}\n" in text


def test_no_royalty_is_counted_once_per_play(capsys: pytest.CaptureFixture[str]) -> None:
    """A sum is right where the SQL permits it; joined row by row, it is not."""
    lines = "read_csv_auto('products/payments/royalties/contracts/samples/statement_lines.csv')"
    plays = "read_csv_auto('products/player/play-events/contracts/samples/plays.csv')"
    code, sql, _ = ask(capsys, "join", STATEMENTS, PLAYS, "--on", "track", "--samples")
    paid = sql.replace("COUNT(*) AS statement_lines_rows", "SUM(gross_amount) AS paid")

    assert (code, paid != sql) == (0, True)
    assert rows(paid, "SUM(paid)") == rows(
        f"SELECT SUM(gross_amount) AS s FROM {lines} WHERE isrc IN (SELECT isrc FROM {plays})", "s"
    )


@pytest.mark.slow
def test_sql_of_all_pairs_runs_on_the_samples() -> None:
    """For any two sampled ports, and rows that are reduced to one per key have no duplicate key."""
    duckdb = requires("duckdb")
    mesh = link(compiled(of_folder(EXAMPLE), {}).linkable, date(2026, 11, 22))
    samples = {(each.contract, each.object): each for each in mesh.samples if each.contract is not None}
    contracts = sorted({contract for contract, _ in samples}, key=lambda each: each.address)
    ran, grouped = 0, 0
    with duckdb.connect(config={"file_search_path": str(EXAMPLE)}) as connection:
        for one, other in combinations(contracts, 2):
            for entity in mesh.derived(vocabulary).entities:
                way = meet(JoinOperand(one), JoinOperand(other), mesh, entity=entity).way
                with suppress(NoSqlError):
                    if way is None:
                        continue
                    statement = sql_of(way, "duckdb", samples)
                    result = connection.execute(statement).fetchall()
                    ran += 1
                    grouped += fan_out(way).is_grouped
                    if fan_out(way).is_grouped or not remarks(way):
                        assert len(result) == len(set(map(repr, result))), statement
    assert (ran >= 20, grouped >= 10) == (True, True), (ran, grouped)


def test_two_exact_meanings_join_without_acceptance(capsys: pytest.CaptureFixture[str]) -> None:
    """The catalogue and the player both mean the artist."""
    code, found = answer(capsys, "catalogue/songs/current@1", PLAYS)

    assert (code, found["verdict"], found["entity"], found["crosswalks"]) == (
        0,
        "joinable",
        "artist",
        [CROSSWALK],
    )
    assert [step["fanOut"] for step in found["steps"]] == ["one-to-one", "one-to-many"]


def test_pair_that_only_looks_joinable_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Both mention artists; nothing maps the venue's slug, and the answer states what would."""
    code, found = answer(capsys, "events/music-events/calendar@1", PLAYS)

    assert (code, found["verdict"], found["steps"]) == (1, "not-joinable", [])
    why = (
        "`events/music-events/calendar@1` has `performer-slug` in `line_ups/performer_slug` and "
        f"`{PLAYS}` has `player-artist-key` in `plays/artist_key`: no crosswalk of `artist` connects their schemes"
    )
    assert found["reasons"] == [why]
    assert found["remedies"] == [
        f"`{CROSSWALK}` connects `player-artist-key`: add a `performer-slug` column to it"
    ]


def test_several_columns_of_one_scheme_need_a_choice(capsys: pytest.CaptureFixture[str]) -> None:
    """The choices name the roles; with one of them there is a path."""
    discoveries = "discovery/new-artist-discovery/weekly@1"
    code, found = answer(capsys, discoveries, PLAYS)

    assert (code, found["verdict"]) == (2, "undecided")
    assert found["choices"] == [
        f"{discoveries}/discoveries/artist_key (--role new) = {PLAYS}/plays/artist_key",
        f"{discoveries}/discoveries/close_to_artist_key (--role known) = {PLAYS}/plays/artist_key",
    ]

    code, found = answer(capsys, discoveries, PLAYS, "--role", "known")

    assert (code, found["steps"][0]["left"]["columns"]) == (0, ["discoveries/close_to_artist_key"])


def test_unreadable_files_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without the crosswalk's meaning, the ports join on something else, for no apparent reason."""
    for part in ("products", "governance"):
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    meanings = tmp_path / "products/labels/meanings.yaml"
    meanings.write_text(meanings.read_text().replace("relation: exactMatch", "relation: [", 1))

    code = main(["join", STATEMENTS, PLAYS, "--mesh", str(tmp_path), "--as-of", "2026-11-22"])
    out, said = capsys.readouterr()

    assert (code, out.splitlines()[0]) == (2, f"{STATEMENTS} and {PLAYS} join on track")
    assert said == "meshwright: the answer does not cover unreadable files: products/labels/meanings.yaml\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("player/play-event/daily@1", PLAYS),
            "there is no port `player/play-event/daily@1`; did you mean `player/play-events/daily@1`?",
        ),
        ((STATEMENTS, PLAYS, "--on", "artits"), "unknown entity `artits`; did you mean `artist`?"),
        ((STATEMENTS, PLAYS, "--role", "new"), "neither side has the role `new`; available: none"),
        (
            (STATEMENTS, PLAYS, "--accept-meaning", "--sql", "--dialect", "duckbd"),
            "unknown SQL dialect `duckbd`; did you mean `duckdb`?",
        ),
        (
            (STATEMENTS, PLAYS, "--accept-meaning", "--samples", "--dialect", "bigquery"),
            "--samples writes the SQL of duckdb, which reads files",
        ),
    ],
)
def test_unknown_name_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, with a suggestion."""
    assert ask(capsys, "join", *arguments) == (2, "", f"meshwright: {message}\n")


def test_entity_is_shown_with_declarations_and_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    """A contract's own link names the contract, a meaning's glob the meaning."""
    code, out, _ = ask(capsys, "entity", "artist", "--format", "json")
    found = json.loads(out)
    said = {(each["port"], each["column"]): each for each in found["appearances"]}

    assert code == 0
    own = said["labels/onboarded-labels/events@1", "onboarding_events/artist/isni"]
    assert own["explicit"]
    assert own["saidBy"].startswith("products/labels/onboarded-labels/contracts/events.v1.odcs.yaml:")
    globbed = said[STATEMENTS, "statements/payee_id"]
    assert (globbed["explicit"], globbed["relation"], globbed["scheme"]) == (False, "closeMatch", "payee-id")
    assert globbed["saidBy"].startswith("products/payments/meanings.yaml:")
    assert found["gaps"] == ["nothing connects performer-slug (events) with isni"]


def test_unknown_entity_has_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    code, _, said = ask(capsys, "entity", "artits")

    assert (code, said) == (2, "meshwright: unknown entity `artits`; did you mean `artist`?\n")


def test_alias_is_accepted_for_its_entity(capsys: pytest.CaptureFixture[str]) -> None:
    """In any letter case, for `entity` and for `join --on`."""
    code, by_name, _ = ask(capsys, "entity", "artist")
    assert (code, ask(capsys, "entity", "Performer")[1]) == (0, by_name)
    joined = ask(capsys, "join", STATEMENTS, PLAYS, "--on", "artist")
    assert ask(capsys, "join", STATEMENTS, PLAYS, "--on", "performer") == joined


def test_alias_of_several_entities_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is guessed; the message names them all."""
    folder = tmp_path / "governance/entities"
    folder.mkdir(parents=True)
    for name in ("patient", "case"):
        (folder / f"{name}.yaml").write_text(
            f"apiVersion: meshwright/v1\nkind: Entity\nname: {name}\nsteward: wards\naliases: [case holder]\n"
        )
    monkeypatch.chdir(tmp_path)

    assert main(["entity", "case holder"]) == 2
    assert capsys.readouterr().err == (
        "meshwright: `case holder` is an alias of several entities: case, patient; name one of them\n"
    )
