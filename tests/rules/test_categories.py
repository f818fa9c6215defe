"""Data categories and their minimum levels; approvers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, report_on, scaffold
from revisions import fields, replaced

if TYPE_CHECKING:
    from pathlib import Path

MAIL = "customProperties: [{property: dataCategory, value: user.contact.email}%s]"
HASHED = ", {property: deidentification, value: {method: keyed-hash, keyOwner: player-squad}}"


def reported(folder: Path, rule: str, text: str) -> list[tuple[str, str]]:
    files = scaffold()
    files[PLACES["contract"]] = replaced(files[PLACES["contract"]].decode(), text)
    return [
        (str(each.severity), each.message)
        for each in report_on(folder, files).diagnostics
        if each.rule == rule
    ]


BELOW = "`plays/x` is internal; category `user.contact.email` requires at least "
NOTHING = BELOW.replace("is internal", "has no classification")
LEVELS = {
    "{name: x, classification: restricted, MAIL}": None,
    "{name: x, classification: internal, MAIL}": f"{BELOW}restricted",
    "{name: x, classification: internal, properties: [{name: y, classification: restricted}], MAIL}": None,
    "{name: x, classification: internal, properties: [{name: y}], MAIL}": f"{BELOW}restricted",
    "{name: w, logicalType: object, classification: internal, properties: [{name: x, MAIL}]}": BELOW.replace(
        "/x", "/w/x"
    )
    + "restricted",
    "{name: x, classification: internal, HASHED}": f"{BELOW}confidential after keyed-hash",
    "{name: x, classification: confidential, HASHED}": None,
    "{name: x, MAIL}": f"{NOTHING}restricted",
    "{name: x, HASHED}": f"{NOTHING}confidential after keyed-hash",
    "{name: x, properties: [{name: y}], MAIL}": f"{NOTHING}restricted",
    "{name: x, properties: [{name: y, classification: restricted}], MAIL}": None,
    "{name: w, logicalType: object, classification: restricted, properties: [{name: x, MAIL}]}": None,
    "{name: x, classification: secrit, MAIL}": None,
    "{name: x, classification: [internal], MAIL}": None,
    "{name: x, transformSourceObjects: [plays.play_id], MAIL}": f"{BELOW}restricted",
}


@pytest.mark.parametrize("field", LEVELS)
def test_effective_level_is_compared_with_the_category(tmp_path: Path, field: str) -> None:
    """Its own, that of its parts, of enclosing fields, of its sources; lowered by a declared de-identification."""
    item = field.replace("MAIL", MAIL % "").replace("HASHED", MAIL % HASHED)
    text = fields(item).replace("{name: play_id,", "{name: play_id, classification: internal,")
    expected = [("error", LEVELS[field])] if LEVELS[field] else []

    assert reported(tmp_path, "below-category-level", text) == expected


def test_missing_level_of_a_category_is_one_finding(tmp_path: Path) -> None:
    """The error, which states more than the warning."""
    assert reported(tmp_path, "missing-classification", fields(f"{{name: x, {MAIL % ''}}}")) == [
        ("warning", "`plays/play_id` has no classification")
    ]


CATEGORIES = {
    "user.contact.email": [],
    "user.contact.emial": [
        ("error", "unknown data category `user.contact.emial`; did you mean `user.contact.email`?")
    ],
    "mood": [("warning", "unknown data category `mood`; register it in `dataCategories`")],
    "[a, b]": [("warning", "expected one data category, found a list; name a registered key")],
}


@pytest.mark.parametrize("value", CATEGORIES)
def test_category_must_be_registered(tmp_path: Path, value: str) -> None:
    """For fields; for objects it is not used."""
    custom = f"customProperties: [{{property: dataCategory, value: {value}}}]"

    assert (
        reported(tmp_path / "a", "unknown-data-category", fields(f"{{name: x, {custom}}}"))
        == CATEGORIES[value]
    )
    assert reported(tmp_path / "b", "unknown-data-category", fields(more=f"    {custom}\n")) == []


UNREAD = {
    "dataCategory": "`dataCategory` of an object has no effect; declare `dataCategory` for a property",
    "data_category": "`data_category` of an object has no effect; declare `dataCategory` for a property",
    "deidentification": "`deidentification` of an object has no effect; declare `deidentification` for a property",
    "encryptedAtRest": "`encryptedAtRest` of an object has no effect; declare `encryptedAtRest` for a server",
    "runTime": None,
    "retention": None,
}


@pytest.mark.parametrize("name", UNREAD)
def test_ineffective_protection_of_an_object_is_reported(tmp_path: Path, name: str) -> None:
    """It looks as if it applied to each field."""
    custom = f"    customProperties: [{{property: {name}, value: user.contact.email}}]\n"
    expected = [("warning", UNREAD[name])] if UNREAD[name] else []

    assert reported(tmp_path, "misspelt-custom-property", fields(more=custom)) == expected


def test_ineffective_protection_of_a_contract_or_product_is_reported(tmp_path: Path) -> None:
    """A category for all of it, and an encryption that is not that of a server."""
    files = scaffold()
    for path, name in ((PLACES["contract"], "encryptedInTransit"), (PLACES["product"], "dataCategory")):
        key = b"customProperties:\n"
        text = files[path]
        item = f"  - property: {name}\n    value: x\n".encode()
        at = text.find(b"\n" + key)
        whole = text[: at + 1 + len(key)] + item + text[at + 1 + len(key) :] if at >= 0 else text + key + item
        files[path] = whole
    found = [
        each for each in report_on(tmp_path, files).diagnostics if each.rule == "misspelt-custom-property"
    ]

    assert sorted(each.message for each in found) == [
        "`dataCategory` of a product has no effect; declare `dataCategory` for a property",
        "`encryptedInTransit` of a contract has no effect; declare `encryptedInTransit` for a server",
    ]


APPROVERS = {
    "player-squad": [],
    "player-squad, payments-squad": [],
    "na": [],
    "player-squadd": ["unknown approver `player-squadd`; did you mean `player-squad`?"],
    "player-squad; risk board": ["unknown approver `risk board`"],
    "tomas.berg": ["approver `tomas.berg` is a person; name the team `payments-squad`"],
}


@pytest.mark.parametrize("value", APPROVERS)
def test_approver_must_be_a_registered_team(tmp_path: Path, value: str) -> None:
    """At both levels, for the contract's roles and a server's."""
    role = f"- {{role: analyst, access: read, secondLevelApprovers: '{value}'}}"
    server = f"servers:\n  - server: s\n    type: kafka\n    host: h:9092\n    roles:\n      {role}\n"
    expected = [("warning", each) for each in APPROVERS[value]]

    assert reported(tmp_path / "a", "unknown-approver", f"roles:\n  {role}\n") == expected
    assert reported(tmp_path / "b", "unknown-approver", server) == expected
