"""`meshwright generate [ADDRESS…]`: generates data that conforms to contracts, with keys that match across the mesh."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date

    from meshwright.generation.plan import Plan
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

MOST_ROWS = 1_000_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `generate`."""
    from meshwright.cli.memory import add_memory
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument(
        "addresses", nargs="*", metavar="ADDRESS", help="products, ports or objects (default: the whole mesh)"
    )
    parser.add_argument(
        "--rows", metavar="N", default="1000", help="maximum number of rows per object (default: 1000)"
    )
    parser.add_argument("--to", metavar="DIR", required=True, help="output folder, whose content is replaced")
    parser.add_argument(
        "--seed",
        metavar="N",
        default="0",
        help="the random seed: a different number gives different data (default: 0)",
    )
    parser.add_argument(
        "--format",
        choices=("csv", "jsonl", "parquet"),
        default="parquet",
        help="file format (default: parquet)",
    )
    parser.add_argument(
        "--until",
        metavar="TIME",
        help="latest time in the data: an ISO timestamp with a zone, or `now` (default: the start of the as-of date, UTC)",
    )
    parser.add_argument(
        "--spoil",
        action="append",
        default=[],
        metavar="RULE[=ADDRESS]",
        help="break one promise on purpose: required, unique, reference, range, pattern, enum, check-digit or freshness",
    )
    add_memory(parser)
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the data and print the files; return 1 if the data breaks a rule, and 2 if an object has no data."""
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.writing import refuse_link_out
    from meshwright.generation.plan import SpoilError, plan
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.generating import (
        ExpressionError,
        ForeignFolderError,
        NoDatabaseError,
        ShortOfMemoryError,
        write,
    )

    rows, seed = _number(options.rows, "--rows", 1, MOST_ROWS), _number(options.seed, "--seed", 0, 2**63)
    read = load_mesh(options)
    refuse_link_out(read.project.root, options.to)
    chosen = _chosen(options.addresses, read.mesh)
    locator = Locator(read.source)
    try:
        made = plan(
            read.mesh,
            locator.value,
            chosen,
            rows=rows,
            seed=seed,
            until=_until(options.until, read.mesh.today),
            spoils=options.spoil,
        )
    except SpoilError as error:
        raise UsageError(str(error)) from error
    _refuse_lists(made, options.format)
    if not any(table.is_written for table in made.tables) and not made.refused:
        raise UsageError("no contract with an object to generate data for")
    try:
        problems = write(
            made, Path(options.to).absolute(), options.format, _progress(), memory_mib=options.memory
        )
    except NoDatabaseError as error:
        raise UsageError("generate needs duckdb; install the extra `data`") from error
    except (ExpressionError, ForeignFolderError, ShortOfMemoryError) as error:
        raise UsageError(str(error)) from error
    _report(made, problems, options)
    if made.refused:
        return CANNOT_LOOK
    return read.ending(1 if problems else 0)


def _number(text: str, option: str, least: int, most: int) -> int:
    from meshwright.cli.main import UsageError

    plain = text.replace("_", "").replace(",", "")
    if not (plain.isascii() and plain.isdecimal()) or not least <= int(plain) <= most:
        raise UsageError(f"expected a number from {least:,} to {most:,} for {option}, found `{text}`")
    return int(plain)


def _until(text: str | None, today: date) -> datetime:
    from meshwright.cli.main import UsageError
    from meshwright.quantities.moments import moment

    if text is None:
        return datetime(today.year, today.month, today.day, tzinfo=UTC)
    if text == "now":
        return datetime.now(UTC)
    found = moment(text, "timestamp")
    if found is None or not found.has_zone:
        raise UsageError(
            f"expected a timestamp such as `2026-11-29T12:00:00Z`, or `now`, for --until, found `{text}`"
        )
    return found.at


def _chosen(addresses: list[str], mesh: Mesh) -> Callable[[Contract, int], bool]:
    """Return a function that returns whether an object is below one of the addresses; without addresses, all are.

    Raises UsageError for other kinds of addresses.
    """
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import resolve_argument

    if not addresses:
        return lambda _, __: True
    found: set[tuple[Contract, int]] = set()
    for address in addresses:
        product = mesh.product_of.get(address)
        if product is not None:
            contracts = [port.contract for port in product.outputs if port.contract is not None]
            found.update((each, number) for each in contracts for number in range(len(each.fact.objects)))
            continue
        target = resolve_argument(address, mesh)
        if target.field is not None:
            raise UsageError(f"`{address}` is a field; name its object")
        objects = range(len(target.contract.fact.objects)) if target.object is None else (target.object,)
        found.update((target.contract, number) for number in objects)
    return lambda contract, number: (contract, number) in found


def _refuse_lists(made: Plan, form: str) -> None:
    from meshwright.cli.main import UsageError

    listed = [each for table in made.tables if table.is_written for each in table.lists]
    if form == "csv" and listed:
        more = f" and {len(listed) - 1} more" if len(listed) > 1 else ""
        raise UsageError(
            f"CSV has no lists or maps, as in `{listed[0]}`{more}; use --format jsonl or parquet"
        )


def _progress() -> Callable[[str], None]:
    """Return a function that shows progress on one line of a terminal; without a terminal, it writes nothing."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(words: str) -> None:
        sys.stderr.write(f"\r\x1b[K{words[:100]}")
        sys.stderr.flush()

    return show


def _report(made: Plan, problems: list[str], options: argparse.Namespace) -> None:
    from meshwright.report.terminal import one_line
    from meshwright.workspace.generating import path_of

    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    for table in (each for each in made.tables if each.is_written):
        sys.stdout.write(
            one_line(f"{options.to.rstrip('/')}/{path_of(table, options.format)}: {table.rows:,} rows") + "\n"
        )
    for spoil in made.spoiled:
        rows = next(
            table.rows for table in made.tables if f"{spoil.address}/".startswith(f"{table.address}/")
        )
        where = f"row {rows:,} " if spoil.is_last else ""
        sys.stdout.write(one_line(f"spoiled: `{spoil.address}` {where}{spoil.words}") + "\n")
    for words in made.refused:
        sys.stderr.write(one_line(f"error: {words}; the object has no data") + "\n")
    for words in problems:
        sys.stderr.write(one_line(f"warning: {words}") + "\n")
    for words in made.notes:
        sys.stderr.write(one_line(f"note: {words}") + "\n")
