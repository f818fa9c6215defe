"""Edits of the example that break one promise or one level: each causes one diagnostic, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from edits import added_findings

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.facts.unit import Unit

PRODUCTS = "products"
GRAPH = f"{PRODUCTS}/recommendations/related-artists/contracts/graph.v1.odcs.yaml"
SESSIONS = f"{PRODUCTS}/player/listening-sessions/contracts/daily.v2.odcs.yaml"
RATES = f"{PRODUCTS}/analytics/podcast-play-rate/contracts/daily.v1.odcs.yaml"
LABELS = f"{PRODUCTS}/labels/onboarded-labels/contracts/events.v1.odcs.yaml"
IDENTITIES = f"{PRODUCTS}/labels/artist-identities/contracts/current.v1.odcs.yaml"
PROFILE_PAGE = f"{PRODUCTS}/labels/artist-identities/agreements/artist-profile-page.yaml"


@dataclass(frozen=True)
class Edit:
    """Replacements of texts in the example, and the expected diagnostic."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    rule: str
    message: str
    way: tuple[str, ...]


def end(start: str, day: str) -> str:
    return f'    value: "{start}"\n  - property: endOfLife\n    value: "{day}"'


EDITS = (
    Edit(
        "a restricted column passed on unhashed through two products",
        (
            (
                LABELS,
                "            classification: confidential\n            description: Who will be paid",
                "            classification: restricted\n            description: Who will be paid",
            ),
            (LABELS, "  - role: analyst\n", "  - role: auditor\n"),
            (
                IDENTITIES,
                "        classification: confidential\n        description: Who is paid",
                "        classification: restricted\n        description: Who is paid",
            ),
            (IDENTITIES, "  - role: analyst\n", "  - role: auditor\n"),
            (IDENTITIES, "  - role: data-scientist\n", "  - role: customer-care\n"),
            (PROFILE_PAGE, "purpose: product-analytics\nrole: analyst\n", "purpose: audit\nrole: auditor\n"),
        ),
        "classification-leak",
        "`payee_id` is confidential but derives from `labels/artist-identities/current@1/artist_identities/payee_id`, "
        "which is restricted; no de-identification lowers it",
        (
            (
                "`payments/royalties/statements@1/statements/payee_id` derives from "
                "`labels/artist-identities/current@1/artist_identities/payee_id`"
            ),
            (
                "`labels/artist-identities/current@1/artist_identities/payee_id` derives from "
                "`labels/onboarded-labels/events@1/onboarding_events/artist/payee_id`"
            ),
            "`labels/onboarded-labels/events@1/onboarding_events/artist/payee_id` is restricted",
        ),
    ),
    Edit(
        "an hourly promise on a daily chain",
        ((GRAPH, "    value: 82\n", "    value: 1\n"),),
        "slo-contradicted",
        "`recommendations/related-artists/graph@1` promises 1 h, but it refreshes every 24 h from "
        "`player/listening-sessions/daily@2`, so its data reaches an age of 24 h or more",
        (
            "`player/listening-sessions/daily@2` promises 53 h",
            "refresh (`0 8 * * *`) 24 h",
            "run 4 h",
            (
                "`player/listening-sessions/daily@2` promises 53 h: `player/click-streams/daily@1` promises 26 h, "
                "refresh (`30 2 * * *`) 24 h, run 2 h"
            ),
            (
                "`player/click-streams/daily@1` promises 26 h: `player/click-streams/live@1` promises 30 s, "
                "refresh (`15 0 * * *`) 24 h, run 1 h"
            ),
            "`player/click-streams/live@1` promises 30 seconds: run 10 s",
        ),
    ),
    Edit(
        "a port made hourly from daily inputs",
        (
            (
                GRAPH,
                '    value: 1\n    unit: d\n    scheduler: cron\n    schedule: "0 8 * * *"',
                '    value: 1\n    unit: h\n    scheduler: cron\n    schedule: "0 * * * *"',
            ),
        ),
        "slo-unsupported",
        "`recommendations/related-artists/graph@1` promises 1 h, but its fastest input, "
        "`player/listening-sessions/daily@2`, changes only every 24 h",
        (
            "`player/listening-sessions/daily@2` changes every 24 h",
            "`player/listening-sessions/daily@2` promises 1 d: `listeners/profiles/current@1` changes every 15 min",
            "`listeners/profiles/current@1` promises 15 minutes",
        ),
    ),
    Edit(
        "a promise an hour too short",
        ((GRAPH, "    value: 82\n", "    value: 80\n"),),
        "slo-unsupported",
        "`recommendations/related-artists/graph@1` promises 80 h, but it may take up to 81 h: "
        "53 h (`player/listening-sessions/daily@2`) + 24 h refresh (`0 8 * * *`) + 4 h run",
        (),
    ),
    Edit(
        "a view that keeps longer than its source",
        ((RATES, "  - property: retention\n    value: 365\n", "  - property: retention\n    value: 400\n"),),
        "slo-contradicted",
        "`analytics/podcast-play-rate/daily@1` promises 400 d, but a view keeps only what its inputs keep, and "
        "`player/listening-sessions/daily@2` keeps 365 d",
        (),
    ),
    Edit(
        "a product outliving its input's end of life",
        (
            (SESSIONS, '    value: "2026-04-13"', end("2026-04-13", "2028-06-30")),
            (GRAPH, '    value: "2026-05-18"', end("2026-05-18", "2029-06-30")),
        ),
        "slo-contradicted",
        "`recommendations/related-artists/graph@1` promises 2029-06-30, but the life of its input "
        "`player/listening-sessions/daily@2` ends on 2028-06-30",
        (
            "`player/listening-sessions/daily@2` ends on 2028-06-30",
            "`player/listening-sessions/daily@2` promises 2028-06-30",
        ),
    ),
    Edit(
        "a copy that is kept longer than people were promised",
        ((SESSIONS, "    value: 365\n", "    value: 500\n"),),
        "kept-longer-than-allowed",
        "`player/listening-sessions/daily@2` keeps data for 500 d; `player/click-streams/daily@1` allows 400 d",
        ("the limit",),
    ),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit_causes_one_diagnostic(edit: Edit, tmp_path: Path, memo: dict[str, Unit]) -> None:
    """It states what is wrong, with the derivation hop by hop.

    A raised level on a port of Kafka has a second consequence: Kafka cannot hide the column from some readers.
    """
    found = [
        each for each in added_findings(tmp_path, edit.changes, memo) if each.rule != "unenforceable-here"
    ]

    assert [(each.rule, each.message) for each in found] == [(edit.rule, edit.message)]
    if edit.way:
        assert tuple(note.message for note in found[0].related) == edit.way
