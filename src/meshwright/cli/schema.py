"""`meshwright schema KIND`: the JSON Schema that editors use, generated from the models."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `schema` takes."""
    parser.add_argument(
        "kind", nargs="?", metavar="KIND", help="DataContract, Team, …; without it, the kinds are listed"
    )


def run(options: argparse.Namespace) -> int:
    """Print the schema, or the kinds that have one."""
    import json

    from meshwright.cli.main import UsageError
    from meshwright.mesh.finding import did_you_mean
    from meshwright.mesh.near import nearest
    from meshwright.standards.governance import KINDS
    from meshwright.standards.versions import STANDARDS

    kinds = (*(standard.kind for standard in STANDARDS), *KINDS)
    if options.kind is None:
        sys.stdout.writelines(f"{kind}\n" for kind in kinds)
        return 0
    if options.kind not in kinds:
        hint = did_you_mean(nearest(options.kind, kinds)) or "; `meshwright schema` lists them"
        raise UsageError(f"there is no kind of document called `{options.kind}`{hint}")
    from meshwright.standards.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(options.kind), indent=2, ensure_ascii=False) + "\n")
    return 0
