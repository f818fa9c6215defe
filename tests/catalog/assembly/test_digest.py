"""The weekly digest of a team."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mesh_of import scaffold
from meshwright.catalog.assembly.digest import command_for, digest
from meshwright.catalog.history import History, HistoryChange, HistoryEntry
from meshwright.catalog.markdown.digest import QUIET, digest_page
from meshwright.catalog.site import Site

PLAYS, ROYALTIES = "player/play-events", "payments/royalties"


def history(words: str, day: int) -> History:
    """Return a history in which one thing happened to the royalties on a day of November 2026."""
    said = (HistoryChange(ROYALTIES, "", words, "none", is_breaking=False),)
    entry = HistoryEntry("a" * 40, datetime(2026, 11, day, tzinfo=UTC), "Add", ROYALTIES, said)
    return History({ROYALTIES: (entry,)})


def uses(overview) -> list[tuple[str, str, bool]]:
    """Return who began or stopped reading the products of the player squad."""
    found = digest("player-squad", overview.by_team["player-squad"], overview)
    return [(each.consumer.name, each.port.name, each.began) for each in found.uses]


def test_a_new_product_began_to_read_its_inputs(overview_of) -> None:
    """Within the week before the as-of date, and not earlier."""
    today = overview_of(scaffold()).mesh.today
    assert today == date(2026, 11, 22)

    assert uses(overview_of(scaffold(), history=history("product added", 20))) == [
        (ROYALTIES, f"{PLAYS}/daily@1", True)
    ]
    assert uses(overview_of(scaffold(), history=history("product added", 10))) == []
    assert uses(overview_of(scaffold(), history=history("input `other` added", 20))) == []


def test_a_quiet_week_is_said(overview_of) -> None:
    """The text is never empty."""
    overview = overview_of(scaffold())
    team = next(each for each in Site(overview, {})._documents.teams.teams if each.name == "payments-squad")
    text = digest_page(team)

    assert text.startswith(("# Payments squad", "# payments-squad"))
    assert QUIET in text or "fix first" in text


def test_command_names_the_folder_that_holds_all_products(overview_of) -> None:
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
