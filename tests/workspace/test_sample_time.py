"""The time for a sample is proportional to its size, whatever is in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from cpu import cpu_of, grows_less_than, within
from mesh_of import TODAY
from meshwright.facts.compile import compile_unit
from meshwright.facts.compile_sample import compile_sample
from meshwright.mesh.link import link
from meshwright.mesh.sample_validation import MOST_LOOKS, violations
from meshwright.rulekit.engine import LocalRules
from meshwright.source.effort import bounded
from meshwright.source.limits import COLUMNS
from meshwright.workspace.parquet_process import isolated_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.facts.unit import Unit
    from meshwright.mesh.sample_validation import Violation
    from meshwright.source.rows import Form

HEAD = "apiVersion: v3.2.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\nschema:\n- name: t\n  properties:\n"
RULES = LocalRules(())


def contract(*fields: str) -> str:
    return HEAD + "".join(f"  - {{name: {field}}}\n" for field in fields)


def found(unit: Unit, form: Form, sample: str) -> tuple[Violation, ...]:
    read = compile_sample(sample.encode(), form, RULES, isolated_rows)
    (bound,) = link({"c.odcs.yaml": unit, f"samples/t.{form}": read}, TODAY).samples
    with bounded():
        return violations(bound)


def compiled(text: str) -> Unit:
    return compile_unit(text.encode(), RULES)


def names(count: int, prefix: str) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def row(keys: list[str]) -> str:
    return "{" + ",".join(f'"{key}": 1' for key in keys) + "}\n"


MANY = ", logicalType: string, enum: [" + ", ".join(names(3_000, "v")) + "]"
CASES: dict[str, tuple[int, Callable[[int], tuple[str, Form, str]]]] = {
    "unknown columns": (4_000, lambda size: (contract("a"), "csv", ",".join(names(size, "c")) + "\n")),
    "unknown columns near to fields": (
        1_500,
        lambda size: (contract(*names(size, "fa")), "csv", ",".join(names(size, "fb")) + "\n"),
    ),
    "columns in another case": (
        2_000,
        lambda size: (contract(*names(size, "f")), "csv", ",".join(names(size, "F")) + "\n"),
    ),
    "unknown keys": (4_000, lambda size: (contract("a"), "jsonl", row(names(size, "c")))),
    "unknown keys of rows": (
        4_000,
        lambda size: (
            contract("a"),
            "jsonl",
            "".join(row(names(5, f"c{number % 900}x")) for number in range(size)),
        ),
    ),
    "keys in another case": (
        1_500,
        lambda size: (contract(*names(size, "f")), "jsonl", row(names(size, "F"))),
    ),
    "empty rows of many fields": (300, lambda size: (contract(*names(size, "f")), "jsonl", "{}\n" * 1_000)),
    "required and missing": (
        300,
        lambda size: (
            contract(*(f"{each}, required: true" for each in names(size, "f"))),
            "jsonl",
            "{}\n" * 200,
        ),
    ),
    "values of an enum": (300, lambda size: (contract("a" + MANY), "csv", "a,b\n" + "v2999,\n" * size)),
    "long names": (10_000, lambda size: (contract("ab" * size), "csv", "ab" * (size - 1) + "ba,x\n")),
    "names of one kind": (
        2_000,
        lambda size: (contract(*names(50, "abcdefghij")), "csv", ",".join(names(size, "abcdefghik")) + "\n"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_double_size_takes_less_than_three_times_as_long(name: str) -> None:
    """Over as many runs as take at least three tenths of a second."""
    size, make = CASES[name]

    def search(size: int, times: int = 1) -> Callable[[], object]:
        text, form, sample = make(size)
        unit = compiled(text)
        return lambda: [found(unit, form, sample) for _ in range(times)]

    search(10)()  # what is loaded once
    times = max(1, math.ceil(0.3 / max(cpu_of(search(size)), 0.001)))
    grows_less_than(3, lambda size: search(size, times), size)


def test_no_sample_within_the_limits_takes_long() -> None:
    """With the maximum number of unknown columns, all similar to fields."""
    unit, sample = compiled(contract(*names(5_000, "fa"))), ",".join(names(COLUMNS, "fb")) + "\n"
    with within(60):
        assert len(found(unit, "csv", sample)) > COLUMNS


@pytest.mark.slow
def test_rows_times_fields_have_a_reported_limit() -> None:
    """Empty rows are short, and each could have every field."""
    unit = compiled(contract(*names(MOST_LOOKS // 1_000 + 1, "f")))
    assert [each.kind for each in found(unit, "jsonl", "{}\n" * 1_000)] == ["unchecked"]
    assert [each.kind for each in found(unit, "jsonl", "{}\n" * 999)] == []
