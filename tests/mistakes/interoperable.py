"""Mistakes about entities, identifiers, formats of fields, and envelopes of events."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake, Removed
from mistakes.paths import (
    AUDIO,
    AUDIO_MEANINGS,
    CALENDAR,
    DEMOGRAPHICS_PRODUCT,
    EPISODES,
    EVENTS_MEANINGS,
    IDENTITIES,
    LABELS_MEANINGS,
    MARKET_SIZING,
    ONBOARDING,
    PLAYER_MEANINGS,
    PLAYS,
    QUALITY,
    RELATED,
    SONGS,
)

MISTAKES = (
    Mistake(
        "broken-relationship",
        "a file's name from memory",
        (
            Edit(
                EPISODES,
                "to: current.v1.odcs.yaml#/schema/podcasts/properties/podcast_id",
                "to: current.v1.odcs.yaml#/schema/podcasts/properties/show_id",
            ),
        ),
        EPISODES,
        "to: »current.v1",
    ),
    Mistake(
        "relationship-type-mismatch",
        "a key referred to by a number",
        (
            Edit(
                AUDIO,
                "- name: start_ms\n        logicalType: integer\n",
                "- name: start_ms\n"
                "        relationships:\n"
                "          - type: foreignKey\n"
                "            to: labelled_clips.clip_id\n"
                "        logicalType: integer\n",
            ),
        ),
        AUDIO,
        "to: »labelled_clips.clip_id",
    ),
    Mistake(
        "unknown-entity",
        "the everyday word for an entity",
        (Edit(PLAYER_MEANINGS, "entity: track", "entity: song"),),
        PLAYER_MEANINGS,
        "entity: »song",
    ),
    Mistake(
        "unknown-identifier-scheme",
        "a scheme misspelt",
        (Edit(LABELS_MEANINGS, "scheme: musicbrainz-artist-id", "scheme: musicbrainz-id"),),
        LABELS_MEANINGS,
        "scheme: »musicbrainz-id",
    ),
    Mistake(
        "duplicate-identifier-scheme",
        "a scheme declared in two domains",
        (
            Edit(
                LABELS_MEANINGS,
                "  - scheme: player-artist-key\n",
                "  - name: player-artist-key\n"
                "    logicalType: string\n"
                "    pattern: ^AK[0-9A-F]{8}$\n"
                "    examples: [AKBED66539]\n",
            ),
        ),
        PLAYER_MEANINGS,
        "- name: »player-artist-key",
    ),
    Mistake(
        "undeclared-meaning",
        "a link in the contract of a domain that never wrote down what it means",
        (
            Removed(AUDIO_MEANINGS),
            Edit(
                AUDIO,
                "- name: isrc\n",
                "- name: isrc\n"
                "        authoritativeDefinitions:\n"
                "          - type: semanticDefinition\n"
                "            url: entity:track/isrc\n",
            ),
        ),
        AUDIO,
        "url: »entity:track",
    ),
    Mistake(
        "link-without-column",
        "a column renamed, its link left behind",
        (Edit(EVENTS_MEANINGS, "- line_ups/performer_slug", "- line_ups/performer"),),
        EVENTS_MEANINGS,
        "- »line_ups/performer\n",
    ),
    Mistake(
        "unlinked-polyseme",
        "a new column with an ISRC that nobody links",
        (Edit(PLAYER_MEANINGS, "      - quality_samples/isrc\n", ""),),
        QUALITY,
        "- id: isrc\n        name: »isrc",
    ),
    Mistake(
        "identifier-type-mismatch",
        "a pattern written from memory",
        (Edit(PLAYS, "- id: isrc…pattern: ^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$", "pattern: ^[A-Z0-9]{12}$"),),
        PLAYS,
        "pattern: »^[A-Z0-9]{12}",
    ),
    Mistake(
        "identifier-violates-scheme",
        "an ISNI made up for the example, its check digit wrong",
        (Edit(ONBOARDING, '- "0000000581177306"', '- "0000000581177307"'),),
        ONBOARDING,
        '- »"0000000581177307"',
    ),
    Mistake(
        "identifier-without-check",
        "a scheme declared without pattern",
        (Edit(EVENTS_MEANINGS, "    pattern: ^[a-z0-9]+(-[a-z0-9]+)*$\n", ""),),
        EVENTS_MEANINGS,
        "name: »performer-slug",
    ),
    Mistake(
        "identifier-without-quality-rule",
        "the check for double artists deleted from the crosswalk",
        (
            Edit(
                IDENTITIES,
                "          - metric: duplicateValues\n"
                "            dimension: uniqueness\n"
                "            description: An artist is one row.\n"
                "            mustBe: 0\n"
                "            severity: error\n",
                "",
            ),
        ),
        IDENTITIES,
        "- name: »isni",
    ),
    Mistake(
        "missing-crosswalk",
        "an identifier of a domain's own that nobody translates",
        (
            Edit(
                EVENTS_MEANINGS,
                "  # meshwright: ignore[missing-crosswalk] venues",
                "  # venues",
            ),
        ),
        EVENTS_MEANINGS,
        "name: »performer-slug",
    ),
    Mistake(
        "join-across-schemes",
        "a foreign key from one kind of artist key to another",
        (
            Edit(
                RELATED,
                "- name: related_artist_key\n…to: artist_nodes.artist_key",
                "to: ../../../catalogue/songs/contracts/current.v1.odcs.yaml#/schema/artists/properties/artist_id",
            ),
        ),
        RELATED,
        "to: »../../../catalogue",
    ),
    Mistake(
        "field-format-off-standard",
        "a moment as a day",
        (
            Edit(
                CALENDAR,
                "- name: starts_at\n"
                "        logicalType: timestamp\n"
                "        logicalTypeOptions:\n"
                "          timezone: true\n",
                "- name: starts_at\n        logicalType: timestamp\n",
            ),
        ),
        CALENDAR,
        "- name: »starts_at",
    ),
    Mistake(
        "missing-common-metadata",
        "an object without the time of its publication",
        (
            Edit(
                SONGS,
                "- id: albums…      - name: published_at\n"
                "        logicalType: timestamp\n"
                "        logicalTypeOptions:\n"
                "          timezone: true\n"
                "        physicalType: timestamp\n"
                "        required: true\n"
                "        classification: public\n"
                "        description: When an editor's last change was published.\n",
                "",
            ),
        ),
        SONGS,
        "- id: albums\n    name: »albums",
    ),
    Mistake(
        "incomplete-cloudevent",
        "an attribute of the envelope forgotten",
        (Edit(QUALITY, "- name: specversion", "- name: spec_version"),),
        QUALITY,
        "- id: quality_samples\n    name: »quality_samples",
    ),
    Mistake(
        "isolated-product",
        "the last agreement on a product ended, and nothing else leads to it",
        (Removed(MARKET_SIZING),),
        DEMOGRAPHICS_PRODUCT,
        "\nname: »demographics",
    ),
)
