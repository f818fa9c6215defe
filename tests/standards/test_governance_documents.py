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
    """Name what all blocks of a class, in a document, leave to its default."""
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


def test_the_kinds_are_those_of_the_design() -> None:
    """Page 3 lists the governance documents; each has a model."""
    assert list(MINIMAL) == list(FULL) == list(KINDS)


def test_an_unknown_kind_has_no_model() -> None:
    """Whoever asks for another kind has not looked at `KINDS`."""
    with pytest.raises(KeyError):
        model_for("Dominion")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_needed_may_be_left_out(kind: str) -> None:
    """The least document is read as it stands."""
    model = model_for(kind).model_validate(MINIMAL[kind])
    assert model.model_dump(by_alias=True, exclude_unset=True, mode="json") == MINIMAL[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_said(kind: str) -> None:
    """A document that uses every key is read without loss; the example does use every key."""
    model = model_for(kind).model_validate(FULL[kind])
    assert model.model_dump(by_alias=True, exclude_unset=True, mode="json") == FULL[kind]
    assert unset(model) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_can_be_trusted_not_to_change(kind: str) -> None:
    """Models are values."""
    model = model_for(kind).model_validate(MINIMAL[kind])
    with pytest.raises(ValueError, match="frozen"):
        model.kind = "Other"  # type: ignore[attr-defined]
