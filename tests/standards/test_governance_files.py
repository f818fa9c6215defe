from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from meshwright.source.tree import parse
from meshwright.standards.governance import model_for
from meshwright.standards.governance.schemas import json_schema

ROOT = Path(__file__).parents[2]
GOVERNANCE = ROOT / "governance"
SCHEMAS = GOVERNANCE / "schemas"
FILES = sorted(path for folder in (GOVERNANCE, ROOT / "policies") for path in folder.rglob("*.yaml"))
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]


def documents(path: Path) -> list[dict[str, Any]]:
    """Return a file's documents, unless its YAML has problems."""
    tree = parse(path.read_text(encoding="utf-8"))
    assert (tree.is_whole, tree.problems) == (True, ())
    return [document.value for document in tree.documents]


def test_there_are_files() -> None:
    """The tests below are not empty."""
    assert len(FILES) >= 12


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_our_own_governance_is_accepted(path: Path) -> None:
    """Each document by its model and by the JSON Schema for editors."""
    for document in documents(path):
        model_for(document["kind"]).model_validate(document)
        jsonschema_rs.Draft202012Validator(json_schema(document["kind"])).validate(document)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_editor_finds_the_schema(path: Path) -> None:
    """The first line of a file names the schema of the one kind in the file."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    kinds = {document["kind"] for document in documents(path)}
    assert {(path.parent / named).resolve()} == {SCHEMAS / f"{kind}.schema.json" for kind in kinds}
