"""Time of `meshwright catalog build`, as a whole process, compared with the check with which it begins.

Usage: python benchmarks/catalog.py [--counts 1000,10000] [--keep FOLDER]

The mesh: products in 40 domains, three ports each, contracts of a dozen fields with column lineage, promises, entities.
With Chromium: the time until the search of the home page answers, from a server on this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import os
import platform
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from check import Cost, run

from meshes import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAINS = 40
PORTS = 3
FIELDS = 12
ENTITIES = 8
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def generate(folder: Path, count: int) -> None:
    """Write a mesh of so many products."""
    chance = random.Random(1)
    governance = folder / "governance"
    governance.mkdir(parents=True)
    (governance / "mesh.yaml").write_text(
        "apiVersion: meshwright/v1\nkind: Mesh\nname: large\ntitle: A large mesh\n"
        "repository: {url: https://github.com/example/mesh, kind: github, branch: main}\n"
    )
    (governance / "registers.yaml").write_text("---\n".join(_registers()))
    for number in range(count):
        _product(folder, number, chance)


def _registers() -> Iterator[str]:
    for domain in range(DOMAINS):
        yield (
            f"apiVersion: meshwright/v1\nkind: Domain\nname: domain-{domain}\ntitle: Domain {domain}\n"
            f"purpose: What domain {domain} knows best.\nowner: team-{domain}\n"
        )
        yield (
            f"apiVersion: meshwright/v1\nkind: Team\nname: team-{domain}\ntitle: Team {domain}\n"
            f"members: [{{username: owner-{domain}, role: owner}}]\n"
            f"support: [{{channel: 'ask-{domain}', url: 'https://chat.example/{domain}', scope: interactive}}]\n"
        )
    for entity in range(ENTITIES):
        yield (
            f"apiVersion: meshwright/v1\nkind: Entity\nname: entity-{entity}\ndefinition: A thing of kind {entity}.\n"
            f"steward: team-{entity}\nidentifier: {{scheme: key-{entity}, logicalType: string, pattern: '^K[0-9]{{9}}$'}}\n"
        )
        for domain in range(DOMAINS):
            yield (
                f"apiVersion: meshwright/v1\nkind: Meaning\ndomain: domain-{domain}\nentity: entity-{entity}\n"
                f"means: a thing of kind {entity}\nrelation: exactMatch\n"
                f"schemes: [{{scheme: key-{entity}, columns: ['*/key_{entity}']}}]\n"
            )


def _product(folder: Path, number: int, chance: random.Random) -> None:
    word = WORDS[number % len(WORDS)]
    name, domain = f"{word}-{number}", f"domain-{number % DOMAINS}"
    home = folder / "products" / domain / name
    (home / "contracts").mkdir(parents=True)
    reads = sorted({chance.randrange(number) for _ in range(2)}) if number else []
    inputs = "".join(f"  - {{name: in-{each}, version: 1.0.0, contractId: c{each}-0}}\n" for each in reads)
    outputs = "".join(
        f"  - {{name: port-{port}, version: 1.0.0, contractId: c{number}-{port}, type: table}}\n"
        for port in range(PORTS)
    )
    (home / "product.odps.yaml").write_text(
        f"apiVersion: v1.1.0\nkind: DataProduct\nid: p{number}\nname: {name}\nversion: 1.0.0\nstatus: active\n"
        f"domain: {domain}\ntype: {'sourceAligned' if not reads else 'aggregate'}\n"
        f"description: {{purpose: 'What {word} number {number} have to say, by day and by region, for who plans.'}}\n"
        + (f"inputPorts:\n{inputs}" if reads else "")
        + f"outputPorts:\n{outputs}team: {{name: team-{number % DOMAINS}}}\n"
    )
    for port in range(PORTS):
        (home / "contracts" / f"port-{port}.odcs.yaml").write_text(_contract(number, port, reads, word))


def _contract(number: int, port: int, reads: list[int], word: str) -> str:
    fields = []
    for field in range(FIELDS):
        name = (
            f"key_{(number + field) % ENTITIES}"
            if field < 2
            else f"{WORDS[(field * 7) % len(WORDS)]}_{field}"
        )
        lines = f"      - name: {name}\n        logicalType: string\n        physicalType: varchar\n"
        lines += "        classification: internal\n"
        lines += f"        description: What is known of {name} at the end of the day.\n"
        if field < 1:
            lines += "        primaryKey: true\n        required: true\n"
        if field < 2:
            lines += "        logicalTypeOptions: {pattern: '^K[0-9]{9}$'}\n"
        elif reads:
            source = (
                f"domain-{reads[0] % DOMAINS}/{WORDS[reads[0] % len(WORDS)]}-{reads[0]}/port-0@1/rows/{name}"
            )
            lines += f"        transformSourceObjects: [{source}]\n"
        fields.append(lines)
    return (
        f"apiVersion: v3.2.0\nkind: DataContract\nid: c{number}-{port}\nname: {word} {number} {port}\nversion: 1.0.0\n"
        f"status: active\ndescription: {{purpose: 'The {word} of number {number}.'}}\n"
        f"servers: [{{server: lake, type: postgresql, host: db.example, port: 5432, database: d{number % 40}, schema: s}}]\n"
        f"schema:\n  - name: rows\n    physicalType: table\n    description: One row a {word}.\n"
        f"    dataGranularityDescription: One row a {word}.\n"
        "    quality: [{metric: rowCount, mustBeGreaterThan: 0, severity: error}]\n    properties:\n"
        + "".join(fields)
        + "slaProperties:\n  - {property: latency, value: 26, unit: h}\n  - {property: frequency, value: 1, unit: d}\n"
        "  - {property: retention, value: 365, unit: d}\nroles: [{role: analyst, access: read}]\n"
    )


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", default="1000")
    parser.add_argument("--keep", type=Path, help="leave the meshes and their sites in this folder")
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}\n"
    )
    print(
        "| products | check s | build s | beside the check s | peak MiB of the check | peak MiB of the build "
        "| pages | kB a page | files | MB | home page usable s |\n|" + "---:|" * 11
    )
    meshwright = [sys.executable, "-m", "meshwright"]
    for count in map(int, options.counts.split(",")):
        with _folder(options.keep, count) as folder:
            generate(folder, count)
            checked = run([*meshwright, "check", str(folder)])
            built = run([*meshwright, "catalog", "build", str(folder)])
            print(_row(count, checked, built, folder / "build" / "site"))


@contextlib.contextmanager
def _folder(keep: Path | None, count: int) -> Iterator[Path]:
    if keep is not None:
        shutil.rmtree(keep / str(count), ignore_errors=True)
        yield keep / str(count)
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "mesh"


def _row(count: int, checked: Cost, built: Cost, site: Path) -> str:
    pages = [each.stat().st_size for each in site.rglob("index.html")]
    sizes = [each.stat().st_size for each in site.rglob("*") if each.is_file()]
    usable = _usable(site)
    cells = (
        f"{count}",
        f"{checked.wall:.1f}",
        f"{built.wall:.1f}",
        f"{built.wall - checked.wall:.1f}",
        f"{checked.peak_mib:.0f}",
        f"{built.peak_mib:.0f}",
        f"{len(pages)}",
        f"{sum(pages) / len(pages) / 1000:.1f}",
        f"{len(sizes)}",
        f"{sum(sizes) / 1e6:.0f}",
        f"{usable:.2f}" if usable is not None else "no Chromium",
    )
    return f"| {' | '.join(cells)} |"


def _usable(site: Path) -> float | None:
    """Measure the time from a new browser's request for the home page to the search's first result."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM.split())
            times = []
            for _ in range(3):
                page = browser.new_context().new_page()
                began = time.perf_counter()
                page.goto(f"http://127.0.0.1:{server.server_port}/index.html", wait_until="domcontentloaded")
                page.keyboard.press("Control+k")
                page.locator(".mw-search input[type=search]").fill("payments")
                page.locator(".mw-search a").first.wait_for()
                times.append(time.perf_counter() - began)
                page.context.close()
            browser.close()
    finally:
        server.shutdown()
    return sorted(times)[1]


if __name__ == "__main__":
    main()
