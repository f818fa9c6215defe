"""The snippets that read a port."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.assembly.snippets import snippets
from requires import requires

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview

ROOT = Path(__file__).parents[3]
SAMPLE = "-- The sample, with DuckDB, run at the root of the mesh in a clone\n"


def test_snippets_of_samples_run_at_the_root_of_the_mesh(example: Overview) -> None:
    """They need no credentials, and follow the snippet for the server."""
    session = requires("duckdb").connect()
    session.execute(f"SET file_search_path = '{ROOT}'")
    forms = set()
    for card in example.cards.values():
        for port in product_document(card, example).ports:
            contract = next(each.contract for each in card.product.outputs if each.address == port.address)
            sample = next((each for each in example.samples.get(contract, ()) if each.object == 0), None)
            at = [number for number, each in enumerate(port.snippets) if each.text.startswith(SAMPLE)]
            assert at == ([1] if sample else [])
            if sample:
                forms.add(sample.fact.form)
                found = session.execute(port.snippets[1].text)
                columns = {name for name, *_ in found.description}
                assert columns >= set(sample.fact.columns)
                assert found.fetchone()
    assert forms >= {"csv", "jsonl"}


def test_path_is_quoted_and_is_not_a_pattern(example: Overview) -> None:
    contract, (sample, *_) = next(iter(example.samples.items()))
    outputs = (port for card in example.cards.values() for port in card.product.outputs)
    port = next(each for each in outputs if each.contract is contract)

    def texts(file: str) -> list[str]:
        moved = replace(sample, home=replace(sample.home, file=file), object=0)
        return [each.text for each in snippets(port, contract, {}, (moved,))]

    assert "('samples/it''s.csv')" in texts("samples/it's.csv")[0]
    assert [each for each in texts("samples/*.csv") if each.startswith(SAMPLE)] == []


def test_snippets_read_local_files_at_their_path(example: Overview) -> None:
    port = next(port for card in example.cards.values() for port in card.product.outputs if port.contract)
    server = {"server": "here", "type": "local", "path": "/data/plays/*.parquet", "format": "parquet"}
    found = snippets(port, port.contract, {"servers": [server]}, ())

    assert "FROM read_parquet('/data/plays/*.parquet')" in next(iter(found)).text


def test_local_folder_is_read_by_the_file_of_the_object(example: Overview) -> None:
    port = next(port for card in example.cards.values() for port in card.product.outputs if port.contract)
    first = port.contract.fact.objects[0]
    name = first.physical_name or first.name
    for path in ("build/data/plays@1", "build/data/plays@1/"):
        server = {"server": "here", "type": "local", "path": path, "format": "parquet"}
        found = [each.text for each in snippets(port, port.contract, {"servers": [server]}, ())]

        assert f"read_parquet('build/data/plays@1/{name}.parquet')" in found[0]
        assert f"scan_parquet('build/data/plays@1/{name}.parquet')" in found[1]


def test_a_query_names_the_place_to_connect_to(example: Overview) -> None:
    """In a comment of one line, without what the contract does not declare."""
    port = next(port for card in example.cards.values() for port in card.product.outputs if port.contract)

    def first(**settings: object) -> str:
        server = {"server": "warehouse", "type": "postgresql", **settings}
        return next(iter(snippets(port, port.contract, {"servers": [server]}, ()))).text.splitlines()[0]

    assert (
        first(host="db.example", port=5432, database="sales", schema="v1")
        == "-- postgresql: host db.example, port 5432, database sales, schema v1"
    )
    assert (
        first(database="a\nDROP TABLE b; --", schema="v1")
        == "-- postgresql: database a DROP TABLE b; --, schema v1"
    )
    assert first(schema="v1") == "-- postgresql: schema v1"
