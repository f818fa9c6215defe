"""Unknown words are reported with a suggestion; the organisation's own are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, report_on, scaffold

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic


def found(folder: Path, files: dict[str, bytes], rule: str) -> list[Diagnostic]:
    """Return the findings of a rule in the clean mesh with other files in it."""
    report = report_on(folder, {**scaffold(), **files})
    return [each for each in report.diagnostics if each.rule == rule]


def of_field(folder: Path, custom: str, rule: str) -> list[str]:
    """Return the messages of a rule about a field with a custom property."""
    text = scaffold()[PLACES["contract"]].decode()
    start = text.index("- name: play_id")
    indent = start - text.rindex("\n", 0, start) - 1
    line = f"- customProperties: [{custom}]\n{' ' * indent}  name: play_id"
    text = text[:start] + line + text[start + len("- name: play_id") :]
    return [each.message for each in found(folder, {PLACES["contract"]: text.encode()}, rule)]


@pytest.mark.parametrize(
    ("stated", "near"),
    [
        ("source-aligned", "sourceAligned"),
        ("source_aligned", "sourceAligned"),
        ("Source Aligned", "sourceAligned"),
        ("sourcealigned", "sourceAligned"),
        ("source", "sourceAligned"),
        ("consumer aligned", "consumerAligned"),
        ("ConsumerAlignd", "consumerAligned"),
        ("Aggregate", "aggregate"),
        ("aggregated", "aggregate"),
        ("dashboard", None),
    ],
)
def test_archetype_in_another_spelling_is_an_error(stated: str, near: str | None, tmp_path: Path) -> None:
    """An unrelated word is a warning."""
    path = PLACES["product"]
    text = scaffold()[path].replace(b"type: sourceAligned", f"type: {stated}".encode())

    (told,) = found(tmp_path, {path: text}, "unknown-archetype")

    assert str(told.severity) == ("error" if near else "warning")
    assert (f"did you mean `{near}`?" in told.message) is (near is not None)


@pytest.mark.parametrize("stated", ["sourceAligned", "aggregate", "consumerAligned"])
def test_archetype_of_the_standard_is_known(stated: str, tmp_path: Path) -> None:
    """In its notation."""
    text = scaffold()[PLACES["product"]].replace(b"type: sourceAligned", f"type: {stated}".encode())
    assert found(tmp_path, {PLACES["product"]: text}, "unknown-archetype") == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("keyed_hash", "unknown method `keyed_hash`; did you mean `keyed-hash`?"),
        ("{method: tokenise, keyOwner: x}", "unknown method `tokenise`; did you mean `tokenize`?"),
        ("{method: KEYED-HASH, keyOwner: x}", "unknown method `KEYED-HASH`; did you mean `keyed-hash`?"),
        ("{method: rot13}", "unknown method `rot13`; supported: `keyed-hash`"),
        ("{metod: hash}", "missing `method`; supported: `keyed-hash`"),
        ("{method: 7}", "unknown method, which is not text; supported: `keyed-hash`"),
        ("[hash]", "unknown method, which is not text; supported: `keyed-hash`"),
    ],
)
def test_unknown_method_is_an_error(value: str, message: str, tmp_path: Path) -> None:
    """Stated alone or in a mapping; also with another type."""
    custom = f"{{property: deidentification, value: {value}}}"
    (told,) = of_field(tmp_path, custom, "unknown-deidentification")
    assert told.startswith(message)


@pytest.mark.parametrize(
    ("value", "is_missing"),
    [
        ("keyed-hash", True),
        ("{method: tokenize}", True),
        ('{method: tokenize, keyOwner: " "}', True),
        ("{method: tokenize, keyOwner: 7}", True),
        ("{method: tokenize, keyOwner: player-squad}", False),
        ("{method: hash}", False),
    ],
)
def test_pseudonym_names_the_owner_of_the_key(value: str, *, is_missing: bool, tmp_path: Path) -> None:
    """If there is a key."""
    custom = f"{{property: deidentification, value: {value}}}"
    assert bool(of_field(tmp_path, custom, "missing-key-owner")) is is_missing


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("data_category", "dataCategory"),
        ("DataCategory", "dataCategory"),
        ("data-categories", None),
        ("dataCategorys", "dataCategory"),
        ("dataCatgory", "dataCategory"),
        ("de-identification", "deidentification"),
        ("deidentifcation", "deidentification"),
        ("Mask", "mask"),
        ("masks", "mask"),
        ("synthetc", "synthetic"),
        ("task", None),
        ("costCentre", None),
        ("dataOwner", None),
        ("category", None),
    ],
)
def test_similar_custom_property_is_reported(name: str, near: str | None, tmp_path: Path) -> None:
    """Any other custom property is the organisation's own."""
    told = of_field(tmp_path, f"{{property: {name}, value: x}}", "misspelt-custom-property")
    assert told == ([f"`{name}` of a property has no effect; did you mean `{near}`?"] if near else [])


def test_similar_name_next_to_the_known_one_is_not_reported(tmp_path: Path) -> None:
    """Someone who states `mask` and `masks` means two things."""
    custom = "{property: mask, value: x}, {property: masks, value: y}"
    assert of_field(tmp_path, custom, "misspelt-custom-property") == []


@pytest.mark.parametrize(("status", "count"), [("enforced", 1), ("audit", 1), ("draft", 1), ("retired", 0)])
def test_policy_that_cannot_run_is_reported(status: str, count: int, tmp_path: Path) -> None:
    """As an error, whatever its own severity and status; only a retired one need not run."""
    policy = f"""apiVersion: meshwright/v1
kind: Policy
name: short
title: Short
owner: player-squad
severity: notice
status: {status}
sql: SELECT addres FROM port
message: "{{address}}"
tests: [{{fails: [a/b/c@1], given: x}}, {{passes: [a/b/c@1], given: x}}]
"""
    told = found(tmp_path, {"policies/short.yaml": policy.encode()}, "policy-not-run")
    assert [str(each.severity) for each in told] == ["error"] * count


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        ("^(?!X).*$", {"identifier-violates-scheme", "unsupported-pattern"}),
        ("^[0-9]{5}$", set()),
    ],
)
def test_unsupported_pattern_falls_back_on_the_scheme(own: str, rules: set[str], tmp_path: Path) -> None:
    """A column's own pattern overrides the scheme's, unless it cannot be checked."""
    entity = """apiVersion: meshwright/v1
kind: Entity
name: artist
definition: A person or group credited for a recording.
steward: player-squad
identifier: {scheme: isni, logicalType: string, pattern: "^[0-9]{3}$", examples: ["123"]}
"""
    contract = f"""apiVersion: v3.2.0
kind: DataContract
id: play-events.daily
version: 1.0.0
status: active
schema:
- name: plays
  properties:
  - name: isni
    logicalType: string
    logicalTypeOptions: {{pattern: "{own}"}}
    examples: ["12345"]
    authoritativeDefinitions: [{{type: semanticDefinition, url: "entity:artist/isni"}}]
"""
    files = {PLACES["contract"]: contract.encode(), "governance/entities/artist.yaml": entity.encode()}
    report = report_on(tmp_path, {**scaffold(), **files})
    wanted = {"identifier-violates-scheme", "unsupported-pattern"}
    assert {each.rule for each in report.diagnostics} & wanted == rules
