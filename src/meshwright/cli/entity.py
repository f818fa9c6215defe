"""`meshwright entity NAME`: where an entity occurs, under which meaning and identifier, and who said so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `entity` takes."""
    from meshwright.cli.linked import add_arguments

    parser.add_argument("name", metavar="NAME", help="the entity's name: artist")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write it")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the entity's portrait."""
    from meshwright.cli.linked import linked
    from meshwright.cli.main import UsageError
    from meshwright.lineage.appearances import places, portrait
    from meshwright.mesh.entities import vocabulary
    from meshwright.mesh.finding import did_you_mean
    from meshwright.mesh.near import nearest
    from meshwright.report.appearances import as_json, as_text

    mesh_read = linked(options)
    entities = mesh_read.mesh.once(vocabulary).entities
    name = options.name.removeprefix("entity:")
    if name not in entities:
        hint = did_you_mean(nearest(name, entities)) or f"; there is {', '.join(entities) or 'none'}"
        raise UsageError(f"there is no entity called `{name}`{hint}")
    lines = mesh_read.lines(places(name, mesh_read.mesh))
    drawn = portrait(entities[name], mesh_read.mesh, lines)
    sys.stdout.write(as_json(drawn) if options.format == "json" else as_text(drawn))
    return mesh_read.ending(0)
