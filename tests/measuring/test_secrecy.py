"""Small groups, values that look personal, and identifiers without a match, measured on data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from measured import contract, measured_in, seen_in
from meshwright.measuring.observation import line_of
from meshwright.measuring.secrecy import KINDS
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

LADDER = """\
apiVersion: meshwright/v1
kind: Classification
name: levels
levels:
  - {name: public, description: For all.}
  - {name: internal, description: For us.}
  - {name: secret, description: For few.}
pseudonymisedFloor: internal
aggregatedLevel: public
"""
PROPERTIES = """
      - name: note
        logicalType: string
        classification: public
      - name: secret_note
        logicalType: string
        classification: secret
      - name: owner
        logicalType: string
        classification: secret
        customProperties: [{property: deidentification, value: hash}]
      - name: people
        logicalType: integer
      - name: average
        logicalType: number
        customProperties:
          - {property: deidentification, value: {method: avg, minGroupSize: 20, groupSize: people}}
      - name: total
        logicalType: number
        customProperties:
          - {property: deidentification, value: {method: sum, minGroupSize: 20}}
"""
CANARY = "canary@example.org"
ROWS = [
    f"call {CANARY},{CANARY},+49 30 1234567,19,1.5,1",
    f"nothing,{CANARY},+49 30 1234568,20,1.5,1",
    f"nothing,{CANARY},5f2b,3,1.5,1",
    ",,,,1.5,1",
]


@pytest.fixture
def files() -> dict[str, str]:
    """Return a mesh with some rows."""
    return {
        "orders.odcs.yaml": contract(PROPERTIES),
        "levels.yaml": LADDER,
        "data/orders.csv": "\n".join(("note,secret_note,owner,people,average,total", *ROWS)) + "\n",
    }


def test_values_and_groups_are_counted(tmp_path: Path, files: dict[str, str]) -> None:
    """In harmless or masked columns; nulls are neither values nor a group."""
    found = [(each.rule, each.message) for each in measured_in(tmp_path, files).diagnostics]
    assert found == [
        (
            "looks-personal",
            "1 of 3 values of `note` (public) look like e-mail addresses; classify it higher, or mask it",
        ),
        (
            "looks-personal",
            "2 of 3 values of `owner` (declared `hash`) look like phone numbers; classify it higher, or mask it",
        ),
        ("group-too-small", "`average` has groups of fewer than 20 in 2 of 4 rows, according to `people`"),
    ]


def test_no_value_is_stored(tmp_path: Path, files: dict[str, str]) -> None:
    """And a group without a column for its size is not measured."""
    (seen,) = seen_in(tmp_path, files)
    assert seen.observation is not None
    assert "canary" not in line_of(seen.observation)
    assert [each.key for each in seen.probe.unmeasured] == ["total#minGroupSize"]
    assert not any("secret_note#looks" in key for key in json.loads(line_of(seen.observation))["figures"])


@pytest.mark.parametrize(
    ("kind", "alike", "others"),
    [
        ("email", ["ann@example.org", "mail ann.b+c@mail.example.org now"], ["ann", "@ann", "a@b"]),
        ("phone", ["+49 30 1234567", "+1(555)123-4567"], ["1234567", "+0123", "2026-11-22"]),
        ("iban", ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19"], ["DEA121200001", "DE89"]),
        ("card", ["4111 1111 1111 1111", "378282246310005"], ["0000000121032683", "9783161484100"]),
    ],
)
def test_patterns_match_personal_values(kind: str, alike: list[str], others: list[str]) -> None:
    """In the subset that all engines interpret alike."""
    import re

    (pattern,) = (re.compile(each.pattern) for each in KINDS if each.name == kind)
    assert [bool(pattern.search(each)) for each in (*alike, *others)] == [True] * len(alike) + [False] * len(
        others
    )


ENTITY = """\
apiVersion: meshwright/v1
kind: Entity
name: article
definition: What is sold.
steward: shop-squad
identifier: {scheme: gtin, logicalType: string}
"""
MEANING = """\
apiVersion: meshwright/v1
kind: Meaning
domain: shop
entity: article
means: what is sold
relation: exactMatch
schemes: [{scheme: gtin, columns: ["*/gtin"]}]
"""
PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: sales
name: sales
version: 1.0.0
status: active
domain: shop
outputPorts:
  - {name: orders, version: 1.0.0, contractId: orders}
  - {name: articles, version: 1.0.0, contractId: articles}
"""


@pytest.mark.parametrize(
    ("sold", "found"),
    [
        (["1", "2", "3", ""], []),
        (["1", "2", "8", "9"], []),
        (
            ["1", "7", "8", "9", ""],
            [("warning", "3 of 4 rows have no match for their `gtin` in `shop/sales/articles@1/articles`")],
        ),
        (
            ["7", "8", ""],
            [("error", "none of 2 rows has a match for its `gtin` in `shop/sales/articles@1/articles`")],
        ),
        ([], []),
    ],
)
def test_joins_are_counted(sold: list[str], found: list[tuple[str, str]], tmp_path: Path) -> None:
    """Rows without an identifier are ignored, and half of the others may be missing."""
    gtin = "      - {name: gtin, logicalType: string, MORE}\n      - {name: day, logicalType: string}\n"
    server = "{server: files, type: local, path: data/articles.csv, format: csv}"
    files = {
        "entity.yaml": ENTITY,
        "meaning.yaml": MEANING,
        "sales.odps.yaml": PRODUCT,
        "orders.odcs.yaml": contract(gtin.replace(", MORE", "")),
        "articles.odcs.yaml": contract(gtin.replace("MORE", "unique: true"), server, name="articles"),
        "data/orders.csv": "gtin,day\n" + "".join(f"{each},x\n" for each in sold),
        "data/articles.csv": "gtin,day\n1,x\n2,x\n3,x\n",
    }
    report = measured_in(tmp_path, files)
    assert [
        (each.severity.name.lower(), each.message)
        for each in report.diagnostics
        if each.rule == "join-meets-too-few"
    ] == found
