"""`meshwright schema KIND`: prints the JSON Schema of a kind of document (for editors) or of an output format.


`tables` prints the relational model, and `small-mesh` the example mesh for tests of policies.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

TABLES = "tables"
"""The schema name of the relational model."""
SMALL_MESH = "small-mesh"
"""The schema name of the example mesh for tests of policies."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `schema`."""
    parser.add_argument(
        "kind",
        nargs="?",
        metavar="KIND",
        help="DataContract, Team, …, or an output: output/check, api/product, …; `tables` for the tables of "
        "`query`, as SQL; `small-mesh` for the mesh of policy tests, as YAML; if omitted, all are listed",
    )


def run(options: argparse.Namespace) -> int:
    """Print the schema, or the names of all schemas."""
    import json

    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    if options.kind == TABLES:
        from meshwright.relational.model import statements

        sys.stdout.write("\n".join(statements()))
        return 0
    if options.kind == SMALL_MESH:
        from meshwright.policies import small_mesh

        sys.stdout.write(small_mesh.SMALL_MESH)
        return 0
    writers = _writers()
    if options.kind is None:
        sys.stdout.writelines(f"{kind}\n" for kind in names())
        return 0
    if options.kind not in writers:
        hint = did_you_mean(nearest(options.kind, names())) or "; `meshwright schema` lists them"
        raise UsageError(f"unknown kind of document `{options.kind}`{hint}")
    sys.stdout.write(json.dumps(writers[options.kind](), indent=2, ensure_ascii=False) + "\n")
    return 0


def names() -> list[str]:
    """Return all schema names."""
    return [*_writers(), TABLES, SMALL_MESH]


def _writers() -> dict[str, Callable[[], dict[str, Any]]]:
    """Map the name of each schema to the function that builds it."""
    from functools import partial

    from meshwright.catalog.api import schemas as api
    from meshwright.formats.outputs import OUTPUTS, PREFIX, output_schema
    from meshwright.standards.governance import KINDS
    from meshwright.standards.schema import json_schema
    from meshwright.standards.versions import STANDARDS

    kinds = (*(standard.kind for standard in STANDARDS), *KINDS)
    return {
        **{kind: partial(json_schema, kind) for kind in kinds},
        **{f"{PREFIX}{name}": partial(output_schema, name) for name in OUTPUTS},
        **{f"{api.PREFIX}{name}": partial(api.json_schema, name) for name in api.DOCUMENTS},
    }
