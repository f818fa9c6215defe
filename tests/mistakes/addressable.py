"""Mistakes that break a reference or make it ambiguous."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake
from mistakes.paths import (
    DISCOVERY_PRODUCT,
    LABELS,
    PLAYS_PRODUCT,
    PODCASTS_PRODUCT,
    PURCHASES,
    QUALITY,
    SALES_PRODUCT,
    SONGS,
)

MISTAKES = (
    Mistake(
        "address-collision",
        "a port copied, its name kept",
        (Edit(PODCASTS_PRODUCT, "name: episodes", "name: current"),),
        PODCASTS_PRODUCT,
        "Shows.…name: »current",
    ),
    Mistake(
        "port-without-contract",
        "a port announced before its contract is written",
        (
            Edit(
                DISCOVERY_PRODUCT,
                "support:\n",
                "  - name: daily\n"
                "    description: The day's list.\n"
                "    type: files\n"
                '    version: "0.1.0"\n'
                "support:\n",
            ),
        ),
        DISCOVERY_PRODUCT,
        "- name: »daily",
    ),
    Mistake(
        "unknown-contract",
        "the plural where the contract has the singular",
        (
            Edit(
                SALES_PRODUCT,
                "inputPorts…contractId: store.purchases.daily",
                "contractId: store.purchase.daily",
            ),
        ),
        SALES_PRODUCT,
        "contractId: »store.purchase.daily",
    ),
    Mistake(
        "unknown-contract-version",
        "the product's version raised, the contract's forgotten",
        (Edit(PLAYS_PRODUCT, 'version: "1.5.0"', 'version: "1.6.0"'),),
        PLAYS_PRODUCT,
        'version: »"1.6.0"',
    ),
    Mistake(
        "missing-server",
        "servers left to the platform team to fill in",
        (
            Edit(
                LABELS,
                "servers:\n"
                "  - server: lake\n"
                "    type: s3\n"
                "    environment: prod\n"
                "    description: Partitioned by month_date.\n"
                "    location: s3://watergarden-data/labels/onboarded-labels/monthly/v1/labels_by_month/*.parquet\n"
                "    format: parquet\n"
                "    customProperties:\n"
                "      - property: region\n"
                "        value: eu-central-1\n"
                "      - property: encryptedAtRest\n"
                "        value: true\n"
                "      - property: encryptedInTransit\n"
                "        value: true\n"
                "  - server: sample\n"
                "    type: local\n"
                "    environment: sample\n"
                "    description: Generated data; `make data` writes them.\n"
                "    path: build/data/labels/onboarded-labels/monthly@1\n"
                "    format: parquet\n"
                "    customProperties:\n"
                "      - property: synthetic\n"
                "        value: true\n",
                "",
            ),
        ),
        LABELS,
        "\nname: »Onboarded",
    ),
    Mistake(
        "name-off-convention",
        "camel case, as the source has it",
        (
            Edit(SONGS, "- name: track_number", "- name: trackNumber"),
            Edit("products/catalogue/songs/contracts/samples/tracks.csv", "track_number", "trackNumber"),
        ),
        SONGS,
        "- name: »trackNumber",
    ),
    Mistake(
        "physical-name-off-template",
        "a topic named by its team",
        (
            Edit(QUALITY, "value: player.playback-quality.live.v1", "value: player-squad.quality"),
            Edit(
                QUALITY, "physicalName: player.playback-quality.live.v1", "physicalName: player-squad.quality"
            ),
        ),
        QUALITY,
        "value: »player-squad.quality",
    ),
    Mistake(
        "unresolved-variable",
        "a bucket left to the deployment",
        (Edit(PURCHASES, "location: s3://watergarden-data/", "location: s3://${BUCKET}/"),),
        PURCHASES,
        "location: »s3://${BUCKET}",
    ),
)
