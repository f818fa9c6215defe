"""`meshwright score`: shows product scores for the six qualities, lowest first, with the rules that lower them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from meshwright.measuring.standing import ProductStanding
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.measuring.observed import Kept


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `score`."""
    from meshwright.cli import request

    request.add_arguments(parser, "files and folders that contain the products to show")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="output format")
    parser.add_argument(
        "--observations",
        metavar="DIR",
        help="also count kept and broken promises, from this folder, written by `measure --store`",
    )


def run(options: argparse.Namespace) -> int:
    """Check the whole mesh and print the scores of the products; return 2 if the check is incomplete."""
    from meshwright.cli.kept import kept_in
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.cli.mesh_loading import warn_unreadable
    from meshwright.cli.request import read_request
    from meshwright.report.score import as_json, as_text
    from meshwright.workspace.coverage import unread_files
    from meshwright.workspace.pipeline import check
    from meshwright.workspace.scoring import scored

    kept = kept_in(options.observations) if options.observations else None
    what = read_request(options)
    source = what.compiled()
    outcome = check(source, what.configuration, lambda _: True, what.day)
    unread = unread_files(source)
    found = scored(outcome, what.configuration)
    shown = [each for each in found if what.is_reported(each.file)]
    measured = _measured(outcome.mesh, source, kept, what.configuration) if kept is not None else None
    write = as_json if options.format == "json" else as_text
    sys.stdout.write(write(shown, measured))
    warn_unreadable(unread)
    return CANNOT_LOOK if outcome.failed_rules or unread or outcome.is_blind else 0


def _measured(
    mesh: Mesh, source: CompiledSnapshot, kept: Mapping[str, Kept], configuration: Configuration
) -> dict[str, ProductStanding]:
    """Return the measurements of each product, by its address."""
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.measuring.observed import beside, of_products

    return of_products(mesh, beside(mesh, Locator(source).value, kept, configuration))
