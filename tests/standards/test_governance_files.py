import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from meshwright.source.place import Path as Steps
from meshwright.source.tree import parse
from meshwright.standards.governance import KINDS, model_for
from meshwright.standards.governance.schemas import json_schema
from meshwright.standards.governance.values import IN_WORDS

ROOT = Path(__file__).parents[2]
GOVERNANCE = ROOT / "governance"
SCHEMAS = GOVERNANCE / "schemas"
FILES = sorted(path for path in GOVERNANCE.rglob("*.yaml"))
NAMES = [path.relative_to(GOVERNANCE).as_posix() for path in FILES]


def documents(path: Path) -> list[dict[str, Any]]:
    """Read a file's documents; YAML that has problems is none of ours."""
    tree = parse(path.read_text(encoding="utf-8"))
    assert (tree.is_whole, tree.problems) == (True, ())
    return [document.value for document in tree.documents]


def blocks(schema: Any, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:  # noqa: ANN401 - any JSON
    """Give each mapping of a schema with its path."""
    if isinstance(schema, dict):
        yield steps, schema
    children = (
        schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    )
    for step, child in children:
        yield from blocks(child, (*steps, step))


def test_there_are_files() -> None:
    """The tests below look at something."""
    assert len(FILES) >= 12


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_our_own_governance_is_accepted(path: Path) -> None:
    """Each document is accepted by its model and by the JSON Schema that an editor uses."""
    for document in documents(path):
        model_for(document["kind"]).model_validate(document)
        jsonschema_rs.Draft202012Validator(json_schema(document["kind"])).validate(document)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_an_editor_finds_the_schema(path: Path) -> None:
    """The first line of a file names the schema of the one kind that the file holds."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    kinds = {document["kind"] for document in documents(path)}
    assert {(path.parent / named).resolve()} == {SCHEMAS / f"{kind}.schema.json" for kind in kinds}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_for_editors_are_up_to_date(kind: str) -> None:
    """They are generated; whoever changes a model generates them anew."""
    written = (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert written == json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_has_something_to_show(kind: str) -> None:
    """Each key has a description, each block a title in words, and each is closed."""
    schema = json_schema(kind)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    keys = [block for steps, block in blocks(schema) if steps[-2:-1] == ("properties",)]
    assert [
        key for key in keys if not key.get("description", "").endswith(".") and "`" not in key["description"]
    ] == []
    closed = [block for _, block in blocks(schema) if "properties" in block]
    assert [block["title"] for block in closed if not re.match("(a|an|the) [a-z]", block["title"])] == []
    assert [block["title"] for block in closed if block["additionalProperties"] is not False] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_pattern_has_words(kind: str) -> None:
    """Nobody is shown a regular expression where an example would do."""
    schema = json_schema(kind)
    used = {block["pattern"] for _, block in blocks(schema) if isinstance(block.get("pattern"), str)}
    used |= {key for _, block in blocks(schema) for key in block.get("patternProperties", ())}
    assert used - set(IN_WORDS) == set()


@pytest.mark.parametrize("name", ["governance-minimal.yaml", "governance-full.yaml"])
def test_the_schema_accepts_what_the_model_accepts(name: str) -> None:
    """The smallest and the largest documents pass in an editor as well."""
    for document in documents(Path(__file__).parent / name):
        jsonschema_rs.Draft202012Validator(json_schema(document["kind"])).validate(document)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_misses_what_the_model_misses(kind: str) -> None:
    """An empty document lacks the same keys for both."""
    schema = json_schema(kind)
    fields = model_for(kind).model_fields.values()
    assert schema["required"] == [field.alias for field in fields if field.is_required()]
