"""`meshwright observations compact|export`: compacts stored observations, or exports them in the formats of other tools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

FORMATS = ("openlineage", "openmetrics", "prometheus-rules")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `observations`."""
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument(
        "action",
        choices=("compact", "export"),
        help="compact: pack each past month's runs into one file; export: write them in another format",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help="the folder that `measure --store` writes; not needed for alert rules",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="export format: OpenLineage events, Prometheus metrics, or Prometheus alert rules for the contracts' promises",
    )
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Compact or export the observations; raises UsageError if the folder cannot be read or written."""
    from meshwright.cli.main import UsageError

    if options.action == "export":
        if options.format is None:
            raise UsageError(f"`export` needs a `--format`: {', '.join(FORMATS)}")
        return _export(options)
    if options.format is not None:
        raise UsageError("`--format` is only for `export`")
    if options.folder is None:
        raise UsageError("`compact` needs the folder of observations")
    return _compact(options.folder)


def _compact(folder: str) -> int:
    from datetime import UTC, datetime

    from meshwright.cli.main import UsageError
    from meshwright.measuring.observation import UnreadObservationError
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line
    from meshwright.workspace.measuring.store import compact

    try:
        written, removed = compact(folder, f"{datetime.now(UTC):%Y-%m}")
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be compacted: {error.strerror}") from error
    except UnreadObservationError as error:
        raise UsageError(f"`{folder}` cannot be read: {error}") from error
    for name in written:
        sys.stdout.write(one_line(f"{folder}/{name}") + "\n")
    sys.stdout.write(f"{counted(len(removed), 'file')} packed into {counted(len(written), 'month')}\n")
    return 0


def _export(options: argparse.Namespace) -> int:
    """Write the export; return 2 if the export is incomplete because a document cannot be read."""
    from meshwright.cli.kept import kept_in
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.alert_rules import alert_rules
    from meshwright.report.openmetrics import openmetrics
    from meshwright.report.quality_events import quality_events
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.measuring.exporting import exported_objects
    from meshwright.workspace.measuring.observed import beside

    if options.folder is None and options.format != "prometheus-rules":
        raise UsageError(f"`--format {options.format}` needs the folder of observations")
    if options.folder is not None and options.format == "prometheus-rules":
        raise UsageError("alert rules come from contracts, and need no folder of observations")
    kept = kept_in(options.folder) if options.folder else {}
    read = load_mesh(options)
    values = Locator(read.source).value
    observed = beside(read.mesh, values, kept, read.project.configuration)
    objects = tuple(
        exported_objects(
            read.mesh, values, read.project.configuration, observed.by_address, str(read.project.root)
        )
    )
    if options.format == "openlineage":
        name = next((entry.name for entry in read.mesh.register("Mesh")), "") or "mesh"
        sys.stdout.write(quality_events(objects, f"mesh://{name}"))
    else:
        sys.stdout.write((openmetrics if options.format == "openmetrics" else alert_rules)(objects))
    return read.ending(0)
