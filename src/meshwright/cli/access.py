"""`meshwright access`: shows and compares the access that the mesh grants, an edit changes or an engine enforces."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.identities import Identity
    from meshwright.finding.finding import At

CHANGES = 1
FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access`."""
    from meshwright.cli import access_compile, access_drift, access_identity, access_prove, access_usage
    from meshwright.cli.diff import add_sides
    from meshwright.cli.request import add_mesh_path

    questions = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
    who = questions.add_parser("who", help="list the readers of a port, an object or a field")
    who.add_argument("address", metavar="ADDRESS", help="a port, an object or a field")
    what = questions.add_parser(
        "what", help="list the ports that a reader may read; several readers are combined"
    )
    what.add_argument(
        "subject",
        metavar="SUBJECT",
        nargs="+",
        help="a group or service account (name or id), a role, or a product with inputs",
    )
    plan = questions.add_parser(
        "plan", help="list the access that a change grants and revokes, now and on later days"
    )
    add_sides(plan)
    plan.add_argument(
        "--accept-broken",
        action="store_true",
        help="continue even if documents are broken or have waived errors; access that only broken ones grant is revoked",
    )
    plan.set_defaults(select=[], ignore=[], fail_on=None, preset=None, jobs=0)
    plan.epilog = "exit codes: 0 no access changes, 1 some changes, 2 failed, or a document is broken"
    access_compile.add_arguments(
        questions.add_parser(
            "compile", help="print the statements that grant the declared access in a database"
        )
    )
    access_drift.add_arguments(
        questions.add_parser(
            "drift", help="list the differences between the grants in a database and the declared access"
        )
    )
    access_identity.add_arguments(
        questions.add_parser(
            "identity", help="import the groups of the identity provider, or compare them with the mesh"
        )
    )
    access_usage.add_arguments(
        questions.add_parser("usage", help="compare an engine's access log with what readers may read")
    )
    access_prove.add_arguments(
        questions.add_parser("prove", help="prove that a running server grants exactly the declared access")
    )
    for each in (who, what, plan):
        each.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
        _add_day(each)
        add_mesh_path(each)


def _add_day(parser: argparse.ArgumentParser) -> None:
    from meshwright.cli.request import as_of_day

    parser.add_argument(
        *("--on", "--as-of"),
        dest="as_of",
        type=as_of_day,
        metavar="DATE",
        help="as-of date in UTC (default: today)",
    )


def run(options: argparse.Namespace) -> int:
    """Print the requested answer, and return the exit code."""
    if options.as_of is None:
        options.as_of = datetime.now(UTC).date()
    answers = {
        "who": _who,
        "what": _what,
        "plan": _plan,
        "compile": _compile,
        "drift": _drift,
        "prove": _prove,
        "identity": _identities,
        "usage": _usage,
    }
    return answers[options.question](options)


def _identities(options: argparse.Namespace) -> int:
    from meshwright.cli import access_identity

    return access_identity.run(options)


def _usage(options: argparse.Namespace) -> int:
    from meshwright.cli import access_usage

    return access_usage.run(options)


def _prove(options: argparse.Namespace) -> int:
    from meshwright.cli import access_prove

    return access_prove.run(options)


def _drift(options: argparse.Namespace) -> int:
    from meshwright.cli import access_drift

    return access_drift.run(options)


def _compile(options: argparse.Namespace) -> int:
    from meshwright.cli import access_compile

    return access_compile.run(options)


def _who(options: argparse.Namespace) -> int:
    from meshwright.analysis.access.explanation import reading
    from meshwright.cli.access_reading import access_of, report_deprecated, write_answer
    from meshwright.cli.mesh_loading import load_mesh, resolve_argument
    from meshwright.report.access import owner_json, reading_json, who_text, withheld_json

    read = load_mesh(options)
    found = resolve_argument(options.address, read.mesh)
    granted = access_of(read)
    contract, fields = found.contract, found.contract.fact.fields
    report_deprecated(granted, (contract,))
    chosen = [
        at
        for at in range(len(fields))
        if (found.object is None or fields.object(at) == found.object)
        and (found.field is None or _is_inside(at, found.field, fields.parents))
    ]
    readings = [
        reading(granted, (each,), contract, chosen, options.as_of) for each in granted.identities(contract)
    ]
    readings.sort(key=lambda each: each.is_empty)
    content = {
        "address": options.address,
        "day": options.as_of.isoformat(),
        "readers": [reading_json(each, read.line) for each in readings],
        "withheld": [
            withheld_json(each, read.line) for each in granted.withheld if each.contract is contract
        ],
        "owners": [owner_json(each) for each in granted.owners if each.contract is contract],
    }
    write_answer(content, options.format, who_text, (read.source,))
    return read.ending(0)


def _is_inside(field: int, around: int, parents: tuple[int, ...]) -> bool:
    while field > around:
        field = parents[field]
    return field == around


def _what(options: argparse.Namespace) -> int:
    from meshwright.analysis.access.explanation import reading
    from meshwright.cli.access_reading import access_of, report_deprecated, write_answer
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.access import identity_json, reading_json, what_text, withheld_json

    read = load_mesh(options)
    granted = access_of(read)
    chosen = tuple(dict.fromkeys(_identity(each, granted) for each in options.subject))
    readings = [
        reading(granted, chosen, contract, range(len(contract.fact.fields)), options.as_of)
        for contract in granted.grants_of
        if any(grant.identity in chosen for grant in granted.grants_of[contract])
    ]
    readings.sort(key=lambda each: (each.is_empty, each.contract.address))
    report_deprecated(granted, [each.contract for each in readings if not each.is_empty])
    content = {
        "identities": [identity_json(each) for each in chosen],
        "day": options.as_of.isoformat(),
        "readings": [reading_json(each, read.line) for each in readings],
        "withheld": [withheld_json(each, read.line) for each in granted.withheld if each.identity in chosen],
    }
    write_answer(content, options.format, what_text, (read.source,))
    return read.ending(0)


def _identity(subject: str, granted: Access) -> Identity:
    """Return the reader with a given name; raises UsageError if there is none, or more than one."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    named: dict[str, dict[Identity, None]] = {}
    for name, identity in _names(granted):
        named.setdefault(name, {})[identity] = None
    found = list(named.get(subject, {}))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"`{each.kind.value}:{each.key}`" for each in found)
        raise UsageError(f"`{subject}` is the name of several readers: {listed}; name one of them")
    hint = did_you_mean(nearest(subject, named)) or "; `meshwright access who ADDRESS` lists readers"
    raise UsageError(f"no role, agreement or product names a reader `{subject}`{hint}")


def _names(granted: Access) -> Iterator[tuple[str, Identity]]:
    """Yield each name that can denote a reader (its name, key, role or product), with the reader."""
    from meshwright.analysis.access.grants import CauseKind

    known = [(each.identity, each.cause) for each in granted.grants]
    known += [(each.identity, each.cause) for each in granted.withheld if each.identity is not None]
    for identity, cause in known:
        yield identity.name, identity
        yield identity.key, identity
        yield f"{identity.kind.value}:{identity.key}", identity
        if cause.kind in (CauseKind.ROLE, CauseKind.INPUT):
            yield cause.name, identity
        if cause.kind is CauseKind.ROLE:
            yield f"role:{cause.name}", identity


def _plan(options: argparse.Namespace) -> int:
    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.plan import plan
    from meshwright.cli.access_reading import refuse_broken, refuse_waived, report_unknown, write_answer
    from meshwright.cli.diff import compiled_sides, sides_of, usage_errors
    from meshwright.mesh.link import link
    from meshwright.report.access import plan_json, plan_text
    from meshwright.rulekit.locator import Locator
    from meshwright.source.discovery import find_root
    from meshwright.workspace.contract_history import ContractHistory

    with usage_errors():
        sides = sides_of(options)
        before, after, _ = compiled_sides(sides, options.jobs)
    meshes = [link(each.linkable, options.as_of) for each in (before, after)]
    if not options.accept_broken:
        refuse_broken(after, meshes[1])
    root = find_root(Path(options.mesh).absolute())
    history = ContractHistory(root, before.snapshot.origin.commit or "HEAD", *meshes)
    base, head = Access(meshes[0], history), Access(meshes[1], history)
    report_unknown(history, needs_history=not options.accept_broken)
    lines = [_line(Locator(each)) for each in (before, after)]
    changes = plan(base, head, options.as_of)
    if not options.accept_broken:
        known = meshes[1].contract_at
        changed = {known[each.address] for each in changes if each.address in known}
        refuse_waived(after, head, sides.configuration, changed)
    origins = str(before.snapshot.origin), str(after.snapshot.origin)
    content = plan_json(changes, (base, head), origins, options.as_of, (lines[0], lines[1]))
    write_answer(content, options.format, plan_text, (before, after))
    return CHANGES if changes else 0


def _line(locator: Any) -> Callable[[At], str]:  # noqa: ANN401 - a locator, whose module is loaded late
    return lambda at: f"{at.file}:{locator.range(at).start.line}" if locator.has(at) else at.file
