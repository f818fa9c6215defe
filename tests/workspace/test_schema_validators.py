"""Own schemas with `jsonschema` and with `jsonschema-rs`: the same result for every schema and value."""

from __future__ import annotations

import json
import random
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cpu import within
from meshwright.workspace.schema_graph import UnusableSchemaError
from meshwright.workspace.schema_validators import SchemaValidator, TooCostlyError
from meshwright.workspace.schema_words import words
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable

requires("jsonschema_rs")
DRAFTS = {
    name: f"http://json-schema.org/draft-{name}/schema#"
    if len(name) == 2
    else f"https://json-schema.org/draft/{name}/schema"
    for name in ("04", "06", "07", "2019-09", "2020-12")
}
HALF = "\ud800"
"""Half of a surrogate pair, which is not Unicode."""


def nested(levels: int, wrap: Callable[[Any], Any], inner: Any) -> Any:
    """Wrap a value so many times."""
    for _ in range(levels):
        inner = wrap(inner)
    return inner


def answer(schema: Any, value: Any, others: dict[str, Any]) -> list[object] | str:
    """Return all messages about a value, with locations; or why the schema is not applied."""
    try:
        found = SchemaValidator("own.json", {"own.json": schema, **others}).violations(value)
    except UnusableSchemaError as error:
        return str(error)
    except TooCostlyError:
        return "too costly"
    return [(each.place, "/".join(map(str, each.rule)), words(each)) for each in found]


def both(
    monkeypatch: pytest.MonkeyPatch, schema: Any, value: Any, others: dict[str, Any]
) -> list[object] | str:
    """Return the result of both validators, which must be the same."""
    fast = answer(schema, value, others)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "jsonschema_rs", None)
        assert answer(schema, value, others) == fast, (schema, value)
    return fast


def closed(levels: int) -> Any:
    """Return a schema that at each level depends on the evaluation of the levels below."""
    return nested(
        levels, lambda inner: {"allOf": [inner], "unevaluatedProperties": False}, {"properties": {"a": True}}
    )


DOUBLED = {"properties": {"a": {"allOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}]}}}
CHAIN = {f"d{at}": {"$ref": f"#/$defs/d{at + 1}"} for at in range(1_000)} | {"d1000": {"type": "string"}}
TREE = {"properties": {"a": {"$ref": "#"}}, "maxProperties": 1}
SUPPORTED = ", ".join(f"`{each.removesuffix('#')}`" for each in DRAFTS.values())
NOTHING_FETCHED = "only `governance/schemas/` is read, and nothing is fetched"
HOSTILE: dict[str, tuple[Any, Any, list[object] | str]] = {
    "deep schema": (nested(47, lambda inner: {"not": inner}, {"type": "string"}), 1, []),
    "too deep schema": (nested(48, lambda inner: {"not": inner}, {"not": {}}), 1, "nested too deeply"),
    "deep value": (TREE, nested(60, lambda inner: {"a": inner}, {"b": 1, "c": 2}), [
        (("a",) * 60, "maxProperties", "more than 1 key")
    ]),
    "recursive reference": (TREE, {"a": {"a": {"x": 1, "y": 1}}}, [
        (("a", "a"), "maxProperties", "more than 1 key")
    ]),
    "doubled reference": (
        {"$defs": {"n": DOUBLED}, "$ref": "#/$defs/n"}, nested(60, lambda inner: {"a": inner}, {}), "too costly"
    ),
    "endless reference": ({"$ref": "#"}, 1, "a part refers to itself without descending into the value"),
    "endless alternatives": (
        {"anyOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#"}}}},
        1,
        "a part refers to itself without descending into the value",
    ),
    "chain of references": ({"$defs": CHAIN, "$ref": "#/$defs/d0"}, 1, "too costly"),
    "remote reference": (
        {"$ref": "http://127.0.0.1:9/x.json"}, 1, f"unknown reference `http://127.0.0.1:9/x.json`; {NOTHING_FETCHED}"
    ),
    "remote reference in a definition": (
        {"$defs": {"a": {"$ref": "//x"}}}, 1, f"unknown reference `//x`; {NOTHING_FETCHED}"
    ),
    "reference to nowhere": ({"$ref": "#/a"}, 1, f"unknown reference `#/a`; {NOTHING_FETCHED}"),
    "reference that is no address": ({"$ref": "http://["}, 1, f"unknown reference `http://[`; {NOTHING_FETCHED}"),
    "reference to the standard": (
        {"$ref": DRAFTS["2020-12"]}, 1, f"unknown reference `{DRAFTS['2020-12']}`; {NOTHING_FETCHED}"
    ),
    "reference to a list": ({"allOf": [True], "$ref": "#/allOf"}, 1, "`#/allOf` is not a schema"),
    "reference to what is no schema": (
        {"x": {"required": "a"}, "$ref": "#/x"}, {}, "unexpected value at `required`"
    ),
    "reference to a file that is no schema": ({"$ref": "list.json"}, 1, "not a schema"),
    "reference to another dialect": ({"$ref": "seven.json"}, 1, "`seven.json` has a different `$schema`"),
    "reference to a file": ({"items": {"$ref": "o%20n.json#/$defs/x"}}, [1, 2], [((1,), "$defs/x/const", "expected `1`")]),
    "reference to false": ({"items": {"$ref": "false.json"}}, [1], [((0,), "", "no value is permitted here")]),
    "embedded schema": (
        {"$defs": {"a": {"$id": "b.json", "$ref": "#/$defs/c", "$defs": {"c": {"const": 1}}}}, "not": {"$ref": "b.json"}},
        1,
        [((), "not", "matches the schema in `not`")],
    ),
    "exponential pattern": ({"pattern": "^(a+)+$"}, "a" * 50 + "!", [((), "pattern", "does not match `^(a+)+$`")]),
    "exponential pattern of a key": (
        {"patternProperties": {"^(a+)+$": False}, "additionalProperties": False},
        {"a" * 50 + "!": 1},
        [((), "additionalProperties", f"unexpected key `{'a' * 50}!`")],
    ),
    "exponential pattern of an unevaluated key": (
        {"patternProperties": {"^(a+)+$": True}, "unevaluatedProperties": False},
        {"a" * 50 + "!": 1, "aa": 1},
        [((), "unevaluatedProperties", f"unexpected key `{'a' * 50}!`")],
    ),
    "huge pattern": ({"pattern": "((a{99}){99}){99}"}, "a", "unsupported pattern `((a{99}){99}){99}`"),
    "look-around": ({"properties": {"a": {"pattern": "(?=a)"}}}, {}, "unsupported pattern `(?=a)`"),
    "dynamic reference": (
        {"$dynamicAnchor": "n", "properties": {"a": {"$dynamicRef": "#n"}}, "required": ["b"]},
        {"b": 1, "a": {}},
        [(("a",), "properties/a/$dynamicRef/required", "missing required key `b`")],
    ),
    "dynamic reference to nowhere": ({"$dynamicRef": "#n"}, 1, f"unknown reference `#n`; {NOTHING_FETCHED}"),
    "huge enum": (
        {"items": {"enum": list(range(20_000))}}, list(range(20_000)), []
    ),
    "large enum": (
        {"items": {"enum": list(range(1_000))}},
        list(range(1_001)),
        [((1_000,), "items/enum", "expected one of `0`, `1`, `2`, `3`, `4` and 995 more")],
    ),
    "empty enum": ({"enum": []}, 1, [((), "enum", "no value is permitted here")]),
    "many options for many items": (
        {"items": {"allOf": [{"minimum": at} for at in range(1_500)]}}, [0] * 1_500, "too costly"
    ),
    "many items that are unique": ({"uniqueItems": True}, [{"a": [at]} for at in range(5_000)], []),
    "nested unevaluated": (closed(6), {"a": 1}, []),
    "deeply nested unevaluated": (closed(20), {"a": 1}, "too costly"),
    "unknown dialect": (
        {"$schema": "https://x.example/none"}, 1, f"unknown `$schema`; supported: {SUPPORTED}",
    ),
    "dialect inside": ({"not": {"$schema": DRAFTS["07"]}}, 1, "`$schema` inside a schema is unsupported"),
    "format": ({"format": "email"}, "x", []),
    "format of an old dialect": ({"$schema": DRAFTS["07"], "format": "email"}, "x", []),
    "encoded content": ({"$schema": DRAFTS["07"], "contentMediaType": "application/json"}, "x", []),
    "whole numbers": ({"type": "integer", "const": 1, "enum": [1.0], "multipleOf": 0.1}, 1.0, []),
    "whole numbers of the oldest dialect": (
        {"$schema": DRAFTS["04"], "type": "integer"}, 1.0, [((), "type", "expected type `integer`")]
    ),
    "true is no number": ({"items": {"enum": [1, 0.0]}}, [True, False, 1], [
        ((0,), "items/enum", "expected one of `1` or `0.0`"), ((1,), "items/enum", "expected one of `1` or `0.0`")
    ]),
    "equal items": ({"items": {"uniqueItems": True}}, [[1, 1.0], [1, True], [[1], [1.0]]], [
        ((0,), "items/uniqueItems", "duplicate items"), ((2,), "items/uniqueItems", "duplicate items")
    ]),
    "large numbers": ({"items": {"maximum": 2**53}}, [2**53 + 1, 10**400, float(2**53), 1e300], [
        ((at,), "items/maximum", f"greater than {2**53}") for at in (0, 1, 3)
    ]),
    "fractions": ({"items": {"multipleOf": 0.01}}, [1.13, 0.3, 1e300, 0.001], [
        ((3,), "items/multipleOf", "not a multiple of 0.01")
    ]),
    "values that JSON does not have": ({"items": {"type": "number", "maximum": 1}}, [float("inf"), float("nan")], [
        ((at,), "items/type", "expected type `number`") for at in (0, 1)
    ]),
    "keys that look like positions": ({"additionalProperties": {"const": 1}}, {"0": 2}, [
        (("0",), "additionalProperties/const", "expected `1`")
    ]),
    "no Unicode": ({"maxLength": 0, "pattern": "x"}, HALF, [
        ((), "maxLength", "longer than 0 characters"), ((), "pattern", "does not match `x`")
    ]),
    "no Unicode in the schema": ({"required": [HALF]}, {}, [((), "required", f"missing required key `{HALF}`")]),
    "true": ({"items": True, "additionalItems": False, "$schema": DRAFTS["07"]}, [1], []),
}  # fmt: skip
OTHERS = {
    "list.json": [1],
    "false.json": False,
    "seven.json": {"$schema": DRAFTS["07"]},
    "o n.json": {"$defs": {"x": {"const": 1}}},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_both_validators_give_the_same_result(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Also for hostile schemas, and within seconds."""
    schema, value, expected = HOSTILE[name]

    with within(30):
        assert both(monkeypatch, schema, value, OTHERS) == expected


NUMBERS = (
    0,
    1,
    -1,
    1.0,
    1.5,
    0.1,
    0.3,
    2**53,
    2**53 + 1,
    float(2**53),
    10**40,
    1e300,
    float("nan"),
    True,
    False,
    1.13,
)
TEXTS = ("", "a", "ab", "é", "\r", "5", "\u0665", "a b", "A", "\u2003", "[", "&", "a\n", "_", "-", "K")
PATTERNS = (
    *(
        r"^a",
        r"b$",
        r"\d",
        r"\W",
        r"\S",
        r"^.$",
        r"[^\d]",
        r"[\w-]",
        r"[\D]",
        r"^[[a]$",
        r"[a&&b]",
        r"[a~~b]",
        r"\ba",
    ),
    *(
        r"[\b]",
        r"\cA",
        r"\u0061",
        r"a{1,2}",
        r"\p{L}",
        r"a{,2}",
        r"[]a]",
        r"[^]a]",
        r"(?i)K",
        r"\/",
        r"{",
        r"\0",
        r"(?=a)",
    ),
    *(r"(a)\1", r"a**", r"[z-a]", r"[a--b]", r"(?<n>a)", r"\Z", r"[\s\d]", r"[\]]", r"[[:alpha:]]"),
)
KEYS = ("a", "b", "5", "é")


class Maker:
    """A generator of schemas and values of any shape, the same for the same number."""

    def __init__(self, number: int) -> None:
        self.pick = random.Random(number)
        self.draft = self.pick.choice([*DRAFTS, "2020-12"])

    def value(self, depth: int) -> Any:
        """Make a value."""
        shape = self.pick.random() if depth else 0
        if shape < 0.5:
            return self.pick.choice([self.pick.choice(NUMBERS), self.pick.choice(TEXTS), None])
        inner = [self.value(depth - 1) for _ in range(self.pick.randint(0, 3))]
        return inner if shape < 0.75 else dict(zip(KEYS, inner, strict=False))

    def json(self) -> Any:
        """Make a value that can be part of a schema."""
        return json.loads(json.dumps(self.value(1)).replace("NaN", "0"))

    def part(self, depth: int) -> Any:
        """Make a schema from which others are built."""
        if self.draft not in ("04", "06") and self.pick.random() < 0.1:
            return self.pick.random() < 0.5
        made: dict[str, Any] = {}
        for _ in range(self.pick.randint(1, 3)):
            made |= self.keyword(depth)
        return made

    def keyword(self, depth: int) -> dict[str, Any]:
        """Make a keyword, or a few that belong together."""
        choose, key, other = self.pick.choice, self.pick.choice(KEYS), self.pick.choice(KEYS)
        simple: list[dict[str, Any]] = [
            {"type": choose(["string", "integer", "number", "null", "array", "object", ["integer", "null"]])},
            {"enum": [self.json(), self.json()]},
            {"const": self.json()},
            {choose(["minimum", "maximum"]): choose([1, 0, 1.5, 2**53])},
            {choose(["exclusiveMinimum", "exclusiveMaximum"]): self.draft == "04" or choose([1, 0, 1.5])},
            {"multipleOf": choose([1, 2, 0.1, 0.01, 1.5, 1e-7])},
            {choose(["minLength", "maxLength", "minItems", "maxItems", "minProperties"]): choose([0, 1, 2])},
            {"pattern": choose(PATTERNS)},
            {"uniqueItems": True},
            {"required": sorted({key, other})},
            {"dependentRequired": {key: [other]}},
            {"$ref": choose(["#/$defs/x", "#/definitions/y", "other.json#/$defs/z", "other.json"])},
        ]
        if not depth or self.pick.random() < 0.4:
            return choose(simple)
        part, more = self.part(depth - 1), self.part(depth - 1)
        return choose([
            {"items": part if self.draft == "2020-12" else choose([part, [part, more]])},
            {"prefixItems": [part]},
            {"additionalItems": part},
            {"contains": part, "minContains": choose([0, 1, 2])},
            {"contains": part, "maxContains": choose([0, 1, 2])},
            {"properties": {key: part, other: more}},
            {"patternProperties": {choose(PATTERNS[:6]): part}},
            {"additionalProperties": part},
            {"propertyNames": part},
            {choose(["allOf", "anyOf", "oneOf"]): [part, more]},
            {"not": part},
            {"if": part, "then": more, "else": self.part(depth - 1)},
            {"dependentSchemas": {key: part}},
            {"dependencies": {key: choose([part, [other]])}},
            {"unevaluatedProperties": part, "allOf": [more]},
            {"unevaluatedItems": part, "anyOf": [more, True if self.draft not in ("04", "06") else {}]},
        ])  # fmt: skip

    def document(self) -> dict[str, Any]:
        """Make a schema with all targets of its references."""
        definitions = {"$defs": {"x": self.part(1), "z": self.part(1)}, "definitions": {"y": self.part(1)}}
        root = self.part(3)
        return {"$schema": DRAFTS[self.draft], **(root if isinstance(root, dict) else {}), **definitions}


@pytest.mark.parametrize("start", range(4))
def test_both_validators_agree_on_any_schema(monkeypatch: pytest.MonkeyPatch, start: int) -> None:
    """In every dialect, with values that JSON has and some that it lacks."""
    applied = 0
    for number in range(start * 60, (start + 1) * 60):
        maker = Maker(number)
        schema, others = maker.document(), {"other.json": maker.document()}
        for _ in range(3):
            applied += isinstance(both(monkeypatch, schema, maker.value(3), others), list)

    assert applied > 40
