"""Realistic meshes from a seed: contracts of 2 to 4 kB, products with inputs, lineage of columns, registers.

Usage: python benchmarks/meshes.py COUNT FOLDER

There is nothing to find. A product for every three contracts; each reads two products before it, and takes columns of
the first over by name.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import NamedTuple

WORDS = (
    *(
        "orders",
        "payments",
        "sessions",
        "clicks",
        "stock",
        "returns",
        "listings",
        "tickets",
        "invoices",
        "routes",
    ),
    *(
        "meters",
        "plays",
        "visits",
        "claims",
        "shipments",
        "prices",
        "ratings",
        "devices",
        "campaigns",
        "accounts",
    ),
)
DOMAINS = 40
ENTITIES = 8
PORTS = 3
MESH = """\
apiVersion: meshwright/v1
kind: Mesh
name: large
title: A large mesh
owner: team-0
repository: {url: https://github.com/example/mesh, kind: github, branch: main}
"""
CLASSIFICATION = """\
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
levels:
  - name: public
    description: Anybody may know it.
  - name: internal
    description: Everybody here may know it.
  - name: confidential
    description: Who needs it.
pseudonymisedFloor: internal
aggregatedLevel: internal
dataCategories:
  - key: user.name
    description: A name.
    minimumLevel: confidential
    personal: true
"""
DOMAIN = """\
apiVersion: meshwright/v1
kind: Domain
name: domain-{0}
title: Domain {0}
purpose: What domain {0} knows best.
owner: team-{0}
---
apiVersion: meshwright/v1
kind: Team
name: team-{0}
title: Team {0}
members: [{{username: owner-{0}, role: owner}}]
support: [{{channel: ask-{0}, url: 'https://chat.example/{0}', scope: interactive}}]
"""
ENTITY = """\
apiVersion: meshwright/v1
kind: Entity
name: entity-{0}
definition: A thing of kind {0}.
steward: team-{0}
identifier: {{scheme: key-{0}, logicalType: string, pattern: '^K[0-9]{{9}}$'}}
"""
MEANING = """\
apiVersion: meshwright/v1
kind: Meaning
domain: domain-{1}
entity: entity-{0}
means: a thing of kind {0}
relation: exactMatch
schemes:
  - scheme: key-{0}
    columns: ['*/key_{0}']
"""
PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: p{number}
name: {word}-{number}
version: 1.0.0
status: active
domain: domain-{domain}
type: {archetype}
description:
  purpose: >-
    What {word} number {number} have to say, by day and by region, for who plans.
  limitations: Only what was closed by midnight.
  usage: Join by key, read the newest partition.
{inputs}outputPorts:
{outputs}support:
  - channel: ask-{domain}
    url: https://chat.example/{domain}
    tool: slack
team:
  name: team-{domain}
"""
INPUT = "  - name: in-{0}\n    version: 1.0.0\n    contractId: c{0}-0\n"
NEEDED = "      - id: c{0}-0\n        version: 1.0.0\n"
OUTPUT = """\
  - name: port-{port}
    version: 1.0.0
    contractId: c{number}-{port}
    type: table
    description: The {word} by day.
"""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: c{number}-{port}
name: {word} {number} {port}
version: 1.0.0
status: active
description:
  purpose: The {word} of number {number}.
servers:
  - server: lake
    type: postgresql
    host: db.example
    port: 5432
    database: d{domain}
    schema: s
schema:
  - name: rows
    physicalType: table
    description: One row a day of {word}.
    dataGranularityDescription: One row a day.
    quality:
      - metric: rowCount
        mustBeGreaterThan: 0
        severity: error
    properties:
{fields}slaProperties:
  - property: frequency
    value: 1
    unit: d
  - property: retention
    value: 365
    unit: d
roles:
  - role: analyst
    access: read
"""
FIELD = """\
      - name: {name}
        logicalType: string
        physicalType: varchar
        classification: internal
        description: What is known of {name} at the end of the day.
"""
KEY = "        primaryKey: true\n        required: true\n"
PATTERN = "        logicalTypeOptions:\n          pattern: ^K[0-9]{9}$\n"
SOURCE = "        transformSourceObjects:\n          - domain-{domain}/{word}-{number}/port-0@1/rows/{name}\n"


class Made(NamedTuple):
    """A written product."""

    number: int
    fields: int
    """The fields of the contract of its first port."""

    @property
    def word(self) -> str:
        """Return the word for its subject."""
        return WORDS[self.number % len(WORDS)]

    @property
    def domain(self) -> int:
        """Return the number of its domain."""
        return self.number % DOMAINS


def generate(folder: Path, count: int, seed: int = 1) -> None:
    """Write a mesh with a number of contracts; the same for the same count and seed."""
    chance = random.Random(seed)
    governance = folder / "governance"
    governance.mkdir(parents=True)
    (governance / "mesh.yaml").write_text(MESH)
    (governance / "classifications.yaml").write_text(CLASSIFICATION)
    registers = [DOMAIN.format(domain) for domain in range(DOMAINS)]
    for entity in range(ENTITIES):
        registers += (ENTITY.format(entity), *(MEANING.format(entity, domain) for domain in range(DOMAINS)))
    (governance / "registers.yaml").write_text("---\n".join(registers))
    done: list[Made] = []
    for number in range(-(-count // PORTS)):
        made = Made(number, chance.randint(4, 11))
        reads = [done[each] for each in sorted({chance.randrange(number) for _ in range(2)})] if done else []
        ports = range(min(PORTS, count - number * PORTS))
        home = folder / f"products/domain-{made.domain}/{made.word}-{number}"
        (home / "contracts").mkdir(parents=True)
        (home / "product.odps.yaml").write_text(product(made, reads, ports))
        for port in ports:
            fields = made.fields if port == 0 else chance.randint(4, 11)
            (home / f"contracts/port-{port}.odcs.yaml").write_text(contract(made, port, fields, reads))
        done.append(made)


def product(made: Made, reads: list[Made], ports: range) -> str:
    """Return the text of a product."""
    inputs = "".join(INPUT.format(each.number) for each in reads)
    needed = "".join(NEEDED.format(each.number) for each in reads)
    outputs = "".join(
        OUTPUT.format(port=port, number=made.number, word=made.word)
        + (f"    inputContracts:\n{needed}" if reads else "")
        for port in ports
    )
    return PRODUCT.format(
        number=made.number,
        word=made.word,
        domain=made.domain,
        archetype="aggregate" if reads else "sourceAligned",
        inputs=f"inputPorts:\n{inputs}" if reads else "",
        outputs=outputs,
    )


def contract(made: Made, port: int, count: int, reads: list[Made]) -> str:
    """Return the text of a contract with a number of fields."""
    fields = ""
    for position in range(count):
        name = f"key_{position}" if position < 2 else f"{WORDS[position * 7 % len(WORDS)]}_{position}"
        fields += FIELD.format(name=name)
        fields += KEY if position == 0 else ""
        fields += PATTERN if position < 2 else ""
        if reads and position < reads[0].fields:
            source = reads[0]
            fields += SOURCE.format(domain=source.domain, word=source.word, number=source.number, name=name)
    return CONTRACT.format(number=made.number, port=port, word=made.word, domain=made.domain, fields=fields)


if __name__ == "__main__":
    generate(Path(sys.argv[2]), int(sys.argv[1]))
