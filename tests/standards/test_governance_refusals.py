from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from meshwright.source.tree import parse
from meshwright.standards.governance import KINDS, model_for

TREE = parse((Path(__file__).parent / "governance-minimal.yaml").read_text(encoding="utf-8"))
MINIMAL: dict[str, dict[str, Any]] = {document.value["kind"]: document.value for document in TREE.documents}

Refusals = list[tuple[str, tuple[str | int, ...]]]


def refusals(kind: str, document: dict[str, Any]) -> Refusals:
    """Return the problems of a document, each with its location."""
    with pytest.raises(ValidationError) as caught:
        model_for(kind).model_validate(document)
    return [(error["type"], error["loc"]) for error in caught.value.errors()]


def changed(kind: str, text: str) -> dict[str, Any]:
    """Return the smallest document of a kind with some keys changed."""
    return MINIMAL[kind] | parse(text).documents[0].value


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_key_is_refused(kind: str) -> None:
    """The finding is at the key, and there is no other."""
    assert refusals(kind, changed(kind, "ownr: me")) == [("extra_forbidden", ("ownr",))]


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in KINDS for key in MINIMAL[kind]])
def test_missing_required_key_is_refused(kind: str, key: str) -> None:
    """The smallest document contains no optional key."""
    document = {other: value for other, value in MINIMAL[kind].items() if other != key}
    assert refusals(kind, document) == [("missing", (key,))]


@pytest.mark.parametrize("kind", KINDS)
def test_key_without_a_value_is_refused(kind: str) -> None:
    """`title:` is not a title."""
    keys = [str(field.alias) for field in model_for(kind).model_fields.values()]
    assert [loc for _, loc in refusals(kind, dict.fromkeys(keys))] == [(key,) for key in keys]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Mesh", "apiVersion: meshwright/v2", [("literal_error", ("apiVersion",))]),
        ("Mesh", "name: Water Garden", [("string_pattern_mismatch", ("name",))]),
        ("Mesh", "rulesAsOf: 0.1", [("string_type", ("rulesAsOf",))]),
        ("Mesh", "preset: strictest", [("literal_error", ("preset",))]),
        ("Mesh", "rules: {missing-sample: 'no'}", [("literal_error", ("rules", "missing-sample"))]),
        ("Mesh", "rules: {MW001: off}", [("string_pattern_mismatch", ("rules", "MW001", "[key]"))]),
        ("Mesh", "paths: [{prefix: a/}]", [("missing", ("paths", 0, "rules"))]),
        ("Mesh", "exclude: build/", [("tuple_type", ("exclude",))]),
        ("Mesh", "exclude: [build/, 1]", [("string_type", ("exclude", 1))]),
        (
            "Mesh",
            "repository: {kind: svn, url: a}",
            [("string_pattern_mismatch", ("repository", "url")), ("literal_error", ("repository", "kind"))],
        ),
        (
            "Domain",
            "links: [{title: x, url: 'javascript:alert(1)'}]",
            [("string_pattern_mismatch", ("links", 0, "url"))],
        ),
        ("Domain", "purpose: '  '", [("string_too_short", ("purpose",))]),
        (
            "Team",
            "members: [{user: mei}]",
            [("missing", ("members", 0, "username")), ("extra_forbidden", ("members", 0, "user"))],
        ),
        ("Team", "support: [{channel: a, scope: nights}]", [("literal_error", ("support", 0, "scope"))]),
        ("System", "type: internal", [("literal_error", ("type",))]),
        ("Role", "purposes: []", [("too_short", ("purposes",))]),
        ("Role", "purposes: [Auditing everything]", [("string_pattern_mismatch", ("purposes", 0))]),
        ("Classification", "levels: []", [("too_short", ("levels",))]),
        ("Classification", "levels: [{name: Public}]", [("string_pattern_mismatch", ("levels", 0, "name"))]),
        (
            "Classification",
            "dataCategories: [{key: user, personal: 'yes'}]",
            [("bool_type", ("dataCategories", 0, "personal"))],
        ),
        ("Standard", "existing: warn", [("literal_error", ("existing",))]),
        ("Standard", "names: {field: '(?=x)'}", [("regular_expression", ("names", "field"))]),
        (
            "Standard",
            "physicalNames: {kafka: '{domain}.{topic}'}",
            [("string_pattern_mismatch", ("physicalNames", "kafka"))],
        ),
        ("Standard", "fieldFormats: [{fields: [], why: x}]", [("too_short", ("fieldFormats", 0, "fields"))]),
        (
            "Standard",
            "profiles: [{tiers: [4], slos: [freshness]}]",
            [("less_than_equal", ("profiles", 0, "tiers", 0)), ("literal_error", ("profiles", 0, "slos", 0))],
        ),
        (
            "Standard",
            "filePlaces: {DataProduct: /products}",
            [("string_pattern_mismatch", ("filePlaces", "DataProduct"))],
        ),
        (
            "Standard",
            "cloudEvents: {attributes: [spec-version]}",
            [("string_pattern_mismatch", ("cloudEvents", "attributes", 0))],
        ),
        (
            "Entity",
            "identifier: {scheme: isni, check: mod11}",
            [("literal_error", ("identifier", "check", "a name"))],
        ),
        (
            "Entity",
            "identifier: {scheme: isni, examples: [1.5, true]}",
            [
                ("string_type", ("identifier", "examples", 0, "a text")),
                ("string_type", ("identifier", "examples", 1, "a text")),
            ],
        ),
        (
            "Entity",
            "identifier: {scheme: a, parts: {country: ISO 3166}}",
            [("string_pattern_mismatch", ("identifier", "parts", "country"))],
        ),
        (
            "Entity",
            "crosswalks: [labels/artist-identities]",
            [("string_pattern_mismatch", ("crosswalks", 0))],
        ),
        ("Meaning", "relation: sameAs", [("literal_error", ("relation",))]),
        (
            "Meaning",
            "schemes: [{scheme: isni, pattern: a}]",
            [("extra_forbidden", ("schemes", 0, "a used scheme", "pattern"))],
        ),
        (
            "Meaning",
            "schemes: [{columns: ['*/a']}]",
            [("missing", ("schemes", 0, "a declared scheme", "name"))],
        ),
        ("Meaning", "schemes: [payee-id]", [("model_type", ("schemes", 0, "a declared scheme"))]),
        (
            "Meaning",
            "schemes: [{name: a, columns: [payee_id]}]",
            [("string_pattern_mismatch", ("schemes", 0, "a declared scheme", "columns", 0, "a glob"))],
        ),
        (
            "Meaning",
            "schemes: [{name: a, columns: [{number: party_no}]}]",
            [
                (
                    "string_pattern_mismatch",
                    ("schemes", 0, "a declared scheme", "columns", 0, "by part", "number"),
                )
            ],
        ),
        ("AccessAgreement", "port: player/play-events/daily", [("string_pattern_mismatch", ("port",))]),
        ("AccessAgreement", "columns: ['plays/*']", [("string_pattern_mismatch", ("columns", 0))]),
        ("AccessAgreement", "consumer: growth", [("model_type", ("consumer",))]),
        ("AccessAgreement", "expires: 2027-02-30", [("calendar_date", ("expires",))]),
        ("AccessAgreement", "startDate: 1 July 2026", [("string_pattern_mismatch", ("startDate",))]),
        ("Waiver", "address: player/*", [("string_pattern_mismatch", ("address",))]),
        ("Waiver", "expires: 2027", [("string_type", ("expires",))]),
        ("Policy", "status: on", [("literal_error", ("status",))]),
        ("Policy", "tests: [{fails: [a/b/c@1], given: x}]", [("one_sided_tests", ("tests",))]),
        (
            "Policy",
            "tests: [{given: x}, {passes: [a], given: x}]",
            [("missing", ("tests", 0, "a failing test", "fails"))],
        ),
        ("Policy", "tests: []", [("too_short", ("tests",))]),
    ],
)
def test_mistake_is_refused_once_at_its_location(kind: str, text: str, expected: Refusals) -> None:
    """At the value or key; correct neighbours are not mentioned."""
    assert refusals(kind, changed(kind, text)) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Waiver", "expires: 2027-02-29", "a date that exists in the calendar"),
        (
            "Standard",
            "names: {field: '(a'}",
            "a regular expression that runs in linear time (unclosed group)",
        ),
        (
            "Standard",
            "names: {field: '(a)\\1'}",
            "a regular expression that runs in linear time (backreferences are not supported)",
        ),
        ("Policy", "tests: [{passes: [a], given: x}]", "at least one test that fails"),
        ("Policy", "tests: [{fails: [a], given: x}]", "at least one test that passes"),
    ],
)
def test_our_own_messages_state_the_expected_value(kind: str, text: str, expected: str) -> None:
    """They follow `expected` in the message."""
    with pytest.raises(ValidationError) as caught:
        model_for(kind).model_validate(changed(kind, text))
    assert [error["msg"] for error in caught.value.errors()] == [expected]
