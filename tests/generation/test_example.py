"""Data generated for the example mesh, compared with oracles that share nothing with the generator."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from stdnum import isni, isrc

from generating import DAY, EXAMPLE, Rows, generate, rows_of
from meshwright.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 400


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Return the data of all ports."""
    folder = tmp_path_factory.mktemp("data") / "out"
    assert generate(EXAMPLE, folder, rows=ROWS) == 0
    return rows_of(folder)


@cache
def contracts() -> dict[str, Any]:
    """Return the contracts as YAML, by the path of their data."""
    import yaml

    found = {}
    for path in sorted(EXAMPLE.glob("products/*/*/contracts/*.odcs.yaml")):
        document = yaml.safe_load(path.read_text())
        port, version = path.name.split(".")[:2]
        found[f"{path.parts[-4]}/{path.parts[-3]}/{port}@{version[1:]}"] = document
    return found


def objects() -> Iterator[tuple[str, Any]]:
    """Yield the schema objects with the paths of their data."""
    for port, document in contracts().items():
        for each in document["schema"]:
            yield f"{port}/{each['name']}", each


def schema_of(properties: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a JSON Schema of an object: required fields, types, lengths, ranges, patterns and lists."""
    found: dict[str, Any] = {}
    for each in properties:
        options = each.get("logicalTypeOptions", {})
        kind = {"date": "string", "timestamp": "string", "time": "string"}.get(
            each.get("logicalType"), each.get("logicalType", "string")
        )
        own: dict[str, Any] = {
            "type": kind if each.get("required") or each.get("primaryKey") else [kind, "null"]
        }
        own |= {key: value for key, value in options.items() if key not in ("timezone", "format")}
        if options.get("format") in ("uuid", "email", "uri"):
            own["format"] = options["format"]
        if "enum" in each:
            own["enum"] = [value["value"] for value in each["enum"]]
            if own["type"] != kind:
                own["enum"].append(None)
        if "properties" in each:
            own |= schema_of(each["properties"])
            own["type"] = kind if each.get("required") else [kind, "null"]
        found[each["name"]] = own
    return {"type": "object", "properties": found, "required": list(found), "additionalProperties": False}


@pytest.mark.parametrize("path", [path for path, _ in objects()])
def test_rows_conform_to_a_json_schema(path: str, data: dict[str, Rows]) -> None:
    """All fields, and nothing else."""
    schema = schema_of(dict(objects())[path]["properties"])
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for row in data[path] for error in validator.iter_errors(row)] == []


@pytest.mark.parametrize("path", [path for path, _ in objects()])
def test_quality_rules_of_fields_are_satisfied(path: str, data: dict[str, Rows]) -> None:
    """Nulls, duplicates and patterns; keys are unique, alone and together."""
    rows, schema = data[path], dict(objects())[path]
    sets = [[each["name"] for each in schema["properties"] if each.get("primaryKey")]]
    sets += [[each["name"]] for each in schema["properties"] if each.get("unique")]
    for each in schema["properties"]:
        for rule in each.get("quality", ()):
            values = [row[each["name"]] for row in rows]
            if rule.get("metric") == "nullValues":
                share = 100 * values.count(None) / len(values)
                assert share <= rule.get("mustBe", rule.get("mustBeLessOrEqualTo"))
            if rule.get("metric") == "duplicateValues":
                sets.append([each["name"]])
            if rule.get("metric") == "invalidValues" and "pattern" in rule.get("arguments", {}):
                assert all(
                    re.search(rule["arguments"]["pattern"], value) for value in values if value is not None
                )
    sets += [
        rule["arguments"]["properties"]
        for rule in schema.get("quality", ())
        if rule.get("metric") == "duplicateValues" and "arguments" in rule
    ]
    for names in filter(None, sets):
        keys = [tuple(row[name] for name in names) for row in rows]
        assert [key for key, count in Counter(keys).items() if count > 1 and None not in key] == []


REFERENCES = [
    (
        "payments/royalties/statements@1/statement_lines",
        "statement_id",
        "payments/royalties/statements@1/statements",
        "statement_id",
    ),
    ("payments/royalties/statements@1/statement_lines", "isrc", "catalogue/songs/current@1/tracks", "isrc"),
    ("catalogue/songs/current@1/tracks", "album_id", "catalogue/songs/current@1/albums", "album_id"),
    ("catalogue/songs/current@1/tracks", "artist_id", "catalogue/songs/current@1/artists", "artist_id"),
    (
        "social/listener-network/graph@1/follow_edges",
        "follower_key",
        "social/listener-network/graph@1/listener_nodes",
        "listener_key",
    ),
    ("sandbox/labelled-audio/snapshot@1/labelled_clips", "isrc", "catalogue/songs/current@1/tracks", "isrc"),
    (
        "events/music-events/calendar@1/line_ups",
        "concert_id",
        "events/music-events/calendar@1/concerts",
        "concert_id",
    ),
    (
        "discovery/new-artist-discovery/weekly@1/discoveries",
        "artist_key",
        "recommendations/related-artists/graph@1/artist_nodes",
        "artist_key",
    ),
    # no reference, but the entities' identifiers
    (
        "player/play-events/daily@1/plays",
        "artist_key",
        "labels/artist-identities/current@1/artist_identities",
        "artist_key",
    ),
    (
        "payments/royalties/statements@1/statements",
        "payee_id",
        "labels/artist-identities/current@1/artist_identities",
        "payee_id",
    ),
    (
        "catalogue/songs/current@1/artists",
        "artist_id",
        "labels/artist-identities/current@1/artist_identities",
        "catalogue_artist_id",
    ),
    ("player/play-events/daily@1/plays", "play_id", "player/play-events/live@1/play_events", "id"),
]


@pytest.mark.parametrize(("path", "column", "other", "key"), REFERENCES)
def test_references_are_satisfied(
    path: str, column: str, other: str, key: str, data: dict[str, Rows]
) -> None:
    """Every value exists; in crosswalks, every value that is not null."""
    found = {row[column] for row in data[path]} - {None}
    known = {row[key] for row in data[other]}
    is_nullable = None in known
    assert found
    if is_nullable:
        assert len(found & known) > 0.8 * len(found)
    else:
        assert found <= known


def test_crosswalk_is_one_to_one(data: dict[str, Rows]) -> None:
    """And agrees with every other object with two identifiers of the same artist."""
    rows = data["labels/artist-identities/current@1/artist_identities"]
    names = ("isni", "artist_key", "catalogue_artist_id", "payee_id", "musicbrainz_id")
    for name in names:
        values = [row[name] for row in rows if row[name] is not None]
        assert len(values) == len(set(values)) > 300
    artist = {row["artist_key"]: row["isni"] for row in rows}
    discovered = data["discovery/new-artist-discovery/weekly@1/discoveries"]
    pairs = [
        (row["artist_key"], row["isni"]) for row in discovered if row["isni"] and row["artist_key"] in artist
    ]
    assert len(pairs) > 100
    assert all(artist[key] == value for key, value in pairs)


def test_identifiers_pass_other_checks(data: dict[str, Rows]) -> None:
    """ISNI by its check character, ISRC by its form."""
    rows = data["labels/artist-identities/current@1/artist_identities"]
    assert [row["isni"] for row in rows if not isni.is_valid(row["isni"])] == []
    tracks = data["catalogue/songs/current@1/tracks"]
    assert [
        row["isrc"]
        for row in tracks
        if not re.fullmatch("[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", isrc.compact(row["isrc"]))
    ] == []


def test_no_artist_is_related_to_itself(data: dict[str, Rows]) -> None:
    """Two roles of one entity in a row are two things."""
    edges = data["social/listener-network/graph@1/follow_edges"]
    related = data["recommendations/related-artists/graph@1/related_artists"]
    assert all(row["follower_key"] != row["followed_key"] for row in edges)
    assert all(row["artist_key"] != row["related_artist_key"] for row in related)


def test_check_accepts_the_data_as_samples(
    data: dict[str, Rows], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rules on samples find nothing in JSON Lines next to each contract."""
    import shutil

    for folder in ("products", "governance"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder)
    for path in tmp_path.glob("products/*/*/contracts/samples/*"):
        path.unlink()
    for path, rows in data.items():
        *port, name = path.split("/")
        version = port[2].rpartition("@")[2]
        beside = tmp_path / "products" / port[0] / port[1] / "contracts" / "samples"
        if port[2] == "daily@1" and port[1] == "listening-sessions":
            continue  # the newer version has the samples
        assert version
        beside.mkdir(exist_ok=True)
        text = "".join(json.dumps(row) + "\n" for row in rows[:100])
        (beside / f"{name}.jsonl").write_text(text)
    assert sample_findings(tmp_path, capsys) == []
    plays = tmp_path / "products/player/play-events/contracts/samples/plays.jsonl"
    plays.write_text(plays.read_text().replace('"listened_ms": ', '"listened_ms": -'))
    assert len(sample_findings(tmp_path, capsys)) == 1


def sample_findings(mesh: Path, capsys: pytest.CaptureFixture[str]) -> list[Any]:
    """Return the findings of `check` in samples."""
    main(["check", str(mesh), "--format", "json", "--as-of", DAY])
    found = json.loads(capsys.readouterr().out)
    return [each for each in found["diagnostics"] if ".jsonl" in json.dumps(each)]


def test_same_seed_produces_the_same_bytes(tmp_path: Path) -> None:
    """Another seed produces other bytes, and fewer ports the same files."""
    port = "player/play-events/daily@1"
    for form in ("csv", "jsonl"):
        for name, more in (("a", ()), ("b", ()), ("c", ("--seed", "1"))):
            generate(EXAMPLE, tmp_path / name, port, "--format", form, *more, rows=5_000)
        one, two, three = ((tmp_path / name / port / f"plays.{form}").read_bytes() for name in "abc")
        assert one == two != three
    generate(EXAMPLE, tmp_path / "all", "--format", "jsonl", rows=5_000)
    assert (tmp_path / "all" / port / "plays.jsonl").read_bytes() == (
        tmp_path / "a" / port / "plays.jsonl"
    ).read_bytes()
