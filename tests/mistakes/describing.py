"""Mistakes that leave consumers guessing: descriptions, types, keys, examples and samples."""

from __future__ import annotations

from mistakes.mistake import Edit, Mistake, Moved
from mistakes.paths import (
    AUDIO,
    CALENDAR,
    PLAYS,
    QUALITY,
)

CONCERTS_CSV = "products/events/music-events/contracts/samples/concerts.csv"

MISTAKES = (
    Mistake(
        "missing-field-description",
        "a field whose name was thought to be enough",
        (Edit(QUALITY, "        description: From the tap to the first sound.\n", ""),),
        QUALITY,
        "- name: »startup_ms",
    ),
    Mistake(
        "missing-logical-type",
        "a field taken over from the database as it is",
        (Edit(CALENDAR, "- name: city\n        logicalType: string\n", "- name: city\n"),),
        CALENDAR,
        "- name: »city",
    ),
    Mistake(
        "logical-physical-mismatch",
        "a number kept as text",
        (Edit(AUDIO, "- name: start_ms…physicalType: int", "physicalType: varchar(12)"),),
        AUDIO,
        "- name: start_ms…physicalType: »varchar(12)",
    ),
    Mistake(
        "missing-primary-key",
        "the key's mark lost in an edit",
        (Edit(AUDIO, "        primaryKey: true\n", ""),),
        AUDIO,
        "- id: labelled_clips\n    name: »labelled_clips",
    ),
    Mistake(
        "missing-grain",
        "an object that does not say what a row is",
        (Edit(AUDIO, "    dataGranularityDescription: One row per snippet.\n", ""),),
        AUDIO,
        "- id: labelled_clips\n    name: »labelled_clips",
    ),
    Mistake(
        "missing-sample",
        "an object without sample rows",
        (Moved(CONCERTS_CSV, "concerts.csv"),),
        CALENDAR,
        "- id: concerts\n    name: »concerts",
    ),
    Mistake(
        "sample-without-object",
        "a sample named in the singular",
        (Moved(CONCERTS_CSV, CONCERTS_CSV.replace("concerts", "concert")),),
        CONCERTS_CSV.replace("concerts", "concert"),
        "»concert_id",
    ),
    Mistake(
        "example-violates-type",
        "an example in lower case for a pattern in upper case",
        (Edit(PLAYS, "- AKBABCC74D", "- akbabcc74d"),),
        PLAYS,
        "- »akbabcc74d",
    ),
    Mistake(
        "enum-without-meaning",
        "a value of an enum added without a word",
        (
            Edit(
                QUALITY,
                "            description: lossless plans\n",
                "            description: lossless plans\n          - value: vorbis\n",
            ),
        ),
        QUALITY,
        "- value: »vorbis",
    ),
)
