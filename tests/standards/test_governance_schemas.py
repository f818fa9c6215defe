import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from meshwright.source.place import Path as Steps
from meshwright.source.tree import parse
from meshwright.standards.governance import KINDS, model_for
from meshwright.standards.governance.schemas import json_schema
from meshwright.standards.governance.values import IN_WORDS

HERE = Path(__file__).parent
SCHEMAS = HERE.parents[1] / "governance" / "schemas"
TREE = parse((HERE / "governance-full.yaml").read_text(encoding="utf-8"))
FULL: dict[str, dict[str, Any]] = {document.value["kind"]: document.value for document in TREE.documents}
OTHER_VALUES = (
    None,
    True,
    1,
    1.5,
    "",
    "x",
    "a b",
    "*",
    "^x",
    "2027-02-30",
    [],
    ["x"],
    [None],
    {},
    {"x": "x"},
)


def nodes(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield each value below a value, and the value itself, with its path."""
    yield steps, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in inner:
        yield from nodes(child, (*steps, step))


def mutants(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Change one value of a document at a time, drop it, or add a key next to it."""
    for steps, value in nodes(document):
        for other in OTHER_VALUES if steps else ():
            mutant = deepcopy(document)
            _container(mutant, steps)[steps[-1]] = deepcopy(other)
            yield f"{steps} is {other!r}", mutant
        if steps:
            mutant = deepcopy(document)
            del _container(mutant, steps)[steps[-1]]
            yield f"{steps} is dropped", mutant
        if isinstance(value, dict):
            mutant = deepcopy(document)
            _container(mutant, (*steps, "Ownr"))["Ownr"] = "x"
            yield f"{steps} has `Ownr`", mutant


def _container(document: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        document = document[step]
    return document


def accepts(kind: str, document: dict[str, Any]) -> bool:
    """Return whether the model of a kind accepts a document."""
    try:
        model_for(kind).model_validate(document)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_editor_and_check_agree(kind: str) -> None:
    """The JSON Schema accepts exactly what the model accepts, for any change of a complete document."""
    schema = jsonschema_rs.Draft202012Validator(json_schema(kind), validate_formats=True)
    differences = [
        what for what, mutant in mutants(FULL[kind]) if schema.is_valid(mutant) != accepts(kind, mutant)
    ]
    assert differences == []


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_for_editors_are_up_to_date(kind: str) -> None:
    """They are generated from the models."""
    written = (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert written == json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_has_a_description(kind: str) -> None:
    """Each block has a title, and each is closed."""
    schema = json_schema(kind)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    mappings = [(steps, block) for steps, block in nodes(schema) if isinstance(block, dict)]
    keys = [block for steps, block in mappings if steps[-2:-1] == ("properties",)]
    assert [key for key in keys if not re.search(r"[.`)…]$", key["description"])] == []
    blocks = [block for _, block in mappings if "properties" in block]
    assert [block["title"] for block in blocks if not re.match("(a|an|the) [a-z]", block["title"])] == []
    assert [block["title"] for block in blocks if block["additionalProperties"] is not False] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_pattern_has_words(kind: str) -> None:
    """No message shows a regular expression if an example is clearer."""
    mappings = [block for _, block in nodes(json_schema(kind)) if isinstance(block, dict)]
    used = {block["pattern"] for block in mappings if isinstance(block.get("pattern"), str)}
    used |= {key for block in mappings for key in block.get("patternProperties", ())}
    assert used - set(IN_WORDS) == set()
