"""Mistakes in promises, quality rules and samples."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake
from mistakes.paths import (
    CALENDAR,
    LABELS,
    PLAY_RATE,
    PLAYS_CSV,
    QUALITY,
    SESSIONS,
)

MISTAKES = (
    Mistake(
        "missing-slo",
        "a promise taken back",
        (Edit(CALENDAR, "  - property: availability\n    value: 99\n    unit: percent\n", ""),),
        CALENDAR,
        "\nname: »Calendar",
    ),
    Mistake(
        "unreadable-slo",
        "a unit with a typing mistake",
        (Edit(CALENDAR, "value: 90\n    unit: minutes", "value: 90\n    unit: minuets"),),
        CALENDAR,
        "unit: »minuets",
    ),
    Mistake(
        "slo-contradicted",
        "figures promised before their day is over",
        (Edit(PLAY_RATE, "value: 78\n    unit: h", "value: 12\n    unit: h"),),
        PLAY_RATE,
        "value: »12",
    ),
    Mistake(
        "slo-unsupported",
        "a promise tightened in this product alone",
        (Edit(SESSIONS, "value: 53\n    unit: h", "value: 50\n    unit: h"),),
        SESSIONS,
        "value: »50",
    ),
    Mistake(
        "slo-unknown",
        "a product that does not say how often it is made",
        (
            Edit(
                SESSIONS,
                "  - property: frequency\n"
                "    value: 1\n"
                "    unit: d\n"
                "    scheduler: cron\n"
                '    schedule: "30 2 * * *"\n',
                "",
            ),
        ),
        SESSIONS,
        "- property: latency\n    value: »53",
    ),
    Mistake(
        "missing-quality-rule",
        "the only rule of an object deleted",
        (
            Edit(
                CALENDAR,
                "- name: performer_slug…        quality:\n"
                "          - metric: nullValues\n"
                "            dimension: completeness\n"
                "            description: Every act has a slug.\n"
                "            mustBe: 0\n",
                "",
            ),
        ),
        CALENDAR,
        "- id: line_ups\n    name: »line_ups",
    ),
    Mistake(
        "quality-rule-names-no-field",
        "a field renamed, its rule not",
        (
            Edit(
                LABELS,
                "            - month_date\n            - label_code\n",
                "            - month\n            - label_code\n",
            ),
        ),
        LABELS,
        "- »month\n",
    ),
    Mistake(
        "contradictory-quality-rules",
        "a range the wrong way round",
        (Edit(QUALITY, "minimum: 16\n          maximum: 1800", "minimum: 1800\n          maximum: 16"),),
        QUALITY,
        "maximum: »16",
    ),
    Mistake(
        "sample-violates-contract",
        "a country in three letters",
        (Edit(PLAYS_CSV, ",ios,playlist,DE,", ",ios,playlist,DEU,"),),
        PLAYS_CSV,
        "ios,playlist,»DEU",
    ),
)
