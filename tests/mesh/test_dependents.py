"""Dependents of a product: its direct and indirect consumers, and those with an agreement."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PRODUCT = """\
apiVersion: v1.0.0
kind: DataProduct
id: {name}
name: {name}
domain: shop
status: active
inputPorts:
{inputs}
outputPorts:
  - name: main
    version: 1.0.0
    contractId: {name}.main
"""
CONTRACT = """\
apiVersion: v3.0.2
kind: DataContract
id: {name}.main
version: 1.0.0
status: active
mistake: 1
schema:
  - name: rows
    properties:
      - name: key
        logicalType: string
"""


def write(folder: Path, name: str, *inputs: str) -> None:
    """Write a product with a faulty contract and its inputs."""
    named = "".join(f"  - name: {each}\n    version: 1.0.0\n    contractId: {each}.main\n" for each in inputs)
    (folder / f"{name}.odps.yaml").write_text(PRODUCT.format(name=name, inputs=named.rstrip("\n") or "  []"))
    (folder / f"{name}.odcs.yaml").write_text(
        CONTRACT.format(name=name).replace("mistake", f"mistake_{name}")
    )


def test_product_with_most_dependents_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a chain of twelve products, the first one does, whatever the name of its file."""
    write(tmp_path, "k")
    chain = [*"kjihgfedcbal"]
    for before, name in itertools.pairwise(chain):
        write(tmp_path, name, before)

    main(["check", str(tmp_path), "--select", "unknown-key"])

    lines = capsys.readouterr().out.splitlines()
    first = lines.index("most important of 12 entries:")
    assert [line.split("mistake_")[1][0] for line in lines[first + 1 : first + 11]] == chain[:10]
