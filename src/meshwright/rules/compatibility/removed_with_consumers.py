"""
A product, a contract or one of its major versions was removed although it has consumers.

These consumers depend on data that is no longer delivered.
Keep the old version alongside the new one, deprecated with a date and a successor, until the last consumer has migrated:
`meshwright new version` writes both.

```yaml before contract
version: 1.0.0
```
```yaml after contract
version: 2.0.0
#        ^^^^^ major version 1 of `play-events.daily` removed, but 1 consumer needs it: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
version: 1.0.0
```
```yaml after contract
version: 1.1.0
```
```yaml before product
name: play-events
```
```yaml after product
name: play-events
#     ^^^^^^^^^^^ major version 1 of `play-events.daily` removed, but 1 consumer needs it: `payments/royalties`; keep it as deprecated until they have migrated
```
```yaml after contract gone
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Revision
from meshwright.changes.compatibility_level import is_free
from meshwright.changes.diff import line_of
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.impact.consumers import consumers
from meshwright.impact.migration import STAY, way
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.version import is_line, major_of, parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.finding.finding import At
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh

MOST_NAMED = 3


@rule("removed-with-consumers", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def removed_with_consumers(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Check contracts that were removed, retired or moved to another major version, alone or with their product."""
    old, new = revision.old, revision.new
    if isinstance(old, Product) and isinstance(new, Product):
        yield from _of_ports(old, new, before, after)
    elif isinstance(old, Product) and not is_free(old, before):
        left = [port.contract for port in old.outputs if port.contract and _is_left(port.contract, after)]
        yield from _report(
            f"product `{old.address}` removed", None, old.address, _needing(left, before, after)
        )
    elif isinstance(old, Contract) and isinstance(new, Contract) and _is_line(old, new):
        yield from _retired(old, new, before, after)
    elif isinstance(old, Contract) and not is_free(old, before):
        around = revision.changes[0].new
        at = new.home.at("version") if new else around.at if around else None
        gone = f"major version {major_of(old.fact.version)} of `{old.fact.id}` removed"
        action = _action(old, new, before) if isinstance(new, Contract) else STAY
        yield from _report(gone, at, line_of(old), _needing([old], before, after), action)


def _of_ports(old: Product, new: Product, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Check the ports of a product that still exists: ports that are retired with the product, and removed
    ports whose contract still exists.
    """
    for port in old.outputs:
        if port.contract is None:
            continue
        stays = after.contract_at.get(port.address)
        if stays is not None and stays.fact.status is None:
            yield from _retired(port.contract, stays, before, after)
        elif (
            port.address not in after.ports
            and _is_left(port.contract, after)
            and not is_free(port.contract, before)
        ):
            gone = f"output port `{port.fact.name}` removed"
            yield from _report(gone, new.home.name(), port.address, _needing([port.contract], before, after))


def _retired(old: Contract, new: Contract, before: Mesh, after: Mesh) -> Iterator[Finding]:
    if after.status(new) == "retired" and before.status(old) != "retired" and not is_free(old, before):
        gone = f"`{old.fact.id}` retired"
        yield from _report(gone, after.status_at(new), line_of(old), _needing([old], before, after))


def _is_left(contract: Contract, after: Mesh) -> bool:
    """Return whether a contract still exists, although no product exposes it any longer."""
    same = [each for each in after.contracts_by_id.get(contract.fact.id, ()) if _is_line(contract, each)]
    return bool(same) and not any(each.port for each in same)


def _needing(contracts: Iterable[Contract], before: Mesh, after: Mesh) -> list[AffectedConsumer]:
    """Return the distinct direct consumers of the given contracts."""
    affected = (
        consumer
        for each in contracts
        for consumer in consumers(each, None, before, after)
        if consumer.hops == 1
    )
    return list({(consumer.name, consumer.agreement is None): consumer for consumer in affected}.values())


def _report(
    gone: str, at: At | None, name: str, found: Sequence[AffectedConsumer], action: str = STAY
) -> Iterator[Finding]:
    """Yield the finding with the consumers; its location is the first consumer if the removed item has none."""
    if not found:
        return
    named = ", ".join(f"`{each.name}`" for each in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    count = "1 consumer needs" if len(found) == 1 else f"{len(found)} consumers need"
    yield Finding(
        f"{gone}, but {count} it: {named}{more}; {action}",
        at or found[0].at,
        tuple(Related(f"`{each.name}` of `{each.team}`", each.at) for each in found),
        discriminator=name,
    )


def _action(old: Contract, new: Contract, before: Mesh) -> str:
    """Return the recommended action for a contract that moved to another version line."""
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    if was is None or now is None or old.port is None:
        return STAY
    if now < was:
        return f"restore `{old.fact.version}`"
    is_next = now.major == was.major + 1 or now.major == was.major
    return way(old, before) if is_next else STAY


def _is_line(old: Contract, new: Contract) -> bool:
    """Return whether consumers of one version can use the other: the same major version or, below 1.0.0, the same
    minor version.
    """
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    if was is None or now is None:
        return major_of(old.fact.version) == major_of(new.fact.version)
    return is_line(was, now)
