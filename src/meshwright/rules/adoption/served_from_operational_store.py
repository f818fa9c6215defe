"""
A port is served directly from an operational database.

Every consumer's query slows the service down, and every change to the service's tables breaks a consumer: the
system's internals have become its interface. The rule reports a transactional database whose name, host,
database or schema contains the name of the system.

```yaml bad contract
servers:
  - server: backend
    type: postgresql
    host: db.watergarden.example
    port: 5432
    database: player_backend
#             ^^^^^^^^^^^^^^ the port is served directly from the operational system `player-backend`
    schema: public
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
```
```yaml good contract
servers:
  - server: serving
    type: postgresql
    host: db.watergarden.example
    port: 5432
    database: play_events
    schema: public
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract
from meshwright.mesh.product_properties import operational_systems
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.mesh import Mesh

_TRANSACTIONAL = frozenset(
    (
        "cloudsql",
        "db2",
        "hana",
        "informix",
        "ingres",
        "mysql",
        "oracle",
        "postgres",
        "postgresql",
        "sqlserver",
    )
)
_SETTINGS = ("database", "serviceName", "schema", "host")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@rule("served-from-operational-store", on=Contract, severity=Severity.WARNING, since="0.1", preset="strict")
def served_from_operational_store(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check servers that are named after the product's source system, or after any registered system."""
    product = exposing_product(contract, mesh)
    systems = operational_systems(product, mesh) if product else ()
    found = [
        (system, key, server)
        for server in contract.fact.servers
        if server.type in _TRANSACTIONAL
        for system in systems
        if (key := _named_after(system, server)) is not None
    ]
    if found:
        (system, key, server), *others = found
        yield Finding(
            f"the port is served directly from the operational system `{system}`",
            contract.home.at("servers", server.position, key),
            tuple(
                Related(f"and from `{name}`", contract.home.at("servers", other.position, where))
                for name, where, other in others
            ),
        )


def _named_after(system: str, server: ServerFact) -> str | None:
    """Return the server key whose value contains the words of a system's name."""
    values = {**{key: server.settings.get(key) for key in _SETTINGS}, "server": server.server}
    words = f"-{_words(system)}-"
    return next((key for key, value in values.items() if words in f"-{_words(str(value or ''))}-"), None)


def _words(text: str) -> str:
    return _NOT_WORD.sub("-", text.casefold()).strip("-")
