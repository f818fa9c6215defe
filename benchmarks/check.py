"""How long `meshwright check` takes, as whole processes, beside what loading the same files costs alone.

Usage: python benchmarks/check.py [--counts 200,1000,10000] [--kinds mesh,full] [--runs 3]

Files are of two kinds: `mesh`, small contracts with products, lineage and registers (`meshes.py`), and `full`, copies of
the standard's full example with other ids, which has one mistake and one doubt.
Every figure is the median of several runs of a fresh process on freshly written files;
CPU time counts the children too. Ratios travel between machines, seconds don't.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import meshes

SOURCE = Path(__file__).parent / "full-example.odcs.yaml"
LOAD = """
import sys, pathlib, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    list(yaml.load_all(path.read_bytes(), yaml.CSafeLoader))
"""


class Cost(NamedTuple):
    """What one process took."""

    wall: float
    cpu: float
    peak_mib: float


def generate(folder: Path, count: int) -> None:
    """Write the standard's full example `count` times, with other ids."""
    text = SOURCE.read_text()
    for number in range(count):
        target = folder / f"domain{number % 20}" / f"contract{number}.odcs.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            re.sub(r"(?m)^id: .*$", f"id: 53581432-6c55-4ba2-a65f-{number:012d}", text, count=1)
        )


def run(command: list[str]) -> Cost:
    """Run a process; its output goes nowhere, and exit code 1 (findings) is fine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, errors = process.communicate()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command} gave {process.returncode}: {errors.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, after.ru_maxrss / 1024)


def median(command: list[str], runs: int) -> Cost:
    """Run a command several times."""
    costs = [run(command) for _ in range(runs)]
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", default="200,2000")
    parser.add_argument("--kinds", default="mesh,full")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    meshwright = [sys.executable, "-m", "meshwright"]
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}\n"
    )
    for flag in ("--version", "--help"):
        print(f"`meshwright {flag}`: {median([*meshwright, flag], 9).wall * 1000:.0f} ms")
    print("\n| files | contracts | | wall s | CPU s | CPU : CSafeLoader | peak MiB |")
    print("|---|---:|---|---:|---:|---:|---:|")
    asked = [(kind, int(count)) for kind in options.kinds.split(",") for count in options.counts.split(",")]
    for kind, count in asked:
        with tempfile.TemporaryDirectory() as name:
            {"mesh": meshes.generate, "full": generate}[kind](Path(name), count)
            load = median([sys.executable, "-c", LOAD, name], options.runs)
            for jobs in (0, 1):
                cost = median([*meshwright, "check", "--jobs", str(jobs), name], options.runs)
                label = "meshwright check" if jobs == 0 else "the same, one process"
                print(row(kind, count, label, cost, load))
            print(row(kind, count, "PyYAML CSafeLoader, loading alone", load, load))


def row(kind: str, count: int, label: str, cost: Cost, load: Cost) -> str:
    """Write a line of the table."""
    figures = f"{cost.wall:.2f} | {cost.cpu:.2f} | {cost.cpu / load.cpu:.2f} | {cost.peak_mib:.0f}"
    return f"| {kind} | {count} | {label} | {figures} |"


if __name__ == "__main__":
    main()
