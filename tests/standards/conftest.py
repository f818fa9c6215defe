"""The oracle: the official JSON Schemas, complete documents, and their mutants."""

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from corpora import contracts, load, official_schema, products
from requires import requires

Document = dict[str, Any]

OWN = Path(__file__).parent / "documents"
SCHEMAS = {
    ("DataContract", "v3.2.0"): "odcs-3.2.0",
    ("DataContract", "v3.1.0"): "odcs-3.1.0",
    ("DataContract", "v3.0.2"): "odcs-3.0.2",
    ("DataProduct", "v1.1.0"): "odps-1.1.0",
    ("DataProduct", "v1.0.0"): "odps-1.0.0",
}
KEYS = tuple(
    re.findall(
        r"\w+",
        "id name type description tags value property url to from host port schema database "
        "properties items map logicalType logicalTypeOptions quality metric rule query mustBe "
        "mustBeBetween relationships enum deprecated synonyms context status version format minimum "
        "exclusiveMinimum minLength required examples physicalType element engine implementation "
        "arguments vendor encoding stream unknown members username channel unit values location "
        "catalog customProperties authoritativeDefinitions inputContracts contractId sbom content ",
    )
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, 1.0, 2**70, "", "x", "a.b", "a b", "orders.id", "x.y.z"),
    *(
        "../b.yml#/schema/o/properties/p",
        "sftp://x",
        "i32",
        "parquet",
        "foreignKey",
        "nullValues",
        "accuracy",
    ),
    *("string", "integer", "date", "array", "object", "map", "vector", "boolean"),
    *("library", "sql", "custom", "text", "kafka", "s3", "postgres", "duckdb", "sftp", "azure", "hana"),
    *([], {}, [{}], [1, 2], [1, 1], [1, 1.0], ["a"], ["a.b"], {"a": 1}),
    *([{"value": 1}, {"value": 1}], {"key": {}, "value": {}}),
)


@pytest.fixture(scope="session")
def oracles() -> dict[tuple[str, str], Any]:
    """Return a validator of the official schema of each kind and version."""
    jsonschema_rs = requires("jsonschema_rs")
    return {key: jsonschema_rs.validator_for(official_schema(name)) for key, name in SCHEMAS.items()}


@pytest.fixture(scope="session")
def valid_documents(
    oracles: dict[tuple[str, str], Any],
) -> dict[tuple[str, str], list[Document]]:
    """Return documents of each kind and version that the oracle accepts: ours, and the corpora's read as that version."""
    paths = [*OWN.glob("everything.*"), *contracts("valid"), *contracts("invalid"), *products()]
    documents = [load(path) for path in sorted(paths) if "adventureworks" not in path.name]
    found: dict[tuple[str, str], list[Document]] = {key: [] for key in oracles}
    for (kind, version), oracle in oracles.items():
        candidates = [
            {**document, "apiVersion": version} for document in documents if document["kind"] == kind
        ]
        found[kind, version] = [document for document in candidates if oracle.is_valid(document)]
    return found


@pytest.fixture(scope="session")
def mutants(
    valid_documents: dict[tuple[str, str], list[Document]],
) -> Callable[[str, str, int], Iterator[Document]]:
    """Return some documents of a kind and version with one to three random changes each, always the same ones."""

    def generate(kind: str, version: str, count: int) -> Iterator[Document]:
        for seed in range(count):
            chance = random.Random(f"{kind} {version} {seed}")
            mutant = deepcopy(chance.choice(valid_documents[kind, version]))
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                mutate(mutant, chance)
            if (mutant.get("kind"), mutant.get("apiVersion")) == (kind, version):
                yield mutant

    return generate


def mutate(document: Document, chance: random.Random) -> None:
    """Drop, rename, wrap or replace a value, or add a key."""
    places = list(_places(document))
    owner, step = chance.choice(places)
    value = owner[step]
    match chance.choice(("drop", "rename", "wrap", "replace", "replace", "add", "add")):
        case "drop":
            del owner[step]
        case "rename" if isinstance(owner, dict):
            owner[chance.choice(KEYS)] = owner.pop(step)
        case "add" if isinstance(value, dict):
            value[chance.choice(KEYS)] = deepcopy(chance.choice(VALUES))
        case "wrap":
            owner[step] = chance.choice(([value], {"unknown": value}))
        case _:
            owner[step] = deepcopy(chance.choice(VALUES))


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(node, dict | list):
        return
    for step, value in list(node.items()) if isinstance(node, dict) else list(enumerate(node)):
        yield node, step
        yield from _places(value)
