"""
A domain uses an entity with its exact meaning, but its identifiers are not connected to those of other domains.

All domains use the same word, but their data cannot be joined, because nothing connects the domain's scheme with the
federated identifier. A crosswalk connects them: it is a port that the entity lists in `crosswalks`, and
whose objects contain both identifiers.
The rule ignores domains that reach the identifier in another way, and meanings that are not exact.
If the connection is not wanted (for example, for privacy reasons), suppress the finding at the scheme, or waive it, and
state the reason.

```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - name: player-artist-key
#         ^^^^^^^^^^^^^^^^^ no crosswalk connects `player-artist-key` with `isni`, the federated identifier of `artist`, and `player` has no other path to it
    check: uuid
    columns: ["plays/artist_key"]
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: artist_key
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml bad other_meaning
relation: exactMatch
schemes:
  - scheme: isni
    columns: ["statements/isni"]
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - {name: statement_id, logicalType: string, description: Identifies the statement., primaryKey: true, classification: internal, transformSourceObjects: [billing]}
      - name: isni
        logicalType: string
        description: The artist who is paid.
        classification: public
```
```yaml good entity
crosswalks: [payments/royalties/statements@1]
```
```yaml good meaning
schemes:
  - name: player-artist-key
    check: uuid
    columns: ["plays/artist_key"]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: artist_key
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml good other_meaning
relation: exactMatch
schemes:
  - scheme: isni
    columns: ["statements/isni"]
  - scheme: player-artist-key
    columns: ["statements/artist_key"]
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - {name: statement_id, logicalType: string, description: Identifies the statement., primaryKey: true, classification: internal, transformSourceObjects: [billing]}
      - name: isni
        logicalType: string
        description: The artist who is paid.
        classification: public
      - name: artist_key
        logicalType: string
        description: The artist who is paid, in the player's key.
        classification: public
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.crosswalks import keys, reach
from meshwright.analysis.meaning.entities import EXACT, vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.finding.finding import Finding, Fix, Related, Replace, Severity, did_you_mean
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.entities import Entity

_OF_PORTS = frozenset({None, "DataProduct", "DataContract"})


@rule(
    "missing-crosswalk",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity", "Meaning"),
)
def missing_crosswalk(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Find domains whose schemes are not connected to the federated identifier, while those of other domains are."""
    words = mesh.derived(vocabulary)
    used = _used(mesh)
    for name, entity in words.entities.items():
        reached = reach(name, entity.identifier, mesh)
        idle = list(_without_use(entity, mesh))
        yield from idle
        domains = {domain: schemes for (of, domain), schemes in used.items() if of == name}
        if not any(map(reached.intersection, domains.values())):
            continue
        is_withheld = bool(idle) or _is_lost(entity, mesh)
        for scheme, cut in _cut_off(domains, reached, name, mesh):
            declared = words.schemes[name, scheme]
            names = " and ".join(f"`{domain}`" for domain in cut)
            yield Finding(
                f"no crosswalk connects `{scheme}` with `{entity.identifier}`, the federated identifier "
                f"of `{name}`, "
                f"and {names} {'have' if cut[1:] else 'has'} no other path to it",
                declared.at / declared.naming_key,
                related=_related(entity, mesh),
                is_withheld=is_withheld,
            )


def _without_use(entity: Entity, mesh: Mesh) -> Iterator[Finding]:
    """Report crosswalks that do not exist or do not connect any schemes."""
    for position, address in enumerate(entity.crosswalks):
        port, at = mesh.ports.get(address), entity.home.at("crosswalks", position)
        if port is None and address and not any(each.sketch.kind in _OF_PORTS for each in mesh.broken):
            near = nearest(address, mesh.ports)
            fix = Fix((Replace(at, near),), safe=False, title=f"name `{near}`") if near else None
            yield Finding(f"unknown port `{address}`{did_you_mean(near)}", at, fix=fix, discriminator=address)
        elif port is not None and port.contract is not None:
            schemes = {key.scheme.name for key in keys(port.contract, mesh) if key.entity == entity.name}
            if len(schemes) < 2:
                message = (
                    f"`{address}` does not contain two schemes of `{entity.name}`, so it connects nothing"
                )
                yield Finding(message, at, discriminator=address)


def _is_lost(entity: Entity, mesh: Mesh) -> bool:
    """Return whether a crosswalk's contract is unreadable, which leaves its connections unknown."""
    ports = (mesh.ports.get(address) for address in entity.crosswalks)
    return any(port is None or port.contract is None for port in ports)


def _used(mesh: Mesh) -> dict[tuple[str, str], set[str]]:
    """Return the schemes found in port columns by entity and domain, for domains with the entity's exact meaning."""
    words = mesh.derived(vocabulary)
    used: dict[tuple[str, str], set[str]] = {}
    for link in mesh.derived(linked).all():
        domain = domain_of(link.contract, mesh) or ""
        meaning = words.said.get((domain, link.entity))
        if link.contract.port is not None and meaning is not None and meaning.relation == EXACT:
            used.setdefault((link.entity, domain), set()).add(link.scheme.name)
    return used


def _cut_off(
    domains: dict[str, set[str]], reached: frozenset[str], entity: str, mesh: Mesh
) -> Iterator[tuple[str, list[str]]]:
    """For each group of connected schemes, yield one of them, with the domains that use no scheme outside the group."""
    groups: dict[frozenset[str], list[str]] = {}
    for domain, schemes in sorted(domains.items()):
        if not reached & schemes:
            groups.setdefault(reach(entity, min(schemes), mesh), []).append(domain)
    for group, cut in groups.items():
        yield min(scheme for domain in cut for scheme in domains[domain] if scheme in group), cut


def _related(entity: Entity, mesh: Mesh) -> tuple[Related, ...]:
    identifier = Related("the federated identifier", entity.home.at("identifier", "scheme"))
    named = [
        Related(f"`{port}` is a crosswalk", entity.home.at("crosswalks", position))
        for position, port in enumerate(entity.crosswalks)
        if port in mesh.ports
    ]
    return (identifier, *named)
