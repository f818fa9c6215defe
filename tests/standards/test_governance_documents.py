from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from meshwright.source.tree import parse
from meshwright.standards.governance import KINDS, model_for

HERE = Path(__file__).parent


def documents(name: str) -> dict[str, dict[str, Any]]:
    """Read the documents of a file, by kind."""
    tree = parse((HERE / name).read_text(encoding="utf-8"))
    return {document.value["kind"]: document.value for document in tree.documents}


MINIMAL = documents("governance-minimal.yaml")
FULL = documents("governance-full.yaml")


def unset(model: BaseModel) -> set[str]:
    """Return the keys that all blocks of a class in a document leave at their default."""
    missing = {
        f"{type(model).__name__}.{name}" for name in set(type(model).model_fields) - model.model_fields_set
    }
    blocks: dict[type[BaseModel], set[str]] = {}
    for name in model.model_fields_set:
        value = getattr(model, name)
        for block in value if isinstance(value, tuple) else (value,):
            if isinstance(block, BaseModel):
                blocks[type(block)] = unset(block) & blocks.get(type(block), unset(block))
    return missing.union(*blocks.values())


def test_kinds_are_those_of_the_design() -> None:
    """Each has a model."""
    assert list(MINIMAL) == list(FULL) == list(KINDS)


def test_unknown_kind_has_no_model() -> None:
    with pytest.raises(KeyError):
        model_for("Dominion")


@pytest.mark.parametrize("kind", KINDS)
def test_optional_keys_may_be_omitted(kind: str) -> None:
    """The smallest document is read as it is."""
    model = model_for(kind).model_validate(MINIMAL[kind])
    assert model.model_dump(by_alias=True, exclude_unset=True, mode="json") == MINIMAL[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_complete_document_is_read_without_loss(kind: str) -> None:
    """The example uses every key."""
    model = model_for(kind).model_validate(FULL[kind])
    assert model.model_dump(by_alias=True, exclude_unset=True, mode="json") == FULL[kind]
    assert unset(model) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_models_are_immutable(kind: str) -> None:
    model = model_for(kind).model_validate(MINIMAL[kind])
    with pytest.raises(ValueError, match="frozen"):
        model.kind = "Other"  # type: ignore[attr-defined]
