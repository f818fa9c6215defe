"""The models accept what the official JSON Schemas accept, except for the differences in the table below."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from meshwright.source.problem import NewerThanVersion, OldVersion
from meshwright.standards.reading import read
from meshwright.standards.schema import json_schema
from requires import requires

VERSIONS = [
    ("DataContract", "v3.2.0"),
    ("DataContract", "v3.1.0"),
    ("DataContract", "v3.0.2"),
    ("DataProduct", "v1.1.0"),
    ("DataProduct", "v1.0.0"),
]
COUNT = 400

Mutants = Callable[[str, str, int], Iterator[dict[str, Any]]]


def _has_integral_float(document: Any) -> bool:
    if isinstance(document, dict | list):
        children = document.values() if isinstance(document, dict) else document
        return any(_has_integral_float(child) for child in children)
    return isinstance(document, float) and document.is_integer()


REFUSED_BY_US_ALONE = {
    "JSON Schema takes 1.0 for an integer; a position or length written so is a slip": _has_integral_float,
}
"""Why we refuse a document that the oracle accepts, and how such a document is recognised."""


def _is_accepted(document: Any) -> bool:
    return all(isinstance(problem, OldVersion) for problem in read(document).problems)


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_models_accept_the_same_mutants_as_the_official_schema(
    kind: str, version: str, mutants: Mutants, oracles: dict[tuple[str, str], Any]
) -> None:
    """And no others."""
    disagreements = [
        (document, oracles[kind, version].is_valid(document), read(document).problems)
        for document in mutants(kind, version, COUNT)
        if oracles[kind, version].is_valid(document) != _is_accepted(document)
    ]
    unexplained = [
        (document, problems)
        for document, is_valid, problems in disagreements
        if not (is_valid and any(holds(document) for holds in REFUSED_BY_US_ALONE.values()))
    ]
    assert unexplained == []


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_many_mutants_are_accepted_and_many_refused(kind: str, version: str, mutants: Mutants) -> None:
    """Otherwise the test above would be meaningless."""
    verdicts = [_is_accepted(document) for document in mutants(kind, version, COUNT)]
    assert min(verdicts.count(True), verdicts.count(False)) > COUNT // 10


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_schemas_for_editors_accept_the_same_mutants(
    kind: str, version: str, mutants: Mutants, oracles: dict[tuple[str, str], Any]
) -> None:
    """They are generated from the models."""
    jsonschema_rs = requires("jsonschema_rs")
    generated = jsonschema_rs.validator_for(json_schema(kind, version))
    disagreements = [
        document
        for document in mutants(kind, version, COUNT)
        if generated.is_valid(document) != oracles[kind, version].is_valid(document)
    ]
    assert disagreements == []


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_every_refused_mutant_still_has_a_model(kind: str, version: str, mutants: Mutants) -> None:
    """A mistake does not cost the rest of the document, and lists keep their lengths."""
    lists = {"DataContract": ("schema", "servers"), "DataProduct": ("input_ports", "output_ports")}[kind]
    keys = {"input_ports": "inputPorts", "output_ports": "outputPorts"}
    for document in mutants(kind, version, COUNT):
        reading = read(document)
        newer = all(isinstance(each, NewerThanVersion) and each.is_gain for each in reading.problems)
        assert reading.sound == newer
        for name in lists:
            given = document.get(keys.get(name, name), [])
            seen = getattr(reading.document, "schema_" if name == "schema" else name)
            assert len(seen) == (len(given) if isinstance(given, list) else 0)


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_complete_document_is_accepted(
    kind: str, version: str, valid_documents: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    """Each version has a document of ours with every key of every block."""
    assert all(read(document).sound for document in valid_documents[kind, version])
    assert any(document["id"] == "urn:example:orders" for document in valid_documents[kind, version])
