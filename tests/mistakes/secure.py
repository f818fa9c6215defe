"""Mistakes that disclose, keep or store data against the rules."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake
from mistakes.paths import (
    AUDIO,
    CALENDAR,
    PROFILES,
    PURCHASES,
    QUALITY,
    ROYALTIES,
    SESSIONS,
)

MISTAKES = (
    Mistake(
        "missing-classification",
        "a field added in a hurry",
        (
            Edit(
                QUALITY,
                "- name: edge_node\n"
                "        logicalType: string\n"
                "        physicalType: string\n"
                "        classification: internal\n",
                "- name: edge_node\n        logicalType: string\n        physicalType: string\n",
            ),
        ),
        QUALITY,
        "- name: »edge_node",
    ),
    Mistake(
        "unknown-classification",
        "a level of another company",
        (Edit(CALENDAR, "- name: city…classification: public", "classification: open"),),
        CALENDAR,
        "- name: city…classification: »open",
    ),
    Mistake(
        "classification-leak",
        "a masked view that is not",
        (
            Edit(
                PROFILES,
                "Pseudonym of the account.\n"
                "        transformSourceObjects:\n"
                "          - profiles.listener_key",
                "Pseudonym of the account.\n        transformSourceObjects:\n          - profiles.email",
            ),
        ),
        PROFILES,
        "- id: profiles_masked…listener_key…classification: »confidential",
    ),
    Mistake(
        "unprotected-sensitive-field",
        "a test server without encryption",
        (
            Edit(
                PROFILES,
                "      - property: encryptedAtRest\n        value: true\n",
                "      - property: encryptedAtRest\n        value: false\n",
            ),
        ),
        PROFILES,
        "- server: »serving",
    ),
    Mistake(
        "missing-access-role",
        "roles to be agreed later",
        (
            Edit(
                PURCHASES,
                "roles:\n"
                "  - role: analyst\n"
                "    access: read\n"
                "    description: Sales by market and article.\n"
                "    firstLevelApprovers: store-squad\n"
                "  - role: data-scientist\n"
                "    access: read\n"
                "    description: Who might buy what.\n"
                "    firstLevelApprovers: store-squad\n",
                "",
            ),
        ),
        PURCHASES,
        "\nname: »Purchases, daily",
    ),
    Mistake(
        "unknown-role",
        "a role in the plural",
        (Edit(AUDIO, "role: data-scientist", "role: data-scientists"),),
        AUDIO,
        "role: »data-scientists",
    ),
    Mistake(
        "role-below-clearance",
        "the marketing team given the profiles",
        (Edit(PROFILES, "role: customer-care", "role: marketing"),),
        PROFILES,
        "role: »marketing",
    ),
    Mistake(
        "personal-data-without-retention",
        "the retention deleted with the promise next to it",
        (
            Edit(
                PROFILES,
                "  - property: retention\n"
                "    value: 730\n"
                "    unit: d\n"
                "    driver: regulatory\n"
                "    description: After the last sign-in; then the account is closed.\n"
                "    customProperties:\n"
                "      - property: retentionKind\n"
                "        value: maximum\n",
                "",
            ),
        ),
        PROFILES,
        "\nname: »Listener profiles",
    ),
    Mistake(
        "kept-longer-than-allowed",
        "a copy kept for three years of what goes after two",
        (Edit(SESSIONS, "value: 365", "value: 1095"),),
        SESSIONS,
        "- property: retention\n    value: »1095",
    ),
    Mistake(
        "secret-in-document",
        "a password in the address of the server",
        (
            Edit(
                ROYALTIES,
                "host: royalties-serving.db.watergarden.example",
                "host: postgresql://reader:Xk9pQ2vLr7Tn4@royalties-serving.db.watergarden.example",
            ),
        ),
        ROYALTIES,
        "host: »postgresql",
    ),
)
