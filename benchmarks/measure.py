"""CPU time and memory of `meshwright measure`, as whole processes, compared with another program on the same contract.

Usage: python benchmarks/measure.py [--rows 1000000] [--columns 9] [--contracts 1] [--other PATH]

Each contract has nine columns, or 41 with 115 figures, and the same Parquet file.
`--other` is the program of datacontract-cli, in an environment of
its own (`pip install "datacontract-cli[duckdb]"`). It takes one contract at a time: of several it is run on one, and
its time is multiplied.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: NAME
name: NAME
version: 1.0.0
status: active
servers:
  - {server: files, type: local, path: plays.parquet, format: parquet}
schema:
  - name: plays
    physicalName: plays
    properties:
      - {name: play_id, logicalType: string, required: true, unique: true, physicalType: VARCHAR}
      - name: artist
        logicalType: string
        physicalType: VARCHAR
        required: true
        logicalTypeOptions: {pattern: '^A[0-9]{6}$'}
      - name: track
        logicalType: string
        physicalType: VARCHAR
        required: true
        logicalTypeOptions: {minLength: 4, maxLength: 12}
      - name: country
        logicalType: string
        physicalType: VARCHAR
        required: true
        quality: [{metric: invalidValues, arguments: {validValues: [DE, FR, GB]}, mustBe: 0}]
      - {name: played_at, logicalType: timestamp, required: true, physicalType: TIMESTAMP}
      - name: ms
        logicalType: integer
        physicalType: BIGINT
        required: true
        logicalTypeOptions: {minimum: 0, maximum: 1000000}
      - {name: amount, logicalType: number, physicalType: "DECIMAL(10,2)", quality: [{metric: nullValues, mustBe: 0}]}
      - {name: skipped, logicalType: boolean, required: true, physicalType: BOOLEAN}
      - {name: device, logicalType: string, physicalType: VARCHAR}
"""
ROWS = """\
COPY (
  SELECT printf('%036d', i) AS play_id, printf('A%06d', i % 20000) AS artist, printf('T%05d', i % 90000) AS track,
    ['DE', 'FR', 'GB'][1 + i % 3] AS country, TIMESTAMP '2026-11-01' + INTERVAL (i) SECOND AS played_at,
    (i * 7919) % 900000 AS ms, CAST((i % 1000) / 100 AS DECIMAL(10, 2)) AS amount, i % 9 = 0 AS skipped,
    'd' || (i % 50) AS device
  FROM range($rows) AS t(i)
) TO 'plays.parquet'
"""


def wide() -> tuple[str, str]:
    """Return a contract of 41 columns with 115 figures, and the query for its rows."""
    fields = [
        "      - {name: play_id, logicalType: string, physicalType: VARCHAR, required: true, unique: true}"
    ]
    values = ["printf('%036d', i) AS play_id"]
    for at in range(20):
        options = "minimum: 0, maximum: 1000000"
        fields.append(_column(f"n{at}", "integer", "BIGINT", f"logicalTypeOptions: {{{options}}}"))
        values.append(f"(i * {7919 + at}) % 900000 AS n{at}")
    for at in range(10):
        least = "minLength: 2, " if at < 3 else ""
        options = f"pattern: '^[A-Z][0-9]+$', {least}maxLength: 12"
        fields.append(_column(f"t{at}", "string", "VARCHAR", f"logicalTypeOptions: {{{options}}}"))
        values.append(f"printf('T%05d', i % {90000 + at}) AS t{at}")
    for at in range(10):
        rule = "{metric: invalidValues, arguments: {validValues: [DE, FR, GB]}, mustBe: 0}"
        fields.append(_column(f"c{at}", "string", "VARCHAR", f"quality: [{rule}]"))
        values.append(f"['DE', 'FR', 'GB'][1 + (i + {at}) % 3] AS c{at}")
    head = CONTRACT.partition("    properties:\n")[0]
    rows = f"COPY (SELECT {', '.join(values)} FROM range($rows) AS t(i)) TO 'plays.parquet'"
    return head + "    properties:\n" + "".join(f"{each}\n" for each in fields), rows


def _column(name: str, logical: str, physical: str, more: str) -> str:
    return (
        f"      - {{name: {name}, logicalType: {logical}, physicalType: {physical}, required: true, {more}}}"
    )


def main() -> None:
    """Make the data, and print a line for each program."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, choices=(9, 41), default=9)
    parser.add_argument("--contracts", type=int, default=1)
    parser.add_argument("--other", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        import duckdb

        contract, rows = wide() if options.columns == 41 else (CONTRACT, ROWS)
        duckdb.execute(rows.replace("$rows", str(options.rows)))
        for number in range(options.contracts):
            Path(f"c{number}.odcs.yaml").write_text(contract.replace("NAME", f"plays{number}"))
        cpu, most = taken([sys.executable, "-m", "meshwright", "measure", "--mesh", "."])
        print(f"meshwright: {cpu:.2f} s of CPU, {most} MiB")
        if options.other:
            other, much = taken([str(options.other), "test", "c0.odcs.yaml"])
            other *= options.contracts
            print(f"{options.other.name}: {other:.2f} s of CPU, {much} MiB; {other / cpu:.1f} times as long")


def taken(command: list[str]) -> tuple[float, int]:
    """Run a program; return its CPU seconds, and the MiB of its largest process."""
    read, write = os.pipe()
    if os.fork() == 0:
        import resource

        done = subprocess.run(command, capture_output=True, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = f"{done.returncode} {used.ru_utime + used.ru_stime} {used.ru_maxrss // 1024}"
        os.write(write, line.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        code, cpu, most = answer.read().split()
    os.wait()
    if code != "0":
        sys.exit(f"{command[0]} ends with {code}")
    return float(cpu), int(most)


if __name__ == "__main__":
    main()
