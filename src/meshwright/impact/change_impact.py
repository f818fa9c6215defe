"""The direct and indirect consumers that a change affects, and their description."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.agreements import agreements_of
from meshwright.changes.change import AGREEMENT, CONTRACT, FIELD, OBJECT, PORT, PRODUCT, ROLE, subject_at
from meshwright.impact.affected_consumers import indirect_consumers, order
from meshwright.impact.consumers import affected_consumer, needing, readers
from meshwright.impact.role_readers import role_readers
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract, Product
from meshwright.mesh.references import Resolved, resolve
from meshwright.quantities.version import is_line, parse_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh

MOST_NAMED = 3


def impact(change: Change, before: Mesh, after: Mesh) -> tuple[AffectedConsumer, ...]:
    """Return the direct and indirect consumers of the changed item; none for additions.

    They are sorted by hops. Direct consumers of the port are included even if they do not read the item.
    """
    if change.thing == AGREEMENT:
        old, new = agreements_of(change, before, after)
        is_same = new is not None and new.team == (old or new).team
        return (
            (affected_consumer(new if is_same and new else old, before, after, is_gone=not is_same),)
            if old
            else ()
        )
    if change.thing == ROLE:
        return role_readers(change, before, after)
    thing = subject_at(change.old, before)
    if isinstance(thing, Contract) and change.thing == CONTRACT and change.aspect == ("version",):
        found = _of_version(readers(thing, None, before, after), change, thing, after)
        own = exposing_product(thing, before)
    elif isinstance(thing, Contract):
        found = readers(thing, _fields(change, thing, before), before, after)
        own = exposing_product(thing, before)
    elif isinstance(thing, Product):
        found, own = _of_ports(change, thing, before, after), thing
    else:
        return ()
    mine = {own.address if own else thing.address, *(each.address for each in found if not each.hops)}
    every: dict[tuple[str, str, int], AffectedConsumer] = {}
    for each in (*found, *indirect_consumers(found, after)):
        if each.agreement or each.address not in mine:
            every.setdefault((each.address, each.name, each.hops), each)
    return tuple(every.values())


def _of_version(
    found: Iterable[AffectedConsumer], change: Change, contract: Contract, after: Mesh
) -> tuple[AffectedConsumer, ...]:
    """Return the consumers of a contract whose version changed, which are certainly affected if the version
    that they require was removed.

    A consumer that requires only the lower version may still use parts of the higher one.
    """
    now = parse_version(change.after)
    least = {product.address: parse_version(each.fact.version) for product, each in needing(contract, after)}

    def is_met(consumer: AffectedConsumer) -> bool:
        needed = None if consumer.agreement else least.get(consumer.address)
        return needed is None or (now is not None and now.meets(needed))

    was = parse_version(change.before)
    if was is None or now is None or not is_line(was, now):
        return tuple(found)
    return tuple(
        replace(consumer, reads=None) if consumer.hops and is_met(consumer) else consumer
        for consumer in found
    )


def _of_ports(change: Change, product: Product, before: Mesh, after: Mesh) -> tuple[AffectedConsumer, ...]:
    """Return the consumers of a product's changed ports; a consumer of several ports is returned once for each."""
    if change.old is None or change.thing not in (PRODUCT, PORT):
        return ()
    contracts = (
        port.contract
        for port in product.outputs
        if port.contract is not None and (change.thing == PRODUCT or port.address == change.old.address)
    )
    return tuple(
        sorted((consumer for each in contracts for consumer in readers(each, None, before, after)), key=order)
    )


def _fields(change: Change, contract: Contract, mesh: Mesh) -> Sequence[int] | None:
    """Return the changed fields; None for the whole port."""
    if change.thing not in (FIELD, OBJECT) or change.old is None:
        return None
    if change.old.address:
        addresses = [change.old.address]
    else:
        return ()
    if change.thing == OBJECT and change.aspect[:1] == ("primaryKey",):
        addresses = [f"{change.old.address}/{name}" for name in change.before or ()]
    elif not change.aspect and isinstance(change.before, list):
        addresses = [f"{change.old.address.rpartition('/')[0]}/{name}" for name in change.before]
    found: list[int] = []
    for address in addresses:
        target = resolve(address, contract, mesh)
        if not isinstance(target, Resolved) or target.contract is not contract or target.object is None:
            return None
        found += _of_object(contract, target.object, mesh) if target.field is None else [target.field]
    return found


def _of_object(contract: Contract, position: int, mesh: Mesh) -> Sequence[int]:
    """Return an object's fields, computed once for all objects in the contract."""
    known = mesh.derived(_none_yet)
    if contract not in known:
        objects: dict[int, list[int]] = {}
        for each in range(len(contract.fact.fields)):
            objects.setdefault(contract.fact.fields.object(each), []).append(each)
        known[contract] = objects
    return known[contract].get(position, [])


def _none_yet(_: Mesh) -> dict[Contract, dict[int, list[int]]]:
    return {}


def words(found: Iterable[AffectedConsumer], verdict: Verdict) -> str:
    """Describe the consumers that a change breaks: `breaks 1 of 7 consumers: payments/royalties reads it for
    statements/payee_id`.
    """
    direct = [each for each in found if each.hops == 1]
    if not direct:
        return "" if verdict.readers is False else "no declared consumer reads it"
    if verdict.readers is False:
        notified = [each for each in direct if each.reads is not False]
        return f"{_counted(len(notified))} must be notified: {_listed(notified)}" if notified else ""
    certain = [each for each in direct if each.reads]
    maybe = [each for each in direct if each.reads is None]
    total = _counted(len(direct))
    if not certain and not maybe:
        return (
            f"none of {total} reads it"
            if len(direct) > 1
            else f"its only consumer, `{direct[0].name}`, does not read it"
        )
    surely = "breaks" if verdict.readers else "may break"
    if len(direct) == 1:
        return f"{surely if certain else 'may break'} its only consumer: {_listed(direct)}"
    if not certain:
        return f"may break {len(maybe)} of {total}: {_listed(maybe)}"
    if len(certain) == len(direct):
        return f"{surely} {'both consumers' if len(certain) == 2 else f'all {total}'}: {_listed(certain)}"
    more = f"; {len(maybe)} more may read it" if maybe else ""
    return f"{surely} {len(certain)} of {total}: {_listed(certain)}{more}"


def _counted(count: int) -> str:
    return f"{count} consumer{'s' if count != 1 else ''}"


def _listed(found: Sequence[AffectedConsumer]) -> str:
    shown = [_named(each) for each in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        shown.append(f"and {len(found) - MOST_NAMED} more")
    return ", ".join(shown)


def _named(consumer: AffectedConsumer) -> str:
    if consumer.agreement or not consumer.columns:
        return f"`{consumer.name}`"
    made = ", ".join(f"`{_within(name)}`" for name in consumer.columns[:MOST_NAMED])
    more = " and others" if len(consumer.columns) > MOST_NAMED else ""
    return f"`{consumer.name}` reads it for {made}{more}"


def _within(address: str) -> str:
    """Return a column's address relative to its port."""
    return address.partition("@")[2].partition("/")[2]
