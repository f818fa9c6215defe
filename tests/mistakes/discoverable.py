"""Mistakes that hide or duplicate a product: names, owners, paths of files."""

from __future__ import annotations

from mistakes.mistake import Copied, Edit, Mistake, Moved
from mistakes.paths import (
    AUDIO_PRODUCT,
    CALENDAR,
    DEMOGRAPHICS,
    DEMOGRAPHICS_PRODUCT,
    PLAY_RATE_PRODUCT,
    PLAYS_PRODUCT,
    PODCASTS,
    RELATED_PRODUCT,
    SALES_PRODUCT,
    SALES_REPORT,
    SONGS_PRODUCT,
    TEAMS,
)

MISTAKES = (
    Mistake(
        "missing-owner",
        "the team cut away with the key above it",
        (
            Edit(
                AUDIO_PRODUCT,
                "team:\n"
                "  name: sandbox-squad\n"
                "  members:\n"
                "    - username: aiko.mori\n"
                "      name: Aiko Mori\n"
                "      role: owner\n",
                "",
            ),
        ),
        AUDIO_PRODUCT,
        "\nname: »labelled-audio",
    ),
    Mistake(
        "unknown-team",
        "a letter forgotten in the team's name",
        (Edit(PLAYS_PRODUCT, "name: player-squad", "name: player-sqad"),),
        PLAYS_PRODUCT,
        "name: »player-sqad",
    ),
    Mistake(
        "missing-domain",
        "a product from a template without domain",
        (Edit(PLAY_RATE_PRODUCT, "domain: analytics\n", ""),),
        PLAY_RATE_PRODUCT,
        "\nname: »podcast-play-rate",
    ),
    Mistake(
        "unknown-domain",
        "the American spelling",
        (Edit(SONGS_PRODUCT, "domain: catalogue", "domain: catalog"),),
        SONGS_PRODUCT,
        "domain: »catalog",
    ),
    Mistake(
        "missing-purpose",
        "a product that has limitations and no purpose",
        (
            Edit(
                PLAY_RATE_PRODUCT, "  purpose: The play rate of podcasts, by episode, day and country.\n", ""
            ),
        ),
        PLAY_RATE_PRODUCT,
        "\nname: »podcast-play-rate",
    ),
    Mistake(
        "thin-description",
        "a description written for the linter",
        (Edit(CALENDAR, "description: City of the venue, in the local language.", "description: The city."),),
        CALENDAR,
        "description: »The city.",
    ),
    Mistake(
        "missing-status",
        "the status left out",
        (Edit(RELATED_PRODUCT, "status: active\n", ""),),
        RELATED_PRODUCT,
        "\nname: »related-artists",
    ),
    Mistake(
        "unknown-status",
        "a word of another tool for active",
        (Edit(SALES_PRODUCT, "status: active", "status: production"),),
        SALES_PRODUCT,
        "status: »production",
    ),
    Mistake(
        "missing-support-channel",
        "a new team without a channel, and its product too",
        (
            Edit(
                TEAMS,
                "support:\n"
                '  - channel: "#audio-research"\n'
                "    url: https://chat.watergarden.example/channels/audio-research\n"
                "    tool: slack\n"
                "    scope: interactive\n"
                "    description: A research group, not a service; answered during office hours.\n",
                "",
            ),
            Edit(
                AUDIO_PRODUCT,
                "support:\n"
                '  - channel: "#audio-research"\n'
                "    url: https://chat.watergarden.example/channels/audio-research\n"
                "    tool: slack\n"
                "    scope: interactive\n"
                "    description: A research group, not a service; answered during office hours.\n",
                "",
            ),
        ),
        AUDIO_PRODUCT,
        "\nname: »labelled-audio",
    ),
    Mistake(
        "contract-without-product",
        "a contract written and its port forgotten",
        (
            Copied(DEMOGRAPHICS, "products/listeners/demographics/contracts/monthly.v1.odcs.yaml"),
            Edit(
                "products/listeners/demographics/contracts/monthly.v1.odcs.yaml",
                "id: listeners.demographics.yearly",
                "id: listeners.demographics.monthly",
            ),
        ),
        "products/listeners/demographics/contracts/monthly.v1.odcs.yaml",
        "id: »listeners.demographics.monthly",
    ),
    Mistake(
        "duplicate-identity",
        "a second major version begun as a copy, its id and version kept",
        (Copied(PODCASTS, "products/catalogue/podcasts/contracts/current.v2.odcs.yaml"),),
        "products/catalogue/podcasts/contracts/current.v2.odcs.yaml",
        "id: »catalogue.podcasts.current",
    ),
    Mistake(
        "contract-shared",
        "a port copied and not given a contract of its own",
        (
            Edit(
                DEMOGRAPHICS_PRODUCT,
                "support:\n",
                "  - name: by-country\n"
                "    description: The same by country.\n"
                "    type: files\n"
                '    version: "1.2.0"\n'
                "    contractId: listeners.demographics.yearly\n"
                "support:\n",
            ),
        ),
        DEMOGRAPHICS_PRODUCT,
        "by-country…contractId: »listeners",
    ),
    Mistake(
        "misplaced-file",
        "an agreement saved a folder too high",
        (Moved(SALES_REPORT, "products/analytics/sales-kpis/management-report.yaml"),),
        "products/analytics/sales-kpis/management-report.yaml",
        "port: »analytics",
    ),
)
