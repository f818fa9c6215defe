"""`meshwright trace ADDRESS`: shows how a service level or a classification is derived, hop by hop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.mesh.references import Resolved

NO = 1
KINDS = {
    "freshness": ("latency",),
    "frequency": ("frequency",),
    "availability": ("availability",),
    "retention": ("retention",),
    "lifetime": ("generalAvailability", "endOfSupport", "endOfLife"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `trace`."""
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument(
        "address", metavar="ADDRESS", help="a port; for classifications, also an object or a field"
    )
    for kind in (*KINDS, "classification"):
        parser.add_argument(f"--{kind}", action="store_true", help=f"show {kind} (default: all)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="output format")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the derivations; return 1 if a service level is not supported, or a classification level is too low."""
    import json

    from meshwright.cli.mesh_loading import load_mesh, resolve_argument
    from meshwright.report.trace import derivation_text, levels_text

    read = load_mesh(options)
    found = resolve_argument(options.address, read.mesh)
    kinds = [kind for kind in KINDS if getattr(options, kind)]
    is_all = not kinds and not options.classification
    promised = (
        _promised(found, kinds or list(KINDS), read) if kinds or (is_all and found.object is None) else []
    )
    levels = (
        _levels(found, read, is_requested=options.classification) if options.classification or is_all else []
    )
    if options.format == "json":
        content = {"address": options.address, "promises": promised, "classification": levels}
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        blocks = ["\n".join(derivation_text(each)) for each in promised]
        if levels:
            blocks.append("\n".join(row for each in levels for row in levels_text(each)))
        sys.stdout.write("\n\n".join(blocks or ["it has no service level of this kind"]) + "\n")
    verdicts = [each["verdict"] for each in (*promised, *levels)]
    return read.ending(NO if {"contradicted", "unsupported", "leak"} & set(verdicts) else 0)


def _promised(found: Resolved, kinds: list[str], read: LoadedMesh) -> list[dict[str, Any]]:
    from meshwright.analysis.promises.derivation import derivation
    from meshwright.analysis.promises.service_levels import promises

    assessed = read.mesh.derived(promises)
    names = [name for kind in kinds for name in KINDS[kind]]
    own = assessed.of.get(found.contract, ())
    chosen = sorted(
        (each for each in own if each.level.name in names), key=lambda each: names.index(each.level.name)
    )
    return [derivation(each, assessed, read.line) for each in chosen]


def _levels(found: Resolved, read: LoadedMesh, *, is_requested: bool) -> list[dict[str, Any]]:
    from meshwright.analysis.sensitivity.classification import sensitivity
    from meshwright.cli.main import UsageError
    from meshwright.report.trace import levels_of

    levels = read.mesh.derived(sensitivity)
    if levels is None:
        if is_requested:
            raise UsageError("there is no `kind: Classification` document, so levels have no order")
        return []
    known, fields = levels.columns, found.contract.fact.fields
    if found.field is not None:
        return [levels_of(known.id(found.contract, found.field), levels, read.line)]
    chosen = (at for at in range(len(fields)) if found.object is None or fields.object(at) == found.object)
    return [levels_of(known.id(found.contract, at), levels, read.line) for at in chosen]
