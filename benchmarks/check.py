"""Time of `meshwright check`, as whole processes, compared with only loading the same files.

Usage: python benchmarks/check.py [--counts 200,1000,10000] [--kinds mesh,full] [--runs 3] [--peers FOLDER] [--write]

With `--write` the table is also written to `benchmarks/results/check.md`, with a chart next to it. `--peers` is a folder of
programs, as described in `peers.py`.

There are two kinds of files: `mesh`, small contracts with products, lineage and registries (`meshes.py`), and `full`, copies
of the standard's full example with other ids, which has one mistake and one doubt.
Every figure is the median of several runs of a fresh process on freshly written files; where a file is edited, each run
has an edit of its own: one of its text (a description), or one of its facts (a type). CPU time counts the children too.
The program has its bytecode on the disk, as where it is installed: compiling its source in each run takes 0.25 s more.
Ratios are comparable between machines, seconds are not.
"""

from __future__ import annotations

import argparse
import compileall
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

from chart import Bar, bars
from peers import peers

import meshes
import meshwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("meshwright", "PyYAML", "pydantic", "pydantic-core")
LOADING = "PyYAML CSafeLoader, loading alone"
EDITED = "c1-0"
"""The id of the edited contract."""
SOURCE = Path(__file__).parent / "full-example.odcs.yaml"
LOAD = """
import sys, pathlib, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    list(yaml.load_all(path.read_bytes(), yaml.CSafeLoader))
"""


class Cost(NamedTuple):
    """The time and memory of one process."""

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
    """Run a process without showing its output; exit code 1 (findings) is accepted.

    `cache` is a folder of stored results.
    """
    began = time.perf_counter()
    environment = os.environ | {"MESHWRIGHT_CACHE": cache, "PYTHONDONTWRITEBYTECODE": ""}
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


def median(
    command: list[str], runs: int, cache: str = "", edit: Callable[[int], object] = lambda _: None
) -> Cost:
    """Run a command several times, each after an edit."""
    costs = []
    for number in range(runs):
        edit(number)
        costs.append(run(command, cache))
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", default="200,2000")
    parser.add_argument("--kinds", default="mesh,full")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    compileall.compile_dir(next(iter(meshwright.__path__)), quiet=1)
    lines = []
    chart: dict[str, list[Bar]] = {}
    kinds, counts = options.kinds.split(","), options.counts.split(",")
    for line in table(counts, kinds, options.runs, options.peers, chart):
        print(line, flush=True)
        lines.append(line)
    if options.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "check.md").write_text("\n".join(("# Check", "", *lines, "")))
        for title, found in chart.items():
            unit = (
                f"Contracts for each second of CPU ({platform.machine()}, Python {platform.python_version()})"
            )
            (RESULTS / f"check-{title}.svg").write_text(bars(f"A mesh of {title} contracts", unit, found))


def table(
    counts: list[str], kinds: list[str], runs: int, programs: Path | None, chart: dict[str, list[Bar]]
) -> Iterator[str]:
    """Yield the lines of a Markdown text: the machine and the measurements; add the bars of meshes to the chart."""
    program = [sys.executable, "-m", "meshwright"]
    machine = (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    yield f"{datetime.now().astimezone():%Y-%m-%d}: {machine}; medians of {runs} runs of whole processes."
    yield f"Python {platform.python_version()}; {', '.join(f'{each} {version(each)}' for each in PACKAGES)}."
    yield ""
    for flag in ("--version", "--help"):
        yield f"`meshwright {flag}`: {median([*program, flag], 9).cpu * 1000:.0f} ms of CPU."
    yield from (
        "",
        "| files | contracts | | wall s | CPU s | CPU : CSafeLoader | peak MiB |",
        "|---|---:|---|---:|---:|---:|---:|",
    )
    for kind, count in ((kind, int(count)) for kind in kinds for count in counts):
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as cache:
            folder = Path(name)
            {"mesh": meshes.generate, "full": generate}[kind](folder, count)
            tracked(name)
            load = median([sys.executable, "-c", LOAD, name], runs)
            found = dict(costs(program, folder, cache, runs, kind))
            found[LOADING] = load
            for label, cost in found.items():
                yield row(kind, count, label, cost, load)
            drawn = [Bar(label, count / cost.cpu, label != LOADING) for label, cost in found.items()]
            for peer in peers(programs, folder) if programs and kind == "mesh" else ():
                cost = run(peer.command)
                yield row(
                    kind,
                    peer.contracts,
                    peer.name,
                    cost,
                    load._replace(cpu=load.cpu * peer.contracts / count),
                )
                drawn.append(Bar(peer.name, peer.contracts / cost.cpu, is_ours=False))
            if kind == "mesh":
                chart[f"{count}"] = drawn


def costs(program: list[str], folder: Path, cache: str, runs: int, kind: str) -> Iterator[tuple[str, Cost]]:
    """Yield the time of `check` and of commands that read a mesh, without and with stored results."""
    name = str(folder)
    check = [*program, "check", name]
    yield "meshwright check", median(check, runs)
    yield "the same, one process", median([*check, "--jobs", "1"], runs)
    run(check, cache)
    yield "nothing changed, stored", median(check, runs, cache)
    if kind != "mesh":
        return
    contract = next(
        path for path in sorted(folder.rglob("*.odcs.yaml")) if f"id: {EDITED}\n" in path.read_text()
    )
    text = contract.read_text()

    def reworded(number: int) -> None:
        contract.write_text(text.replace("at the end of the day", f"at {number} o'clock"))

    def retyped(number: int) -> None:
        contract.write_text(text.replace("physicalType: varchar", f"physicalType: varchar({number + 9})", 1))

    yield "one description edited, stored", median(check, runs, cache, reworded)
    yield "one type edited, stored", median(check, runs, cache, retyped)
    contract.write_text(text)
    product = "domain-1/payments-1"
    questions = {
        "graph downstream": [*program, "graph", "downstream", product, "--mesh", name],
        "resolve": [*program, "resolve", f"{product}/port-0@1", name],
        "graph impact": [*program, "graph", "impact", f"{product}/port-0@1", "--mesh", name],
    }
    for label, command in questions.items():
        yield f"`{label}`, documents stored", run(command, cache)
        yield f"`{label}`, asked again", median(command, runs, cache)
    retyped(0)
    comparisons = {
        "impact": [*program, "impact", "HEAD", "--mesh", name],
        "diff": [*program, "diff", "HEAD", "--mesh", name],
        "report": [*program, "report", "--base", "HEAD", "--mesh", name],
    }
    for label, command in comparisons.items():
        yield f"`{label}` of one type edited, documents stored", run(command, cache)
        yield f"`{label}` of one type edited, asked again", median(command, runs, cache)
    contract.write_text(text)


def tracked(folder: str) -> None:
    """Make a folder a repository with its files, as those of meshes are."""
    author = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", "-C", folder, *command], check=True)


def row(kind: str, count: int, label: str, cost: Cost, load: Cost) -> str:
    """Write a line of the table."""
    figures = f"{cost.wall:.2f} | {cost.cpu:.2f} | {cost.cpu / load.cpu:.2f} | {cost.peak_mib:.0f}"
    return f"| {kind} | {count} | {label} | {figures} |"


if __name__ == "__main__":
    main()
