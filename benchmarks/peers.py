"""Other tools on the same contracts, in the same run: what each is asked, and how many files it can bear.

They are looked for in a folder of programs of their own environment:

    python -m venv build/peers
    build/peers/bin/pip install yamllint check-jsonschema datacontract-cli
    npm install --prefix build/peers @stoplight/spectral-cli

None of them links the files of a mesh to each other: they look at less, which the table says.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SCHEMA = Path(__file__).parents[1] / "tests/corpora/bitol-odcs/odcs-3.2.0.schema.json"
RULESET = Path(__file__).parent / "spectral.yaml"
LINT = """
import logging, sys
from datacontract.data_contract import DataContract
logging.disable()
for path in sys.argv[2:]:
    DataContract(data_contract_file=path, schema_location=sys.argv[1]).lint()
"""


class Peer(NamedTuple):
    """A tool, and its arguments."""

    name: str
    command: list[str]
    contracts: int


def peers(programs: Path, mesh: Path) -> list[Peer]:
    """Return the installed tools, each with its maximum number of contracts."""
    found = sorted(map(str, mesh.rglob("*.odcs.yaml")))
    few, some = found[:20], found[:500]
    known = (
        Peer(
            "yamllint (relaxed): YAML alone", [str(programs / "yamllint"), "-d", "relaxed", *some], len(some)
        ),
        Peer(
            "check-jsonschema: the ODCS schema alone",
            [str(programs / "check-jsonschema"), "--schemafile", str(SCHEMA), *some],
            len(some),
        ),
        Peer(
            "Spectral: two rules about required keys",
            [str(programs.parent / "node_modules/.bin/spectral"), "lint", "-r", str(RULESET), *some],
            len(some),
        ),
        Peer(
            "datacontract-cli lint, in one process",
            [str(programs / "python"), "-c", LINT, str(SCHEMA), *few],
            len(few),
        ),
    )
    modules = {"datacontract-cli lint, in one process": programs / "datacontract"}
    return [
        each for each in known if Path(each.command[0]).exists() and modules.get(each.name, programs).exists()
    ]
