"""How long `meshwright check` takes, as whole processes, beside what loading the same files costs alone.

Usage: python benchmarks/check.py [--counts 200,1000,10000] [--kinds mesh,full] [--runs 3] [--write]

With `--write` the table is written to `benchmarks/results/check.md`, too.

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
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import meshes

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("meshwright", "PyYAML", "pydantic", "pydantic-core")
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


def run(command: list[str], cache: str = "") -> Cost:
    """Run a process; its output goes nowhere, and exit code 1 (findings) is fine. `cache` is a folder of stored results."""
    began = time.perf_counter()
    environment = os.environ | {"MESHWRIGHT_CACHE": cache}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    with process.stderr as stderr:
        errors = stderr.read()
    _, status, usage = os.wait4(process.pid, 0)  # with what its own children took
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command} gave {process.returncode}: {errors.decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(command: list[str], runs: int, cache: str = "") -> Cost:
    """Run a command several times."""
    costs = [run(command, cache) for _ in range(runs)]
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", default="200,2000")
    parser.add_argument("--kinds", default="mesh,full")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = []
    for line in table(options.counts.split(","), options.kinds.split(","), options.runs):
        print(line, flush=True)
        lines.append(line)
    if options.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "check.md").write_text("\n".join(("# Check", "", *lines, "")))


def table(counts: list[str], kinds: list[str], runs: int) -> Iterator[str]:
    """Yield the lines of a text in Markdown: the machine, and what was measured."""
    meshwright = [sys.executable, "-m", "meshwright"]
    machine = (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    yield f"{datetime.now().astimezone():%Y-%m-%d}: {machine}; medians of {runs} runs of whole processes."
    yield f"Python {platform.python_version()}; {', '.join(f'{each} {version(each)}' for each in PACKAGES)}."
    yield ""
    for flag in ("--version", "--help"):
        yield f"`meshwright {flag}`: {median([*meshwright, flag], 9).cpu * 1000:.0f} ms of CPU."
    yield from (
        "",
        "| files | contracts | | wall s | CPU s | CPU : CSafeLoader | peak MiB |",
        "|---|---:|---|---:|---:|---:|---:|",
    )
    for kind, count in ((kind, int(count)) for kind in kinds for count in counts):
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as cache:
            {"mesh": meshes.generate, "full": generate}[kind](Path(name), count)
            tracked(name)
            load = median([sys.executable, "-c", LOAD, name], runs)
            check = [*meshwright, "check", name]
            yield row(kind, count, "meshwright check", median(check, runs), load)
            yield row(kind, count, "the same, one process", median([*check, "--jobs", "1"], runs), load)
            run(check, cache)
            yield row(kind, count, "nothing changed, with `--cache`", median(check, runs, cache), load)
            yield row(kind, count, "PyYAML CSafeLoader, loading alone", load, load)


def tracked(folder: str) -> None:
    """Make a folder a repository that tracks its files, as those of meshes do."""
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", "-C", folder, *command], check=True)


def row(kind: str, count: int, label: str, cost: Cost, load: Cost) -> str:
    """Write a line of the table."""
    figures = f"{cost.wall:.2f} | {cost.cpu:.2f} | {cost.cpu / load.cpu:.2f} | {cost.peak_mib:.0f}"
    return f"| {kind} | {count} | {label} | {figures} |"


if __name__ == "__main__":
    main()
