from __future__ import annotations

import json
import posixpath
from typing import Any

import jsonschema_rs
import pytest
from site_files import files_of

from mesh_of import scaffold
from meshwright.catalog.api.schemas import DOCUMENTS, json_schema
from meshwright.formats.schema import DIALECT

PRODUCT = "api/v1/products/player/play-events.json"


def written(overview) -> dict[str, bytes]:
    """Return all files of the API by their paths."""
    return {path: data for path, data in files_of(overview).items() if path.startswith("api/")}


def hrefs(value: Any) -> list[str]:
    """Return all links within a document that lead to files of the site."""
    if isinstance(value, list):
        return [found for each in value for found in hrefs(each)]
    if not isinstance(value, dict):
        return []
    own = [each for key, each in value.items() if key in {"href", "$schema"} and isinstance(each, str)]
    return own + [found for each in value.values() for found in hrefs(each)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_schema_is_valid(name):
    """Every schema conforms to draft 2020-12; only our tests use a closed one."""
    schema, closed = json_schema(name), json_schema(name, is_closed=True)
    assert schema["$schema"] == DIALECT
    assert jsonschema_rs.meta.is_valid(schema)
    objects = [closed, *closed["$defs"].values()]
    assert all(each.pop("additionalProperties") is False for each in objects)
    assert closed == schema


def test_every_file_of_the_example_conforms_to_its_schema(example):
    """Each document names its schema by a link to it."""
    found = written(example)
    documents = {path: json.loads(data) for path, data in found.items() if "/schemas/" not in path}
    validators = {
        f"api/v1/schemas/{name}.json": jsonschema_rs.validator_for(json_schema(name, is_closed=True))
        for name in DOCUMENTS
    }
    named = set()
    for path, document in documents.items():
        schema = posixpath.normpath(posixpath.join(posixpath.dirname(path), document["$schema"]))
        named.add(schema)
        assert [error.message for error in validators[schema].iter_errors(document)] == []
    assert len(documents) == len(example.cards) + 10 + 5
    assert {f"api/v1/schemas/{name}.json" for name in DOCUMENTS} == named


def test_every_link_within_the_api_leads_to_a_file(example):
    """Links to pages are checked with the pages."""
    found = written(example)
    for path, data in found.items():
        if "/schemas/" not in path:
            for href in hrefs(json.loads(data)):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
                assert target in found or target.partition("#")[0].endswith(("index.html", "index.md"))


def test_same_mesh_produces_the_same_bytes(example):
    """The API does not depend on the order in which items were found."""
    assert written(example) == written(example)


def test_product_lists_its_parts(overview_of):
    """A product's document has its ports with their contracts, down to the fields."""
    document = json.loads(written(overview_of(scaffold()))[PRODUCT])
    port = document["ports"][0]
    assert (document["address"], document["domain"], document["team"]) == (
        "player/play-events",
        "player",
        "player-squad",
    )
    assert (port["address"], port["href"]) == (
        "player/play-events/daily@1",
        "../../../../products/player/play-events/index.html#port-daily-1",
    )
    assert [each["name"] for each in port["contract"]["objects"][0]["fields"]]


NESTED = b"""\
apiVersion: v3.1.0
kind: DataContract
id: play-events.daily
name: Plays
version: "1.0.0"
status: active
schema:
  - name: plays
    properties:
      - name: artist
        logicalType: object
        classification: internal
        properties:
          - name: ids
            logicalType: array
            description: all of them
            items:
              logicalType: string
              examples: [.nan, "a</script>"]
"""


def test_nested_fields_are_nested(overview_of):
    """The item of a list is `[]`; NaN and infinity are written as text, so that the file is JSON."""
    files = scaffold()
    files["products/player/play-events/contracts/daily.v1.odcs.yaml"] = NESTED
    document = json.loads(written(overview_of(files))[PRODUCT])
    plays = "player/play-events/daily@1/plays"
    assert document["ports"][0]["contract"]["objects"][0]["fields"] == [
        {
            "name": "artist",
            "address": f"{plays}/artist",
            "logicalType": "object",
            "classification": "internal",
            "fields": [
                {
                    "name": "ids",
                    "address": f"{plays}/artist/ids",
                    "logicalType": "array",
                    "description": "all of them",
                    "fields": [
                        {
                            "name": "[]",
                            "address": f"{plays}/artist/ids/[]",
                            "logicalType": "string",
                            "examples": ["nan", "a</script>"],
                        }
                    ],
                }
            ],
        }
    ]
