"""
An identity or a data location contains an unresolved variable.

Readers of the file see only `${BUCKET}`, as do this mesh, its catalog and consumers' queries.
Write the production value, or make it the variable's default: `${BUCKET:-watergarden-data}`.

```yaml bad contract
servers:
  - server: lake
    location: s3://${BUCKET}/player/play-events/daily/v1/
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ variable `BUCKET` has no default
```
```yaml good contract
servers:
  - server: lake
    location: s3://${BUCKET:-watergarden-data}/player/play-events/daily/v1/
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import FORMERLY_OF_ALL, Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Home, Input, Port, Product
    from meshwright.source.place import Path

_ADDRESSING = (
    *("account", "catalog", "catalogUrl", "database", "dataset", "endpointUrl", "host", "location"),
    *("namespace", "path", "port", "project", "schema", "serviceName", "stream"),
)
"""The server settings that define a location; regions, formats and warehouses do not."""


@rule("unresolved-variable", on=Mesh, severity=Severity.WARNING, since="0.1")
def unresolved_variable(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield each variable in a document once, with all the places where it is used."""
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        places: dict[str, dict[At, None]] = {}
        for value, place, path in _values(thing):
            for name in unresolved(value):
                places.setdefault(name, {})[place.at(*path)] = None
        for number, (name, (first, *others)) in enumerate(places.items()):
            yield Finding(
                f"variable `{name}` has no default",
                first,
                tuple(Related("used here too", at) for at in others),
                discriminator=name,
                former=() if number else FORMERLY_OF_ALL,
            )


def _values(thing: Product | Contract) -> Iterator[tuple[object, Home | Port | Input, Path]]:
    """Yield the values that identify a document or locate its data, with their paths."""
    for key in ("id", "name", "domain"):
        yield getattr(thing.fact, key), thing.home, (key,)
    if isinstance(thing, Contract):
        for server in thing.fact.servers:
            here = ("servers", server.position)
            for key, value in server.settings.items():
                if key in _ADDRESSING:
                    yield value, thing.home, (*here, key)
            yield server.custom.get("topic"), thing.home, (*here, "customProperties", "topic", "value")
        for position, schema in enumerate(thing.fact.objects):
            yield schema.physical_name, thing.home, ("schema", position, "physicalName")
    else:
        ports: tuple[Port | Input, ...] = (*thing.outputs, *thing.inputs)
        for port in ports:
            for key, value in (
                ("name", port.fact.name),
                ("version", port.fact.version),
                ("contractId", port.fact.contract_id),
            ):
                yield value, port, (key,)
