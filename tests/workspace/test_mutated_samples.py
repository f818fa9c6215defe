"""Samples with random changes of bytes and structure: none raises, takes long or takes much memory."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cpu import cpu, machine
from meshwright.facts.compile import compile_unit
from meshwright.facts.compile_sample import compile_sample
from meshwright.mesh.link import link
from meshwright.mesh.sample_validation import violations
from meshwright.rulekit.engine import LocalRules
from meshwright.workspace.parquet_process import isolated_rows

SEED = 20261128
RULES = LocalRules(())
CONTRACT = b"""apiVersion: v3.2.0
kind: DataContract
id: c
version: 1.0.0
status: active
schema:
- name: t
  properties:
  - {name: id, logicalType: integer, primaryKey: true}
  - {name: at, logicalType: timestamp, required: true}
  - {name: day, logicalType: date, logicalTypeOptions: {maximum: "2030-01-01"}}
  - {name: name, logicalType: string, unique: true, logicalTypeOptions: {pattern: "^(a+)+$"}}
  - {name: tags, logicalType: array, items: {logicalType: string}}
  - {name: sum, logicalType: number, logicalTypeOptions: {multipleOf: 0.01}}
"""
ROWS = [
    {
        "id": n,
        "at": f"2026-11-{n % 28 + 1:02}T00:00:00Z",
        "day": "2026-01-01",
        "name": f"a{n}",
        "tags": ["x"],
        "sum": n / 4,
    }
    for n in range(40)
]
CSV = (
    "id,at,day,name,tags,sum\n" + "".join(f'{n},2026-11-01T00:00:00Z,,"a,{n}",,1.5\n' for n in range(40))
).encode()
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
PIECES = (
    b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"{", b"}", b"[", b"]", b":", b"\\u", b"\\ud800", b"1e999", b"-", b"nan",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"0" * 500, b'"' * 99, b"[" * 99, b"+10000-01-01", b"2026-13-41T99:99:99+99:99",
)  # fmt: skip


def parquet_files() -> list[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = [
        pa.Table.from_pylist(ROWS),
        pa.table(
            {"id": pa.array([1, 2], pa.int64()).cast(pa.timestamp("ns", tz="UTC")), "name": [["a"], None]}
        ),
        pa.table({"id": pa.array(["x", "y"] * 500), "tags": pa.array([{"a": {"b": 1}}] * 1000)}),
    ]
    found = []
    for table in tables:
        for compression in ("none", "zstd", "snappy"):
            data = io.BytesIO()
            pq.write_table(table, data, compression=compression, row_group_size=17)
            found.append(data.getvalue())
    return found


def mutated(data: bytes, chance: random.Random, *, is_binary: bool) -> bytes:
    """Change some bytes; in Parquet mostly those of the footer, which locates everything else."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(changed))
        if is_binary:
            if chance.random() < 0.6:
                at = chance.randrange(max(0, len(changed) - 900), len(changed) - 8)
            changed[at] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
            continue
        end = min(len(changed), at + chance.choice((0, 0, 1, 40)))
        piece = chance.choice(PIECES) * chance.choice((1, 1, 1, 50))
        changed[at:end] = piece if chance.random() < 0.7 else changed[end : end + 200] + piece
    return bytes(changed)


def run(seed: int, count: int, form: Any) -> None:
    chance = random.Random(f"{seed} {form}")
    sources = {"csv": [CSV], "jsonl": [JSONL]}.get(form) or parquet_files()
    unit = compile_unit(CONTRACT, RULES)
    worst = 0.0
    for _ in range(count):
        data = mutated(chance.choice(sources), chance, is_binary=form == "parquet")
        before = cpu()
        read = compile_sample(data, form, RULES, isolated_rows)
        (bound,) = link({"c.odcs.yaml": unit, f"samples/t.{form}": read}, None).samples
        violations(bound)
        worst = max(worst, cpu() - before)
    memory = max(peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(json.dumps({"worst": worst, "memory": memory}))  # noqa: T201 - read by the test


def peak() -> int:
    """Return this program's maximum memory in KiB; `getrusage` includes the process that started it."""
    status = Path("/proc/self/status").read_text() if sys.platform == "linux" else "VmHWM: 0"
    return int(status.partition("VmHWM:")[2].split()[0])


def hold(form: str, seed: int, count: int) -> None:
    done = subprocess.run(
        [sys.executable, __file__, str(seed), str(count), form],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["worst"] < 2 * machine()
    assert found["memory"] < 512 * 1024  # KiB


@pytest.mark.slow
@pytest.mark.parametrize(("form", "count"), [("csv", 400), ("jsonl", 400), ("parquet", 100)])
def test_no_mutant_raises_or_takes_long(form: str, count: int) -> None:
    """At most two seconds and half a GiB each."""
    hold(form, SEED, count)


@pytest.mark.nightly
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_three_thousand_more_mutants_do_not_raise(form: str) -> None:
    """The same, with other mutants."""
    hold(form, SEED + 1, 3_000)


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
