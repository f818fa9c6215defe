"""Mistakes of typing and pasting that make a file wrong."""

from __future__ import annotations

from mistakes.mistake import Added, Edit, Encoded, Mistake
from mistakes.paths import (
    AUDIO,
    CALENDAR,
    EPISODES,
    IDENTITIES,
    PLAYS,
    PLAYS_JSONL,
    PLAYS_PRODUCT,
    PODCASTS,
    QUALITY_PRODUCT,
    SALES,
    SESSIONS,
    SONGS,
    TEAMS,
)

LOGO = "data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUg" * 5000
OLD_SPECIFICATION = """\
dataContractSpecification: 0.9.3
id: player:play-events:weekly
info:
  title: Plays, weekly
  version: 1.0.0
models:
  plays:
    fields:
      play_id: {type: string}
"""
WEEKLY_JSON = "products/player/play-events/contracts/weekly.v1.odcs.json"
BROKEN_JSON = """\
{
  "apiVersion": "v3.1.0",
  "kind": "DataContract",
  "name": "weekly",
}
"""
OWN_SCHEMA = """\
{
  "x-meshwright": {"appliesTo": "DataProduct"},
  "properties": {"tags": {"items": {"enum": ["money", "personal-data", "research"]}}}
}
"""

MISTAKES = (
    Mistake(
        "yaml-syntax",
        "a sentence with a colon, without quotes",
        (Edit(AUDIO, "description: Where the audio is,", "description: The audio: where it is,"),),
        AUDIO,
        "description: The audio»: where",
    ),
    Mistake(
        "not-utf8",
        "the teams saved by an editor of the last century",
        (Encoded(TEAMS, "latin-1"),),
        TEAMS,
        "name: Jo»\ufffd",
    ),
    Mistake(
        "duplicate-key",
        "a status added where one was",
        (Edit(QUALITY_PRODUCT, "domain: player\n", "domain: player\nstatus: deprecated\n"),),
        QUALITY_PRODUCT,
        "domain: player\n»status",
    ),
    Mistake(
        "merge-key",
        "an object's properties written once and merged",
        (
            Edit(SONGS, "- name: track_number\n", "- &whole\n        name: track_number\n"),
            Edit(
                SONGS,
                "- name: duration_ms\n"
                "        logicalType: integer\n"
                "        logicalTypeOptions:\n"
                "          minimum: 1000\n"
                "        physicalType: int\n"
                "        required: true\n",
                "- <<: *whole\n        name: duration_ms\n",
            ),
        ),
        SONGS,
        "- »<<: *whole",
    ),
    Mistake(
        "ambiguous-scalar",
        "Norway among the examples",
        (
            Edit(
                PODCASTS,
                "- name: country…classification: public\n",
                "classification: public\n        examples:\n          - NO\n",
            ),
        ),
        PODCASTS,
        "- »NO\n",
    ),
    Mistake(
        "over-limit",
        "a logo pasted into the description",
        (
            Edit(QUALITY_PRODUCT, "limitations: >-\n", f"usage: {LOGO}\n  limitations: >-\n"),
            Edit(
                QUALITY_PRODUCT, "  usage: Made for operations; whoever wants history keeps their own.\n", ""
            ),
        ),
        QUALITY_PRODUCT,
        "usage: »data:image",
    ),
    Mistake(
        "unknown-key",
        "a letter forgotten in a key",
        (Edit(PLAYS, "classification: public", "clasification: public"),),
        PLAYS,
        "»clasification",
    ),
    Mistake(
        "missing-key",
        "a second server without its type",
        (
            Edit(
                IDENTITIES,
                "\ncustomProperties:\n",
                "\n  - server: lake-test\n    environment: test\ncustomProperties:\n",
            ),
        ),
        IDENTITIES,
        "- server: »lake-test",
    ),
    Mistake(
        "wrong-type",
        "yes instead of true",
        (Edit(SESSIONS, "required: true", "required: yes"),),
        SESSIONS,
        "required: »yes",
    ),
    Mistake(
        "unknown-value",
        "a type of the database where the logical one belongs",
        (
            Edit(
                SALES,
                "- name: month_on\n        logicalType: date",
                "- name: month_on\n        logicalType: datetime",
            ),
        ),
        SALES,
        "logicalType: »datetime",
    ),
    Mistake(
        "unsupported-version",
        "the version of another file copied into the key of the standard's",
        (Edit(EPISODES, "apiVersion: v3.2.0", "apiVersion: v1.2.0"),),
        EPISODES,
        "apiVersion: »v1.2.0",
    ),
    Mistake(
        "newer-than-version",
        "a head copied from an older contract",
        (Edit(CALENDAR, "apiVersion: v3.2.0", "apiVersion: v3.1.0"),),
        CALENDAR,
        "apiVersion: »v3.1.0",
    ),
    Mistake(
        "old-version",
        "a product begun from an old template",
        (
            Edit(PLAYS_PRODUCT, "apiVersion: v1.1.0", "apiVersion: v0.9.0"),
            Edit(
                PLAYS_PRODUCT,
                "type: sourceAligned\nsynonyms:\n  - synonym: played songs\n  - synonym: streams\n",
                "",
            ),
            Edit(
                PLAYS_PRODUCT,
                "customProperties:\n",
                "customProperties:\n  - property: archetype\n    value: sourceAligned\n",
            ),
        ),
        PLAYS_PRODUCT,
        "apiVersion: »v0.9.0",
    ),
    Mistake(
        "foreign-format",
        "a contract brought along in the format of the last company",
        (Added("products/player/play-events/contracts/weekly.v1.odcs.yaml", OLD_SPECIFICATION),),
        "products/player/play-events/contracts/weekly.v1.odcs.yaml",
        "»dataContractSpecification",
    ),
    Mistake(
        "confusable-character",
        "a name pasted from a slide, with a Cyrillic letter",
        (Edit(QUALITY_PRODUCT, "name: player-squad", "name: pl\u0430yer-squad"),),
        QUALITY_PRODUCT,
        "name: pl»\u0430yer-squad",
    ),
    Mistake(
        "unreadable-sample",
        "a record cut off while pasting",
        (
            Edit(
                PLAYS_JSONL,
                '"podcast_episode", "artist_key": null, "isrc": null,',
                '"podcast_episode", "artist_key": nul',
            ),
        ),
        PLAYS_JSONL,
        '"artist_key": »nul',
    ),
    Mistake(
        "organisation-schema",
        "a tag that the organisation's own schema does not know",
        (
            Added("governance/schemas/tags.schema.json", OWN_SCHEMA),
            Edit("products/store/purchases/product.odps.yaml", "- personal-data", "- personnal-data"),
        ),
        "products/store/purchases/product.odps.yaml",
        "- »personnal-data",
    ),
)

LATEST = (
    Mistake(
        "json-syntax",
        "a contract in JSON with a comma behind its last key",
        (Added(WEEKLY_JSON, BROKEN_JSON),),
        WEEKLY_JSON,
        '"weekly"»,',
    ),
)
"""Mistakes after all others, so that the others keep their numbers."""

ADDED = (
    Mistake(
        "duplicate-entry",
        "a service level pasted twice",
        (
            Edit(
                CALENDAR,
                "  - property: availability\n    value: 99\n    unit: percent\n",
                "  - property: availability\n    value: 99\n    unit: percent\n"
                "  - property: availability\n    value: 98\n    unit: percent\n",
            ),
        ),
        CALENDAR,
        "value: 99\n    unit: percent\n  - property: »availability",
    ),
    Mistake(
        "misspelt-value",
        "a severity with a typing mistake",
        (Edit(PLAYS, "severity: error", "severity: eror"),),
        PLAYS,
        "severity: »eror",
    ),
)
"""Later mistakes: fingerprints are stored by number, so these come last."""
