"""`meshwright measure`: checks the promises of contracts against the data on their servers."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.measuring.judgement import Measurement
    from meshwright.measuring.observation import Observation
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.report.measure import NotMeasured
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Report
    from meshwright.workspace.measuring.observed import Kept
    from meshwright.workspace.measuring.run import Request, Seen

OPTIONAL = "#key"
"""The key suffix for a JSON key that is missing in all rows, which is allowed: JSON may omit keys with null values."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `measure`."""
    from meshwright.cli.memory import add_memory
    from meshwright.cli.mesh_loading import add_arguments
    from meshwright.cli.renamed import add_fail_on
    from meshwright.report.formats import FORMATS

    parser.add_argument(
        "addresses",
        nargs="*",
        metavar="ADDRESS",
        help="products, ports and objects (default: all); or `prove SERVER`: compare its engine with DuckDB",
    )
    parser.add_argument("--environment", metavar="E", help="measure on the servers of this environment")
    parser.add_argument(
        "--since",
        type=_moment,
        metavar="DATE",
        help="only rows whose partition column is at or after this date or time",
    )
    parser.add_argument("--sample", type=_share, metavar="PERCENT", help="only a random share of the rows")
    parser.add_argument(
        "--max-rows", type=_count, default=0, metavar="N", help="at most N rows of each object"
    )
    add_memory(parser)
    parser.add_argument(
        "--jobs", type=_count, default=1, metavar="N", help="objects to measure at once (default: 1)"
    )
    parser.add_argument(
        "--store", metavar="DIR", help="write the observations into this folder, as JSON Lines"
    )
    parser.add_argument("--run", metavar="NAME", help="the name of the run and its file (default: a new one)")
    parser.add_argument(
        "--gate",
        action="store_true",
        help="for jobs that publish data: exit with 2 if any object could not be measured completely",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the queries without running them")
    parser.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
    parser.add_argument(
        "--all", action="store_true", help="show every finding, and everything that was not measured"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the text"
    )
    add_fail_on(parser)
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Measure the data, print the result, and return the exit code."""
    import os

    from meshwright.cli.kept import kept_in
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.writing import refuse_link_out
    from meshwright.rulekit.configuration import with_flags
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.measuring import engines
    from meshwright.workspace.measuring.run import measure

    if not engines.are_installed():
        raise UsageError("`measure` needs the extra `measure`")
    if options.addresses[:1] == ["prove"]:
        from meshwright.cli.measure_prove import run as run_proof

        return run_proof(options)
    if options.gate and (options.sample or options.max_rows or options.dry_run):
        raise UsageError("`--gate` measures all rows; leave out `--sample`, `--max-rows` and `--dry-run`")
    read = load_mesh(options)
    if options.store:
        refuse_link_out(read.project.root, options.store)
    wanted = _wanted(options.addresses, read.mesh)
    request = _request(options, read, wanted)
    is_there = options.store and os.path.isdir(options.store) and not options.dry_run  # noqa: PTH112 - text
    kept = kept_in(options.store) if is_there else {}
    seen = measure(read.mesh, Locator(read.source).value, wanted, request)
    if options.dry_run:
        return read.ending(_show_queries(seen))
    configuration = with_flags(read.project.configuration, select=(), ignore=(), fail_on=options.fail_on)
    return _report(options, read, configuration, request, (seen, kept))


def _report(
    options: argparse.Namespace,
    read: LoadedMesh,
    configuration: Configuration,
    request: Request,
    looked: tuple[Sequence[Seen], Mapping[str, Kept]],
) -> int:
    """Assess new and stored observations together, print the result, and return the exit code."""
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.workspace.measuring.judging import report_of
    from meshwright.workspace.measuring.observed import with_earlier
    from meshwright.workspace.measuring.run import measurements

    seen, kept = looked
    found = with_earlier(measurements(seen), kept)
    observations = [each.observation for each in found]
    missing = _not_measured(seen, found)
    if options.store:
        _store(options.store, request.run, observations)
    report, failed = report_of(read.source, read.mesh, configuration, found, len(missing))
    _write(options, configuration, report, request.run, observations, missing)
    for name in failed:
        sys.stderr.write(f"meshwright: rule `{name}` failed\n")
    if failed or not any(each.rows is not None and not each.unavailable for each in observations):
        return CANNOT_LOOK
    if options.gate and any(not each.key for each in missing):
        return CANNOT_LOOK
    counting = (each.severity for each in report.diagnostics if each.counts)
    is_broken = any(severity >= configuration.fail_on for severity in counting)
    if options.gate and not is_broken and any(map(_lacks_answers, found)):
        return CANNOT_LOOK
    return read.ending(int(is_broken))


def _lacks_answers(measured: Measurement) -> bool:
    """Return whether any promise that a single observation can verify was not verified."""
    from meshwright.measuring.judgement import SINCE, unmeasured

    probe = measured.probe
    excused = {SINCE} | {each.key for each in probe.unmeasured} | {each.key for each in probe.lasting}
    return any(key not in excused and not key.endswith(OPTIONAL) for key, _ in unmeasured(measured))


def _write(  # noqa: PLR0913, PLR0917 - all that is written
    options: argparse.Namespace,
    configuration: Configuration,
    report: Report,
    run: str,
    observations: Sequence[Observation],
    missing: Sequence[NotMeasured],
) -> None:
    from meshwright.cli.colour import is_coloured
    from meshwright.report.formats import Style, render
    from meshwright.report.measure import as_json, as_text

    if options.format == "json":
        sys.stdout.write(as_json(report, run, observations, missing))
        return
    style = Style(
        is_coloured=is_coloured(options.color), shows_all=options.all, fails_from=configuration.fail_on
    )
    sys.stdout.write(render(report, options.format, style))
    text = as_text(observations, missing, shows_all=options.all)
    (sys.stdout if options.format == "text" else sys.stderr).write(text)


def _store(folder: str, run: str, observations: Sequence[Observation]) -> None:
    from meshwright.cli.main import UsageError
    from meshwright.workspace.measuring.store import keep

    try:
        keep(folder, run, observations)
    except OSError as error:
        raise UsageError(f"observations cannot be written to `{folder}`: {error.strerror}") from error


def _not_measured(seen: Sequence[Seen], found: Sequence[Measurement]) -> list[NotMeasured]:
    from meshwright.measuring.judgement import unmeasured
    from meshwright.report.measure import NotMeasured

    missing = [NotMeasured(each.probe.address, "", each.why) for each in seen if each.observation is None]
    for each in found:
        missing += [NotMeasured(each.probe.address, key, why) for key, why in unmeasured(each)]
    return missing


def _show_queries(seen: Sequence[Seen]) -> int:
    """Print the queries; return 2 if there are none."""
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.report.measure import as_text
    from meshwright.report.terminal import one_line

    queries = 0
    for each in seen:
        for query in each.queries:
            queries += 1
            sys.stdout.write(f"-- {one_line(each.probe.address)}\n")
            sys.stdout.write("".join(f"{one_line(line)}\n" for line in query.splitlines()) + ";\n\n")
    missing = _not_measured(seen, ())
    for each in seen:
        if each.observation is not None:
            missing += _not_asked(each)
    sys.stderr.write(as_text((), missing, shows_all=True).rpartition("measured 0")[0])
    return 0 if queries else CANNOT_LOOK


def _not_asked(seen: Seen) -> list[NotMeasured]:
    from meshwright.report.measure import NotMeasured

    probe, found = seen.probe, seen.observation
    if found is None:
        return []
    if found.unavailable:
        return [NotMeasured(probe.address, "", found.unavailable)]
    whys = [(each.key, each.why) for each in probe.unmeasured] + [*found.unmeasured.items()]
    return [NotMeasured(probe.address, key, why) for key, why in whys]


def _wanted(addresses: Sequence[str], mesh: Mesh) -> list[tuple[Contract, int]]:
    """Return the objects at the addresses, or all objects if no addresses are given; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import resolve_argument
    from meshwright.mesh.address import segment

    found = [
        (contract, at, f"{contract.address}/{segment(thing.name)}")
        for contract in mesh.contracts
        for at, thing in enumerate(contract.fact.objects)
    ]
    if not found:
        raise UsageError("no contract of this mesh has a schema object")
    kept: dict[tuple[int, int], tuple[Contract, int]] = {}
    for address in addresses:
        below = f"{address.rstrip('/')}/"
        mine = [each for each in found if f"{each[2]}/".startswith(below)]
        if not mine:
            target = resolve_argument(address, mesh)
            mine = [each for each in found if each[0] is target.contract and target.object in (None, each[1])]
        kept |= {(id(contract), at): (contract, at) for contract, at, _ in mine}
    if addresses:
        return list(kept.values())
    return [(contract, at) for contract, at, _ in found if mesh.status(contract) != "retired"]


def _request(
    options: argparse.Namespace, read: LoadedMesh, wanted: Sequence[tuple[Contract, int]]
) -> Request:
    from meshwright.cli.main import UsageError
    from meshwright.measuring.observation import Filter
    from meshwright.workspace.measuring.places import environments
    from meshwright.workspace.measuring.run import Request, now
    from meshwright.workspace.measuring.store import is_run_name, run_name

    facts = [contract.fact for contract, _ in wanted]
    known = environments(facts)
    if options.environment is None and len(known) > 1:
        listed = ", ".join(f"`{each}`" if each else "none" for each in known)
        raise UsageError(f"servers belong to several environments ({listed}); name one with `--environment`")
    seen_at = now()
    if options.run is not None and not is_run_name(options.run):
        raise UsageError(
            f"`--run {options.run}` cannot be the name of a file; use letters, digits, `.`, `_` and `-`"
        )
    import os

    return Request(
        root=os.path.realpath(read.project.root),
        environment=options.environment,
        filter=Filter(options.since or "", options.sample or "", options.max_rows),
        memory_mib=options.memory,
        jobs=options.jobs or 1,
        is_dry=options.dry_run,
        seen_at=seen_at,
        run=options.run or run_name(seen_at),
        progress=_progress(),
    )


def _progress() -> Callable[[int, int], None]:
    """Return a function that shows progress on a terminal; without a terminal, it writes nothing."""
    if not sys.stderr.isatty():
        return lambda _, __: None

    def show(done: int, all_of: int) -> None:
        end = "\r\x1b[K" if done == all_of else ""
        sys.stderr.write(f"\r{done:,} of {all_of:,} objects{end}")
        sys.stderr.flush()

    return show


def _moment(text: str) -> str:
    """Parse a date or a timestamp, and return it in the format of observations; without a time zone, it is in UTC."""
    from meshwright.quantities.moments import moment

    found = moment(text, "timestamp") or moment(text, "date")
    if found is None or not 1 < found.at.year < 9999:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date such as 2027-06-30")
    return found.at.replace(tzinfo=None).isoformat(" ")


def _share(text: str) -> str:
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not 0 < number <= 100:
        raise argparse.ArgumentTypeError(f"`{text}` is not a percentage such as 10")
    return f"{number:f}"


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 10**15:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of 1 or more")
    return int(text)
