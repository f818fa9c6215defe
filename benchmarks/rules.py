"""CPU time of each rule on a mesh generated from a seed; fails if one exceeds its budget.

Usage: python benchmarks/rules.py [--count 1000] [--rules 25]

The yardstick is what PyYAML's CSafeLoader needs to load the same files: a rule may take a tenth of that.
What several rules share is charged to the first that asks for it.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import meshes
from meshwright.facts.compile import compile_unit
from meshwright.mesh.link import link
from meshwright.rulekit import engine
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET = 0.1
"""The maximum share of the yardstick for one rule."""
RUNS = 3


class Stopwatch:
    """Counts the CPU time of each rule, through the engine's isolation of rules."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.look = engine._look  # noqa: SLF001 - there is no other place that all rules pass

    def __call__(self, rule: Any, *rest: Any) -> None:  # noqa: ANN401 - what the engine passes
        """Run the rule, and count its time."""
        began = time.process_time_ns()
        self.look(rule, *rest)
        self.spent[rule.name] += time.process_time_ns() - began


def least(work: Callable[[], object]) -> float:
    """Return the minimum CPU seconds of several runs."""
    found = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def timed(files: dict[str, bytes]) -> Counter[str]:
    """Return the minimum CPU time of each rule, in nanoseconds."""
    rules = all_rules()
    runs: list[Counter[str]] = []
    for _ in range(RUNS):
        engine._look = watch = Stopwatch()  # noqa: SLF001
        local = engine.LocalRules(rules)
        units = {path: compile_unit(data, local) for path, data in files.items()}
        engine.check_mesh(rules, link(units, date(2026, 11, 29)))
        engine._look = watch.look  # noqa: SLF001
        runs.append(watch.spent)
    return Counter({name: min(run[name] for run in runs) for name in runs[0]})


def main() -> int:
    """Measure, print a table in Markdown, and return 1 if a rule exceeds its budget."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rules", type=int, default=25)
    options = parser.parse_args()
    gc.disable()  # as `check` does
    with tempfile.TemporaryDirectory() as folder:
        meshes.generate(Path(folder), options.count)
        found = sorted(Path(folder).rglob("*.yaml"))
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    yardstick = least(lambda: [list(yaml.load_all(data, yaml.CSafeLoader)) for data in files.values()])
    spent = timed(files)
    total = sum(spent.values()) / 1e9
    print(f"{len(files):,} files; CSafeLoader {yardstick:.2f} s, all rules {total:.2f} s of CPU\n")
    print("| rule | ms | of CSafeLoader |\n|---|---:|---:|")
    for name, took in spent.most_common(options.rules):
        print(f"| {name} | {took / 1e6:.1f} | {took / 1e9 / yardstick:.1%} |")
    dear = [name for name, took in spent.items() if took / 1e9 > BUDGET * yardstick]
    for name in dear:
        print(f"\n`{name}` takes more than {BUDGET:.0%} of CSafeLoader", file=sys.stderr)
    return int(bool(dear))


if __name__ == "__main__":
    sys.exit(main())
