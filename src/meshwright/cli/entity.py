"""`meshwright entity NAME`: shows the columns of an entity, its meanings and identifiers, and where they are declared."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `entity`."""
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument("name", metavar="NAME", help="the name of the entity, or an alias: artist")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="output format")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the entity with its columns, meanings and identifiers; return the exit code."""
    from meshwright.analysis.meaning.entities import vocabulary
    from meshwright.analysis.meaning.entity_usage import places, portrait
    from meshwright.cli.mesh_loading import entity_called, load_mesh
    from meshwright.report.entity import as_json, as_text

    mesh_read = load_mesh(options)
    name = entity_called(options.name.removeprefix("entity:"), mesh_read.mesh.derived(vocabulary))
    entities = mesh_read.mesh.derived(vocabulary).entities
    lines = mesh_read.lines(places(name, mesh_read.mesh))
    drawn = portrait(entities[name], mesh_read.mesh, lines)
    sys.stdout.write(as_json(drawn) if options.format == "json" else as_text(drawn))
    return mesh_read.ending(0)
