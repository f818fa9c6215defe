"""The weekly digest of a team."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from mesh_of import scaffold
from meshwright.catalog.assembly.digest import command_for, digest
from meshwright.catalog.history import LAST, History, HistoryChange, HistoryEntry, OpenRequest
from meshwright.catalog.markdown.digest import QUIET, UNKNOWN, digest_page
from meshwright.catalog.site import Site

PLAYS, ROYALTIES = "player/play-events", "payments/royalties"


def history(words: str, day: int, reads: str = "", *, is_removal: bool = False, later: int = 0) -> History:
    """Return a history in which one change happened to the royalties on a day of November 2026, followed by others."""
    said = (
        HistoryChange(ROYALTIES, "", words, "none", is_breaking=False, reads=reads, is_removal=is_removal),
    )
    entry = HistoryEntry("a" * 40, datetime(2026, 11, day, tzinfo=UTC), "Add", ROYALTIES, said)
    others = tuple(replace(entry, commit=f"{number:040}", said=()) for number in range(later))
    return History({ROYALTIES: (*others, entry)[:LAST]}, recent=(*others, entry))


def uses(overview) -> list[tuple[str, str, bool]]:
    """Return the consumers that started or stopped reading the products of the player squad."""
    found = digest("player-squad", overview.by_team["player-squad"], overview)
    return [(each.consumer.name, each.port.name, each.began) for each in found.uses]


def test_new_product_counts_as_new_consumer_of_its_inputs(overview_of) -> None:
    """Within the week before the as-of date, and not earlier."""
    today = overview_of(scaffold()).mesh.today
    assert today == date(2026, 11, 22)

    assert uses(overview_of(scaffold(), history=history("product added", 20))) == [
        (ROYALTIES, f"{PLAYS}/daily@1", True)
    ]
    assert uses(overview_of(scaffold(), history=history("product added", 10))) == []
    assert uses(overview_of(scaffold(), history=history("input `other` added", 20))) == []


def test_busy_week_hides_no_new_consumer(overview_of) -> None:
    """The entries of a product are limited to ten; those of the mesh are complete for a month."""
    assert uses(overview_of(scaffold(), history=history("product added", 20, later=LAST))) == [
        (ROYALTIES, f"{PLAYS}/daily@1", True)
    ]


def test_added_or_removed_input_changes_consumers(overview_of) -> None:
    """The port is found by the id of its contract; an input that the product still has was not removed."""
    files = scaffold()
    plays = next(
        each.fact.id for each in overview_of(files).mesh.contracts if each.address == f"{PLAYS}/daily@1"
    )
    added = history("input `plays` added", 20, plays)
    removed = history("input `plays` removed", 20, plays, is_removal=True)

    assert uses(overview_of(files, history=added)) == [(ROYALTIES, f"{PLAYS}/daily@1", True)]
    assert uses(overview_of(files, history=removed)) == []

    path = next(path for path, data in files.items() if b"name: royalties" in data and b"inputPorts:" in data)
    head, _, rest = files[path].decode().partition("inputPorts:")
    kept = rest.split("\n")
    end = next(
        (at for at, line in enumerate(kept[1:], 1) if line and not line.startswith((" ", "-"))), len(kept)
    )
    without = files | {path: (head + "\n".join(kept[end:])).encode()}
    assert uses(overview_of(without, history=removed)) == [(ROYALTIES, f"{PLAYS}/daily@1", False)]


def test_open_requests_are_listed_for_the_affected_teams(overview_of) -> None:
    """A change of an agreement is a request for access; a request of the future does not count yet."""
    folder = "products/player/play-events"
    waiting = (
        waits("7", 19, f"{folder}/product.odps.yaml", "README.md"),
        waits("8", 20, f"{folder}/agreements/charts.yaml"),
        waits("9", 20, "products/payments/royalties/product.odps.yaml"),
        waits("10", 30, f"{folder}/product.odps.yaml"),
    )
    overview = overview_of(scaffold(), waiting=waiting)
    found = digest("player-squad", overview.by_team["player-squad"], overview)

    assert [
        (each.number, each.is_access, [one.name for one in each.products]) for each in found.requests
    ] == [
        ("7", False, [PLAYS]),
        ("8", True, [PLAYS]),
    ]
    assert found.knows_requests


def waits(number: str, day: int, *files: str) -> OpenRequest:
    return OpenRequest(datetime(2026, 11, day, tzinfo=UTC), number, "Title", "", files)


def test_unknown_requests_are_reported_as_unknown(overview_of) -> None:
    """Without an export of the forge."""
    for waiting, is_unknown in ((None, True), ((), False)):
        overview = overview_of(scaffold(), waiting=waiting)
        team = next(each for each in Site(overview, {})._documents.teams.teams if each.name == "player-squad")
        assert (UNKNOWN in digest_page(team)) is is_unknown


def test_quiet_week_has_a_text(overview_of) -> None:
    """The text is never empty."""
    overview = overview_of(scaffold())
    team = next(each for each in Site(overview, {})._documents.teams.teams if each.name == "payments-squad")
    text = digest_page(team)

    assert text.startswith(("# Payments squad", "# payments-squad"))
    assert QUIET in text or "fix first" in text


def test_command_names_the_folder_of_all_products(overview_of) -> None:
    """The name of a folder is quoted for a shell."""
    overview = overview_of(scaffold())
    card = overview.cards[PLAYS]

    assert (
        command_for("bad-name", (), [card])
        == "meshwright check --select bad-name products/player/play-events"
    )
    assert (
        command_for("bad-name", (), overview.cards.values()) == "meshwright check --select bad-name products"
    )
