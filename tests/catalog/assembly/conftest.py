"""Small meshes for the assembly of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.assembly.overview import Overview


def contract(identity: str, columns: str, more: str = "") -> str:
    """Write a contract with one object, `rows`, of some columns."""
    properties = "".join(f"      - {{name: {name}, logicalType: string}}\n" for name in columns.split())
    return (
        f"apiVersion: v3.1.0\nkind: DataContract\nid: {identity}\nversion: 1.0.0\nstatus: active\n{more}"
        f"schema:\n  - name: rows\n    properties:\n{properties}"
    )


def product(domain: str, name: str, reads: str = "", more: str = "") -> str:
    """Write a product with one port, `all`, whose contract has the same name, and its inputs."""
    inputs = "".join(f"  - {{name: {each}, version: 1.0.0, contractId: {each}}}\n" for each in reads.split())
    return (
        f"apiVersion: v1.0.0\nkind: DataProduct\nid: {name}\nname: {name}\nversion: 1.0.0\nstatus: active\n"
        f"domain: {domain}\n{more}"
        f"outputPorts:\n  - {{name: all, version: 1.0.0, contractId: {name}}}\n"
        + (f"inputPorts:\n{inputs}" if inputs else "")
    )


ENTITY = """\
apiVersion: meshwright/v1
kind: Entity
name: artist
title: Artist
definition: Who is credited for a *recording*. Nobody else.
steward: names
aliases: [performer]
identifier: {scheme: isni, logicalType: string, pattern: "^[0-9]{16}$", examples: ["0000000121032683"]}
crosswalks: [labels/names/all@1]
"""


def meaning(domain: str, relation: str, scheme: str, columns: str) -> str:
    """Write a domain's meaning of an artist, in one scheme."""
    return (
        f"apiVersion: meshwright/v1\nkind: Meaning\ndomain: {domain}\nentity: artist\n"
        f"means: an artist of {domain}\nrelation: {relation}\nschemes:\n{scheme}    columns: [{columns}]\n"
    )


OWN = "  - name: {}\n    logicalType: string\n"
USED = "  - scheme: {}\n"
FILES = {
    "governance/entities/artist.yaml": ENTITY,
    "governance/domains.yaml": """\
apiVersion: meshwright/v1
kind: Domain
name: player
title: The player
purpose: Plays *audio*. On devices.
owner: squad
---
apiVersion: meshwright/v1
kind: Domain
name: labels
parent: player
owner: names
""",
    "governance/teams.yaml": """\
apiVersion: meshwright/v1
kind: Team
name: squad
title: The squad
purpose: Runs the player.
members: [{username: ines, name: Ines Holm, role: owner}]
support: [{channel: "#player", url: "https://chat.example/player", scope: on-call}]
""",
    "products/labels/meanings.yaml": "---\n".join(
        (
            meaning("labels", "exactMatch", OWN.format("label-key"), "rows/label_key")
            + "  - scheme: isni\n    columns: [rows/isni]\n",
            meaning("player", "closeMatch", USED.format("label-key"), "rows/artist_key"),
            meaning("events", "narrowMatch", OWN.format("slug"), "rows/slug"),
            meaning("silent", "exactMatch", USED.format("isni"), "rows/nothing"),
        )
    ),
    "products/labels/names/product.odps.yaml": product("labels", "names", more="team: {name: names}\n"),
    "products/labels/names/contract.odcs.yaml": contract("names", "label_key isni"),
    "products/player/plays/product.odps.yaml": product(
        "player", "plays", "names", "team: {name: squad}\ntype: aggregate\n"
    ),
    "products/player/plays/contract.odcs.yaml": contract(
        "plays", "artist_key", "slaProperties: [{property: endOfLife, value: 2027-03-31}]\n"
    ),
    "products/events/gigs/product.odps.yaml": product("events", "gigs", "plays"),
    "products/events/gigs/contract.odcs.yaml": contract("gigs", "slug artist_id"),
    "products/labels/names/agreement.yaml": """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: labels/names/all@1
consumer: {team: squad, use: charts}
columns: [rows/isni]
purpose: analytics
expires: 2027-01-31
""",
}
"""Three domains, one of them unregistered, with artists by different keys."""


@pytest.fixture
def artist_files() -> dict[str, str]:
    """Return the files of the mesh of artists."""
    return dict(FILES)


@pytest.fixture
def artists(overview_of: Callable[..., object]) -> Overview:
    """Return the mesh of artists."""
    return overview_of({path: text.encode() for path, text in FILES.items()})
