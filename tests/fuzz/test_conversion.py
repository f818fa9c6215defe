"""Mutants of contracts of earlier standards: a converted document is read as it was written."""

from __future__ import annotations

import random
from functools import cache

import pytest
from mutants import Material

from corpora import earlier_contracts
from meshwright.source.limits import TooLargeError
from meshwright.source.problem import OverLimit
from meshwright.source.tree import parse
from meshwright.source.yaml_writer import yaml_text
from meshwright.standards.conversion.convert import convert
from meshwright.standards.conversion.kinds import WrongKindError


@cache
def material() -> Material:
    """Return the sources of the mutants."""
    texts = [
        text
        for name in ("data-contract-specification", "bitol-odcs-2")
        for _, text in earlier_contracts(name)
    ]
    files = {f"{number}.yaml": text.encode() for number, text in enumerate(texts)}
    trees = {path: [each.value for each in parse(data.decode()).documents] for path, data in files.items()}
    return Material(files, trees)


def hold(number: int) -> bool:
    """Convert a mutant, or refuse it with a reason; return whether it was a contract."""
    chance = random.Random(f"conversion {number}")
    data = material().mutant(chance.choice(material().paths), chance)[1]
    tree = parse(data.decode(errors="replace"))
    value = tree.documents[0].value if tree.documents else None
    try:
        made = convert(value, lambda _: None)
    except (TooLargeError, WrongKindError):
        return True
    if made is None:
        return False
    text = yaml_text(made.document)
    read = parse(text)
    if any(isinstance(each, OverLimit) and each.what == "depth" for each in read.problems):
        return True  # ODCS nests deeper; the command reads its own text again, and refuses it
    (document,) = read.documents
    assert document.value == made.document or ".nan" in text
    return True


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_any_contract_is_converted_or_refused(start: int) -> None:
    """A refusal names the value that no contract can have."""
    assert sum(hold(number) for number in range(start, start + 100)) > 40


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(400, 20_400, 1_000))
def test_many_contracts_are_converted_or_refused(start: int) -> None:
    """The same for more of them."""
    assert sum(hold(number) for number in range(start, start + 1_000)) > 400
