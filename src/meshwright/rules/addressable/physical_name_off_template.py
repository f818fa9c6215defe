"""
A topic, path or table is not named as a standard of the mesh requires.

Operators, access rules and bills identify the owner of the data by such a name; any other name must be looked up.
For each type of server, the standard has a template for the beginning of physical names: the server's custom
property `topic`, its `location`, or else the `physicalName` of the objects.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: places
physicalNames:
  s3: "s3://{bucket}/{domain}/{product}/{port}/v{major}/"
```
```yaml bad contract
servers:
  - server: lake
    type: s3
    location: s3://watergarden-data/player/daily-plays/*.parquet
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ does not begin with `s3://{bucket}/player/play-events/daily/v1/`, required by standard `places`
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: places
physicalNames:
  kafka: "{domain}.{product}.{port}.v{major}"
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.template import filled, names_of
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import ServerFact
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh

_FREE = re.compile(r"\\\{(?:bucket|object)\\\}")


@rule(
    "physical-name-off-template",
    on=Contract,
    severity=Severity.WARNING,
    since="0.1",
    preset="strict",
    needs=("Standard",),
    is_lenient=True,
)
def physical_name_off_template(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check contracts that a port exposes, and report each name separately."""
    if contract.port is None or not mesh.is_usable("Domain", contract.port.partition("/")[0]):
        return
    for standard in mesh.standards:
        for server in contract.fact.servers:
            template = standard.physical_names.get(server.type)
            start = _start(template, contract.port) if template else None
            for at, name in _names(server, contract):
                if start is not None and not _begins(name, start):
                    yield Finding(
                        f"does not begin with `{start}`, required by standard `{standard.name}`",
                        at,
                        discriminator=standard.name,
                        severity=standard.severity(Severity.WARNING, mesh.today),
                    )


def _start(template: str, port: str) -> str | None:
    return filled(template, {**names_of(port), "bucket": "{bucket}", "object": "{object}"})


def _begins(name: str, start: str) -> bool:
    """Return whether a name has the required prefix; `v1` is not a prefix of `v10`."""
    first, *rest = _FREE.split(re.escape(start))
    passed = "".join(f"(?>[^/]+?{part})" for part in rest[:-1])  # the pattern never backtracks
    pattern = first + passed + (f"[^/]+?{rest[-1]}" if rest else "")
    return (
        has_variable(name)
        or re.match(rf"{pattern}(?![A-Za-z0-9])|{pattern}(?<![A-Za-z0-9])", name) is not None
    )


def _names(server: ServerFact, contract: Contract) -> Iterator[tuple[At, str]]:
    """Yield the physical names on a server: its topic, its location, or the names of the objects."""
    here = ("servers", server.position)
    topic, location = server.custom.get("topic"), server.settings.get("location")
    if isinstance(topic, str):
        yield contract.home.at(*here, "customProperties", "topic", "value"), topic
    elif isinstance(location, str):
        yield contract.home.at(*here, "location"), location
    else:
        for position, schema in enumerate(contract.fact.objects):
            if schema.physical_name:
                yield contract.home.at("schema", position, "physicalName"), schema.physical_name
