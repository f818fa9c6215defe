"""Mistakes in agreements, origins and purposes of products; and comments that hide findings."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake
from mistakes.paths import (
    AUDIO_PRODUCT,
    CALENDAR,
    CHURN,
    CLICKS_PRODUCT,
    DEMOGRAPHICS_PRODUCT,
    EVENTS_MEANINGS,
    PROFILES,
    PURCHASES_PRODUCT,
    QUALITY,
)

MISTAKES = (
    Mistake(
        "contract-contradicts-product",
        "a contract copied from another domain",
        (
            Edit(
                QUALITY, "name: Playback quality, live\n", "name: Playback quality, live\ndomain: catalogue\n"
            ),
        ),
        QUALITY,
        "domain: »catalogue",
    ),
    Mistake(
        "events-without-snapshot",
        "a topic of events for a product of files",
        (Edit(DEMOGRAPHICS_PRODUCT, "type: files", "type: topic"),),
        DEMOGRAPHICS_PRODUCT,
        "- name: »yearly",
    ),
    Mistake(
        "expired-agreement",
        "an agreement that nobody renewed",
        (Edit(CHURN, 'expires: "2027-06-30"', 'expires: "2026-06-30"'),),
        CHURN,
        'expires: »"2026',
    ),
    Mistake(
        "missing-origin",
        "a source-aligned product that does not say where its facts are from",
        (
            Edit(
                CLICKS_PRODUCT,
                "  - property: origin\n    value:\n      system: player-backend\n      kind: operational\n",
                "",
            ),
        ),
        CLICKS_PRODUCT,
        "\nname: »click-streams",
    ),
    Mistake(
        "missing-success-criteria",
        "a product that nobody measures",
        (
            Edit(
                AUDIO_PRODUCT,
                "  - property: successCriteria\n"
                "    value:\n"
                "      - name: models trained on it that beat the one in production\n"
                "        target: at least 1 a year\n"
                "        measuredAt: research squad's evaluations\n",
                "",
            ),
        ),
        AUDIO_PRODUCT,
        "\nname: »labelled-audio",
    ),
    Mistake(
        "purpose-not-allowed",
        "a purpose of somebody else's role",
        (Edit(CHURN, "purpose: product-analytics", "purpose: campaign-planning"),),
        CHURN,
        "purpose: »campaign-planning",
    ),
    Mistake(
        "unknown-column",
        "a column that was called so in the draft",
        (Edit(CHURN, "  - plays/played_on\n", "  - plays/played_at_day\n"),),
        CHURN,
        "- »plays/played_at_day",
    ),
    Mistake(
        "unknown-purpose",
        "a purpose misspelt",
        (Edit(CHURN, "purpose: product-analytics", "purpose: product-analysis"),),
        CHURN,
        "purpose: »product-analysis",
    ),
    Mistake(
        "unknown-port",
        "an agreement with the next version that is not there yet",
        (Edit(CHURN, "port: player/play-events/daily@1", "port: player/play-events/daily@2"),),
        CHURN,
        "port: »player",
    ),
    Mistake(
        "unknown-system",
        "the system's name from memory",
        (Edit(PURCHASES_PRODUCT, "system: store-checkout", "system: checkout"),),
        PURCHASES_PRODUCT,
        "system: »checkout",
    ),
    Mistake(
        "served-from-operational-store",
        "the service's own database given to consumers",
        (
            Edit(
                PROFILES,
                "host: listeners-serving.db.watergarden.example",
                "host: account-service.db.watergarden.example",
            ),
        ),
        PROFILES,
        "host: »account-service",
    ),
    Mistake(
        "unused-suppression",
        "a comment that was left when the finding went",
        (
            Edit(
                CALENDAR,
                "      - name: venue_name\n",
                "      # meshwright: ignore[missing-classification] venues are asked\n"
                "      - name: venue_name\n",
            ),
        ),
        CALENDAR,
        "ignore[»missing-classification",
    ),
    Mistake(
        "unexplained-suppression",
        "a finding ignored without a word",
        (
            Edit(
                EVENTS_MEANINGS,
                "ignore[missing-crosswalk] venues spell performers as they like: no list of slugs can be kept",
                "ignore[missing-crosswalk]",
            ),
        ),
        EVENTS_MEANINGS,
        "»# meshwright",
    ),
)
