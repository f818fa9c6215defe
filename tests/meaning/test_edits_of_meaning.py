"""Edits of the example that make a meaning or a lineage wrong: each causes one diagnostic, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from edits import added_findings

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.facts.unit import Unit

ARTIST = "governance/entities/artist.yaml"
CALENDAR = "products/events/music-events/contracts/calendar.v1.odcs.yaml"
WEEKLY = "products/discovery/new-artist-discovery/contracts/weekly.v1.odcs.yaml"
STATEMENTS = "products/payments/royalties/contracts/statements.v1.odcs.yaml"
IDENTITIES = "products/labels/artist-identities/contracts/current.v1.odcs.yaml"
QUALITY = "products/player/playback-quality/contracts/live.v1.odcs.yaml"
CATALOGUE = "products/catalogue/meanings.yaml"
PAYMENTS = "products/payments/meanings.yaml"
SLUG = "        description: The act's name in lower case without accents, made by us from performer_name.\n"
FROM_IDENTITIES = "          FROM artist_identities AS i\n"
PAYEE = "pattern: ^P[0-9]{9}$"
COUNTRY = "          - player/play-events/daily@1/plays/country\n"
ISRC = "      - id: isrc\n        name: isrc\n"
WHOSE = (
    "      - name: artist_id\n        logicalType: string\n        physicalType: string\n"
    "        classification: internal\n        description: Whose track stuttered, where the app knows it.\n"
)


def refers(path: str) -> str:
    return f"        relationships:\n          - type: foreignKey\n            to: ../../../{path}\n"


@dataclass(frozen=True)
class Edit:
    """Replacements of texts in the example, and the expected diagnostic."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    rule: str
    severity: str
    message: str
    place: tuple[str, str]
    related: tuple[str, ...] = ()


EDITS = (
    Edit(
        "a column joined across two artist schemes without a crosswalk",
        (
            (
                CALENDAR,
                SLUG,
                SLUG
                + refers(
                    "catalogue/songs/contracts/current.v1.odcs.yaml#/schema/artists/properties/artist_id"
                ),
            ),
        ),
        "join-across-schemes",
        "ERROR",
        "`line_ups/performer_slug` is `artist/performer-slug`, but "
        "`artists/artist_id` is `artist/catalogue-artist-id`",
        (CALENDAR, "            to: ../../../catalogue"),
        ("`line_ups/performer_slug` is linked here", "`artists/artist_id` is linked here"),
    ),
    Edit(
        "SQL that joins across two artist schemes past their crosswalk",
        (
            (
                WEEKLY,
                FROM_IDENTITIES,
                f"{FROM_IDENTITIES}          JOIN artist_nodes AS n ON n.artist_key = i.isni\n",
            ),
        ),
        "join-across-schemes",
        "ERROR",
        "`artist_nodes/artist_key` is `artist/player-artist-key`, but `artist_identities/isni` is `artist/isni`; "
        "join through `labels/artist-identities/current@1`",
        (WEEKLY, "        transformLogic: |"),
        ("`artist_nodes/artist_key` is linked here", "`artist_identities/isni` is linked here"),
    ),
    Edit(
        "a payee id whose pattern was changed",
        ((STATEMENTS, PAYEE, "pattern: ^P4[0-9]{8}$"),),
        "identifier-type-mismatch",
        "ERROR",
        "`artist/payee-id` has the pattern `^P[0-9]{9}$`, but `statements/payee_id` has a different pattern",
        (STATEMENTS, "          pattern: ^P4"),
        ("linked here", "the scheme"),
    ),
    Edit(
        "a payee id whose pattern was changed where the scheme is declared",
        ((PAYMENTS, PAYEE, "pattern: ^P4[0-9]{8}$"),),
        "identifier-type-mismatch",
        "ERROR",
        "`artist/payee-id` has the pattern `^P4[0-9]{8}$`, but its 3 columns have `^P[0-9]{9}$`",
        (PAYMENTS, "    pattern: ^P4"),
        ("`artist_identities/payee_id`", "`onboarding_events/artist/payee_id`", "`statements/payee_id`"),
    ),
    Edit(
        "an `artist_id` whose link was taken away",
        ((CATALOGUE, "      - albums/artist_id\n", ""),),
        "unlinked-polyseme",
        "WARNING",
        "`albums/artist_id` looks like an identifier of `artist`, but is not linked to it",
        (
            "products/catalogue/songs/contracts/current.v1.odcs.yaml",
            "      - name: artist_id\n        logicalType: string",
        ),
    ),
    Edit(
        "an `artist_id` that was added and not linked",
        ((QUALITY, ISRC, WHOSE + ISRC),),
        "unlinked-polyseme",
        "WARNING",
        "`quality_samples/artist_id` looks like an identifier of `artist`, but is not linked to it",
        (QUALITY, "      - name: artist_id"),
    ),
    Edit(
        "column lineage to a port that is no input",
        ((STATEMENTS, COUNTRY, "          - player/listening-sessions/daily@2/sessions/country\n"),),
        "undeclared-input",
        "ERROR",
        "`player/listening-sessions/daily@2` is not an input of `payments/royalties`",
        (STATEMENTS, "          - player/listening-sessions"),
    ),
    Edit(
        "column lineage to a port that is nowhere",
        ((STATEMENTS, COUNTRY, "          - somewhere/or-other/daily@1/plays/country\n"),),
        "undeclared-input",
        "ERROR",
        "unknown port `somewhere/or-other/daily@1`",
        (STATEMENTS, "          - somewhere/or-other"),
    ),
    Edit(
        "a crosswalk misspelt beside a scheme that may stay unconnected",
        ((ARTIST, "[labels/artist-identities/current@1]", "[labels/artist-identities/curent@1]"),),
        "missing-crosswalk",
        "ERROR",
        "unknown port `labels/artist-identities/curent@1`; did you mean `labels/artist-identities/current@1`?",
        (ARTIST, "crosswalks: "),
    ),
    Edit(
        "SQL that reads another column than declared",
        ((IDENTITIES, "SELECT a.artist_id AS", "SELECT a.stage_name AS"),),
        "lineage-contradicts-sql",
        "WARNING",
        "the SQL reads `catalogue/songs/current@1/artists/stage_name`, but the declared source is "
        "`catalogue/songs/current@1/artists/artist_id`",
        (IDENTITIES, "          SELECT a.stage_name AS"),
    ),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit_of_a_meaning_causes_one_diagnostic(edit: Edit, tmp_path: Path, memo: dict[str, Unit]) -> None:
    """At the edited line."""
    found = added_findings(tmp_path, edit.changes, memo)

    assert [(each.rule, each.severity.name, each.message) for each in found] == [
        (edit.rule, edit.severity, edit.message)
    ]
    where = found[0].range
    path, text = edit.place
    assert where is not None
    assert where.path == path
    shown = "".join((tmp_path / path).read_text().splitlines(keepends=True)[where.start.line - 1 :])
    assert shown.startswith(text), shown.splitlines()[0]
    assert tuple(note.message for note in found[0].related) == edit.related
