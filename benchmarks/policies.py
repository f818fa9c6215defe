"""CPU time that policies add to a check of a large mesh, in pairs: the same mesh without them, and with them.

Usage: python benchmarks/policies.py [--contracts 10000] [--policies 50] [--pairs 5] [--profile]

The mesh (`meshes.py`) is compiled once. Each side of a pair is a fork of that process, which compiles the documents of
the policies, links the mesh, checks it whole and reports its CPU time. So what differs is all that policies take:
compiling, binding and testing them, loading tables, running, and settling what they find. The policies are five
shapes (fields, ports, inputs, servers and service levels, products with support) with other names and limits each;
a few find something.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import meshes
from meshwright.mesh.link import link
from meshwright.rulekit.configuration import Configuration
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check_linked, context_of

if TYPE_CHECKING:
    from meshwright.facts.unit import Unit

TODAY = date(2026, 11, 29)
MOST = 1.5
"""CPU seconds that 50 policies may add to a check of 10,000 contracts."""
SHAPES = (
    (
        "timestamps-of-domain-{0}-are-named-at",
        (
            "SELECT field.address, field.name FROM field JOIN contract USING (contract_id) "
            "WHERE contract.domain = 'domain-{0}' AND field.logical_type = 'timestamp' AND field.name NOT GLOB '*at'"
        ),
    ),
    (
        "domain-{0}-keeps-personal-data-short",
        (
            "SELECT port.address, port.retention_days AS name FROM port JOIN product USING (product_id) "
            "WHERE product.domain = 'domain-{0}' AND port.personal_data AND (port.retention_days <= {0}0) IS NOT TRUE"
        ),
    ),
    (
        "sources-of-domain-{0}-read-no-consumers",
        (
            "SELECT product.address, source.address AS name FROM input JOIN product USING (product_id) "
            "JOIN product AS source ON source.product_id = input.source_product_id "
            "WHERE product.domain = 'domain-{0}' AND product.archetype = 'sourceAligned' "
            "AND source.archetype = 'consumerAligned'"
        ),
    ),
    (
        "restricted-data-of-domain-{0}-stays",
        (
            "SELECT server.address, server.region AS name FROM server JOIN contract USING (contract_id) "
            "WHERE contract.domain = 'domain-{0}' AND contract.classification = 'restricted' "
            "AND (server.region = 'eu-{0}') IS NOT TRUE"
        ),
    ),
    (
        "tier-1-of-domain-{0}-is-on-call",
        (
            "SELECT product.address, product.tier AS name FROM product WHERE domain = 'domain-{0}' AND tier IS 1 AND "
            "product_id NOT IN (SELECT product_id FROM support WHERE scope IS 'on-call' AND product_id IS NOT NULL)"
        ),
    ),
)
POLICY = """\
apiVersion: meshwright/v1
kind: Policy
name: {name}
title: A requirement of domain {number}
owner: team-0
severity: warning
status: audit
sql: {sql}
message: "{{address}} has {{name}}"
tests:
  - fails: [player/play-events/daily@1]
    given: "kind: DataContract"
  - passes: [player/play-events/daily@1]
    given: "kind: DataContract"
"""


def policies(folder: Path, count: int) -> None:
    """Write policies; their tests fail, which takes as long as passing."""
    folder.mkdir()
    for number in range(count):
        name, sql = (each.format(number // len(SHAPES)) for each in SHAPES[number % len(SHAPES)])
        text = POLICY.format(name=name, number=number // len(SHAPES), sql=f'"{sql}"')
        (folder / f"{name}.yaml").write_text(text)


def seconds(folder: Path, memo: dict[str, Unit], *, profile: bool = False) -> float:
    """Check in a fork, and return its CPU seconds."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        began = time.process_time()
        check = _check
        if profile:
            import cProfile
            import pstats

            with cProfile.Profile() as found:
                check(folder, memo)
            pstats.Stats(found).sort_stats("cumulative").print_stats(60)
        else:
            check(folder, memo)
        os.write(writer, f"{time.process_time() - began}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    found_seconds = float(os.read(reader, 100))
    os.close(reader)
    os.close(writer)
    return found_seconds


def _check(folder: Path, memo: dict[str, Unit]) -> None:
    source = compiled(of_folder(folder), memo)
    mesh = link(source.linkable, TODAY)
    check_linked(source, context_of(source, mesh, Configuration(preset="standard")), lambda _: True)


def main() -> None:
    """Measure and print a line of Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--policies", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    options = parser.parse_args()
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        meshes.generate(root, options.contracts)
        memo: dict[str, Unit] = {}
        compiled(of_folder(root), memo, jobs=os.cpu_count() or 1)
        differences, without = [], []
        for _ in range(options.pairs):
            without.append(seconds(root, memo))
            policies(root / "policies", options.policies)
            differences.append(seconds(root, memo) - without[-1])
            for path in (root / "policies").iterdir():
                path.unlink()
            (root / "policies").rmdir()
        if options.profile:
            policies(root / "policies", options.policies)
            seconds(root, memo, profile=True)
    added = statistics.median(differences)
    print(
        f"| {options.contracts:,} | {options.policies} | {statistics.median(without):.2f} | {added:.2f} "
        f"| {min(differences):.2f}-{max(differences):.2f} |"
    )
    print(
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}, {os.cpu_count()} processors"
    )


if __name__ == "__main__":
    main()
