"""Formats only grow: within a version, a key may be added, but not removed or changed.

Consumers depend on the committed schemas; `--rewrite-golden` rewrites them, but only to add keys.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, is_typeddict

import jsonschema_rs
import pytest

from meshwright.catalog.api import schemas
from meshwright.catalog.documents import contract, entity, governance, mesh, parts, product, register
from meshwright.catalog.routes import VERSION as API_VERSION
from meshwright.formats import answers, audits, check, comparison, forges, lineage
from meshwright.formats.outputs import OUTPUTS, output_schema
from meshwright.report import evidence, policy_impact, score
from meshwright.report import json as report_json
from reading_schemas import breaks, used

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[2] / "schemas"
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    **{
        f"output/{name}.v{each.version}": lambda name=name: output_schema(name)
        for name, each in OUTPUTS.items()
    },
    **{
        f"api/{name}.v{API_VERSION}": lambda name=name: schemas.json_schema(name)
        for name in schemas.DOCUMENTS
    },
}
BROKEN = (
    "{name}: a reader of version {version} would break. Keep the key as it is and add another one; or raise `version`"
    " in src/meshwright/formats/outputs.py (of the API: VERSION in src/meshwright/catalog/routes.py), and in the"
    " output. Before the first release: remove schemas/{name}.schema.json and run `pytest tests/formats"
    " --rewrite-golden`"
)
STALE = "{name}: what is committed is not what is written; run `pytest tests/formats --rewrite-golden`"
DOCUMENTS = (contract, entity, governance, mesh, parts, product, register)
MODULES = (answers, audits, check, comparison, forges, lineage)


def hold(name: str, schema: dict[str, Any]) -> None:
    """Compare a schema with the committed one; a new format has none."""
    path = FOLDER / f"{name}.schema.json"
    if not path.exists():
        return
    committed = json.loads(path.read_text(encoding="utf-8"))

    assert breaks(committed, schema) == [], BROKEN.format(name=name, version=name.rpartition(".v")[2])


@pytest.mark.parametrize("name", SCHEMAS)
def test_format_only_grows(name: str, request: pytest.FixtureRequest) -> None:
    """The committed schema is the generated one, and no key is removed."""
    path = FOLDER / f"{name}.schema.json"
    schema = SCHEMAS[name]()
    hold(name, schema)
    if request.config.getoption("--rewrite-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(schema), encoding="utf-8")

    hold_committed(name, schema)


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def hold_committed(name: str, schema: dict[str, Any]) -> None:
    """Compare a committed schema with the generated one."""
    path = FOLDER / f"{name}.schema.json"

    assert path.read_text(encoding="utf-8") == _text(schema), STALE.format(name=name)


def test_every_committed_schema_belongs_to_a_format() -> None:
    """The schema of an older version is kept for its consumers; there are no other files."""
    found = {
        path.relative_to(FOLDER).as_posix().removesuffix(".schema.json") for path in FOLDER.rglob("*.json")
    }
    older = {
        f"{name.rpartition('.v')[0]}.v{version}"
        for name in SCHEMAS
        for version in range(1, int(name.rpartition(".v")[2]))
    }

    assert found - older == set(SCHEMAS)


def test_version_in_the_output_matches_the_schema() -> None:
    from meshwright.report.diff import DiffReport

    assert OUTPUTS["check"].version == report_json.VERSION
    assert OUTPUTS["score"].version == score.VERSION
    assert OUTPUTS["evidence"].version == evidence.VERSION
    assert OUTPUTS["policy-impact"].version == policy_impact.VERSION
    assert (
        OUTPUTS["diff"].version
        == OUTPUTS["impact"].version
        == DiffReport.__dataclass_fields__["version"].default
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_valid_and_documented(name: str) -> None:
    """Valid by draft 2020-12, with a sentence for the whole and for each definition."""
    schema = SCHEMAS[name]()

    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["description"]
    assert [key for key, each in schema["$defs"].items() if not each["description"].endswith(".")] == []


def test_closed_schemas_refuse_unlisted_keys() -> None:
    """Consumers get the open ones, so that a new key breaks none; our own tests use the closed ones."""
    document = {"version": 1, "products": [], "new": 1}

    assert jsonschema_rs.is_valid(output_schema("score"), document)
    assert not jsonschema_rs.is_valid(output_schema("score", is_closed=True), document)


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_published_schema_is_closed(name: str) -> None:
    """A key may be added within a version, so a stored schema must accept later outputs."""
    text = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")

    assert '"additionalProperties": false' not in text


PLANTED = {
    "/breaking is gone": lambda schema: schema["properties"].pop("breaking"),
    "/head is not always there": lambda schema: schema["required"].remove("head"),
    "/base: type was ['string'] and is ['integer']": lambda schema: schema["properties"].update(
        base={"type": "integer"}
    ),
    "/base: type was ['string'] and is ['null', 'string']": lambda schema: schema["properties"].update(
        base={"type": ["string", "null"]}
    ),
    "/unread[]: type was ['string'] and is []": lambda schema: schema["properties"]["unread"].update(
        items={}
    ),
    "/unread: type was ['array'] and is ['string']": lambda schema: schema["properties"].update(
        unread={"type": "string"}
    ),
    "/diagnostics[]/fix/edits[]/text is gone": lambda schema: schema["$defs"]["Edit"]["properties"].pop(
        "text"
    ),
    "/diagnostics[]/fix: type was ['null', 'object'] and is ['object']": lambda schema: schema["$defs"][
        "Diagnostic"
    ]["properties"].update(fix={"$ref": "#/$defs/Fix"}),
    "/diagnostics[]/known: enum was [\"'base'\", \"'baseline'\", 'None'] and is [\"'base'\", 'None']": lambda schema: (
        schema["$defs"]["Diagnostic"]["properties"]["known"]["enum"].remove("baseline")
    ),
    "the whole: closed was [False] and is [True]": lambda schema: schema.update(additionalProperties=False),
    "/diagnostics[]: closed was [False] and is [True]": lambda schema: schema["$defs"]["Diagnostic"].update(
        additionalProperties=False
    ),
    "$defs Edit is gone": lambda schema: schema.update(
        json.loads(json.dumps(schema).replace("$defs/Edit", "$defs/Text").replace('"Edit":', '"Text":'))
    ),
}
"""Changes of a copy of a schema, by the guard's message."""


@pytest.mark.parametrize("told", PLANTED)
def test_breaking_change_is_found(told: str) -> None:
    """Each kind of change is found at its location, once, and nothing else."""
    old = output_schema("diff")
    new = deepcopy(old)
    PLANTED[told](new)

    assert breaks(old, new) == [told]


def test_guard_reports_a_removed_key_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is removed from a type fails the test of its format, before anything is rewritten."""
    monkeypatch.delitem(check.Fix.__annotations__, "safe")

    with pytest.raises(AssertionError, match="raise `version`") as failed:
        hold("output/check.v1", output_schema("check"))
    assert "/diagnostics[]/fix/safe is gone" in str(failed.value)


def test_guard_fails_on_an_uncommitted_added_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An added key breaks no consumer, but must be in the committed schema."""
    monkeypatch.setitem(check.Fix.__annotations__, "planted", bool)
    schema = output_schema("check")
    hold("output/check.v1", schema)

    with pytest.raises(AssertionError, match=r"output/check\.v1: .*--rewrite-golden"):
        hold_committed("output/check.v1", schema)


def test_added_key_breaks_no_consumer() -> None:
    """A new key, required or not, at any depth."""
    old = output_schema("diff")
    new = deepcopy(old)
    for each in (new, new["$defs"]["Edit"]):
        each["properties"]["added"] = {"$ref": "#/$defs/New"}
        each["required"].append("added")
    new["$defs"]["New"] = {"type": "object", "properties": {}, "required": []}

    assert breaks(old, new) == []


def test_a_class_can_be_renamed_without_changing_the_output() -> None:
    """The keys of `$defs` are stated, not taken from the classes."""
    before = {name: make() for name, make in SCHEMAS.items()}
    classes = {
        each: each.__name__
        for module in (*MODULES, *DOCUMENTS)
        for each in vars(module).values()
        if is_typeddict(each) or is_dataclass(each)
    }
    try:
        for each, name in classes.items():
            each.__name__ = f"Renamed{name}"
        after = {name: make() for name, make in SCHEMAS.items()}
    finally:
        for each, name in classes.items():
            each.__name__ = name

    assert after == before
    assert "Field" in before["api/product.v1"]["$defs"]


def test_keys_are_found_at_every_depth() -> None:
    """The used parts of a schema are found by the name of the definition."""
    edit = {"path": "a", "line": 1, "new": 2}
    document = {"diagnostics": [{"fix": {"edits": [edit]}, "waived": None}]}

    assert used(document, output_schema("check")) == {
        ".diagnostics",
        "Diagnostic.fix",
        "Diagnostic.waived",
        "Fix.edits",
        "Edit.path",
        "Edit.line",
    }
