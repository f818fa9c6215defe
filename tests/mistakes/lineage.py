"""Mistakes about the sources of data, and about drafts, deprecated and retired data."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake
from mistakes.paths import (
    AUDIO_PRODUCT,
    DEMOGRAPHICS_PRODUCT,
    DISCOVERY_PRODUCT,
    IDENTITIES_PRODUCT,
    NETWORK_PRODUCT,
    PURCHASES,
    QUALITY_PRODUCT,
    RELATED_PRODUCT,
    SALES,
    SALES_PRODUCT,
    SESSIONS_1,
    SESSIONS_PRODUCT,
)

MISTAKES = (
    Mistake(
        "input-cycle",
        "identities made from what is made from them",
        (
            Edit(
                IDENTITIES_PRODUCT,
                "inputPorts:\n",
                "inputPorts:\n"
                "  - name: owed\n"
                '    version: "1.5.0"\n'
                "    contractId: payments.royalties.statements\n",
            ),
            Edit(
                IDENTITIES_PRODUCT,
                "    inputContracts:\n",
                '    inputContracts:\n      - id: payments.royalties.statements\n        version: "1.5.0"\n',
            ),
        ),
        IDENTITIES_PRODUCT,
        "- id: »payments.royalties.statements",
    ),
    Mistake(
        "self-input",
        "a product that reads its own port",
        (
            Edit(
                NETWORK_PRODUCT,
                "inputPorts:\n",
                "inputPorts:\n"
                "  - name: yesterday\n"
                '    version: "1.6.0"\n'
                "    contractId: social.listener-network.graph\n",
            ),
        ),
        NETWORK_PRODUCT,
        "yesterday…contractId: »social",
    ),
    Mistake(
        "undeclared-input",
        "an input deleted that a column still comes from",
        (
            Edit(
                DISCOVERY_PRODUCT,
                "  - name: identities\n"
                '    version: "1.4.0"\n'
                "    contractId: labels.artist-identities.current\n",
                "",
            ),
            Edit(
                DISCOVERY_PRODUCT,
                '      - id: labels.artist-identities.current\n        version: "1.4.0"\n',
                "",
            ),
        ),
        "products/discovery/new-artist-discovery/contracts/weekly.v1.odcs.yaml",
        "- »labels/artist-identities",
    ),
    Mistake(
        "unused-input",
        "an input kept for later",
        (
            Edit(
                SALES_PRODUCT,
                "outputPorts:\n",
                "  - name: market\n"
                '    version: "1.2.0"\n'
                "    contractId: listeners.demographics.yearly\n"
                "outputPorts:\n",
            ),
        ),
        SALES_PRODUCT,
        "- name: »market",
    ),
    Mistake(
        "unknown-source-field",
        "a field that was renamed upstream",
        (
            Edit(
                SALES,
                "- store/purchases/daily@1/purchases/purchased_on",
                "- store/purchases/daily@1/purchases/purchase_date",
            ),
        ),
        SALES,
        "- »store/purchases/daily@1/purchases/purchase_date",
    ),
    Mistake(
        "source-aligned-with-inputs",
        "the archetype copied with the file",
        (Edit(NETWORK_PRODUCT, "type: aggregate", "type: sourceAligned"),),
        NETWORK_PRODUCT,
        "type: »sourceAligned",
    ),
    Mistake(
        "source-of-consumer-aligned",
        "facts of the business read back from a report",
        (
            Edit(
                DEMOGRAPHICS_PRODUCT,
                "outputPorts:\n",
                "inputPorts:\n"
                "  - name: sales\n"
                '    version: "1.5.0"\n'
                "    contractId: analytics.sales-kpis.monthly\n"
                "outputPorts:\n",
            ),
            Edit(
                DEMOGRAPHICS_PRODUCT,
                "    contractId: listeners.demographics.yearly\n",
                "    contractId: listeners.demographics.yearly\n"
                "    inputContracts:\n"
                "      - id: analytics.sales-kpis.monthly\n"
                '        version: "1.5.0"\n',
            ),
        ),
        DEMOGRAPHICS_PRODUCT,
        "contractId: »analytics",
    ),
    Mistake(
        "derived-without-lineage",
        "a product of everything that names nothing",
        (Edit(DEMOGRAPHICS_PRODUCT, "type: sourceAligned", "type: aggregate"),),
        DEMOGRAPHICS_PRODUCT,
        "type: »aggregate",
    ),
    Mistake(
        "lineage-contradicts-sql",
        "the query changed and the declared source not",
        (
            Edit(
                SALES,
                "SELECT DATE_TRUNC('month', p.purchased_on) AS month_on",
                "SELECT DATE_TRUNC('month', p.purchased_at) AS month_on",
            ),
        ),
        SALES,
        "DATE_TRUNC('month', p.»purchased_at",
    ),
    Mistake(
        "type-changed-silently",
        "a code read as a number",
        (
            Edit(
                SESSIONS_1,
                "- name: listened_ms\n"
                "        logicalType: integer\n"
                "        logicalTypeOptions:\n"
                "          minimum: 0\n"
                "        physicalType: bigint",
                "- name: listened_ms\n        logicalType: string\n        physicalType: string",
            ),
        ),
        SESSIONS_1,
        "- name: listened_ms\n        logicalType: »string",
    ),
    Mistake(
        "active-depends-on-draft",
        "a product put into use before its input",
        (
            Edit(AUDIO_PRODUCT, "status: draft", "status: active"),
            Edit(QUALITY_PRODUCT, "status: active", "status: draft"),
        ),
        AUDIO_PRODUCT,
        "contractId: »player.playback-quality.live",
    ),
    Mistake(
        "input-of-deprecated",
        "the newest major version overlooked",
        (
            Edit(RELATED_PRODUCT, 'version: "2.1.0"', 'version: "1.8.0"'),
            Edit(RELATED_PRODUCT, 'version: "2.1.0"', 'version: "1.8.0"'),
        ),
        RELATED_PRODUCT,
        "contractId: »player.listening-sessions.daily",
    ),
    Mistake(
        "input-of-retired",
        "a port retired while a report reads it",
        (Edit(PURCHASES, "id: store.purchases.daily\n", "id: store.purchases.daily\nstatus: retired\n"),),
        SALES_PRODUCT,
        "contractId: »store.purchases.daily",
    ),
    Mistake(
        "retired-with-consumers",
        "a product retired that somebody has an agreement on",
        (Edit(SALES_PRODUCT, "status: active", "status: retired"),),
        SALES_PRODUCT,
        "status: »retired",
    ),
    Mistake(
        "dates-out-of-order",
        "support that ends before the port is there",
        (Edit(SESSIONS_1, 'value: "2027-03-31"', 'value: "2024-03-31"'),),
        SESSIONS_1,
        'value: »"2024-03-31"',
    ),
    Mistake(
        "deprecated-without-date",
        "a port deprecated, and no day named",
        (
            Edit(
                SESSIONS_1,
                '  - property: endOfLife\n    value: "2027-06-30"\n    description: The files are deleted.\n',
                "",
            ),
            Edit(
                SESSIONS_1,
                "  - property: endOfSupport\n"
                '    value: "2027-03-31"\n'
                "    description: No fixes after this day.\n",
                "",
            ),
        ),
        SESSIONS_1,
        "\nname: »Listening sessions",
    ),
    Mistake(
        "deprecated-without-successor",
        "a port deprecated, and no way on",
        (
            Edit(
                SESSIONS_PRODUCT,
                "    authoritativeDefinitions:\n"
                "      - type: successor\n"
                "        url: mesh://watergarden/player/listening-sessions/daily@2\n",
                "",
            ),
            Edit(
                SESSIONS_1,
                "authoritativeDefinitions:\n"
                "  - type: successor\n"
                "    url: mesh://watergarden/player/listening-sessions/daily@2\n"
                "    description: Sessions by listener_key, across midnight.\n",
                "",
            ),
        ),
        SESSIONS_1,
        "\nname: »Listening sessions",
    ),
    Mistake(
        "past-end-of-life",
        "a port that should have gone last month",
        (
            Edit(SESSIONS_1, 'value: "2027-06-30"', 'value: "2026-10-31"'),
            Edit(SESSIONS_1, 'value: "2027-03-31"', 'value: "2026-06-30"'),
        ),
        SESSIONS_1,
        'value: »"2026-10-31"',
    ),
    Mistake(
        "two-majors-without-deprecation",
        "the old version left as if it stayed",
        (Edit(SESSIONS_PRODUCT, "    deprecated: true\n", ""),),
        SESSIONS_1,
        "\nversion: »",
    ),
)
