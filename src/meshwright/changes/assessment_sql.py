"""Assessment of changed SQL: reformatted SQL keeps its meaning; SQL that reads other columns does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import ChangeKind
from meshwright.changes.rows import by_row, harmless
from meshwright.facts.sql.same_sql import is_same_but_for_aliases, is_same_sql
from meshwright.mesh.items import Contract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.changes.change import Change, ChangeLocation, ChangeSides
    from meshwright.changes.verdict import Verdict
    from meshwright.facts.sql.reads import Reads, SqlColumn
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.place import Path

LOGIC = "transformLogic"
_SUMMING = frozenset({"count", "sum", "avg", "min", "max", "any", "hash"})


def assess_sql(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a change to `transformLogic`."""
    old, new = sides.old, sides.new
    if change.kind is not ChangeKind.CHANGED:
        return harmless(change)
    servers = {
        each.type for thing in (old, new) if isinstance(thing, Contract) for each in thing.fact.servers
    }
    if is_same_sql(str(change.before), str(change.after), sorted(servers)):
        return by_row(change, LOGIC, "reformatted")
    was, now = _reads(change.old, old, sides.before), _reads(change.new, new, sides.after)
    if was is None or now is None or was.unread or now.unread:
        return by_row(change, LOGIC, "unread")
    for part, words in (("values", "derived from"), ("conditions", "chosen by"), ("others", "selected by")):
        one, other = (_named(reads, getattr(reads, part)) for reads in (was, now))
        if one != other:
            return by_row(change, LOGIC, "other-columns", how=_replaced(words, one - other, other - one))
    if was.effect != now.effect and _SUMMING & {was.effect, now.effect}:
        effects = [f"`{each.effect}`" if each.effect else "an expression" for each in (was, now)]
        return by_row(change, LOGIC, "other-effect", was=effects[0], now=effects[1])
    if is_same_but_for_aliases(str(change.before), str(change.after), sorted(servers)):
        return harmless(change)
    return by_row(change, LOGIC, "other-expression")


def _reads(spot: ChangeLocation | None, contract: Contract | Product | None, mesh: Mesh) -> Reads | None:
    """Return the columns that a changed field's SQL reads."""
    if spot is None or not isinstance(contract, Contract):
        return None
    known = mesh.derived(_none_yet)
    if contract not in known:
        fields = contract.fact.fields
        known[contract] = {
            (*fields.path(field), LOGIC): reads for field, reads in fields.more.get("reads", {}).items()
        }
    return known[contract].get(spot.at.path)


def _none_yet(_: Mesh) -> dict[Contract, dict[Path, Reads]]:
    """Return the cache of columns that SQL reads, by contract and path."""
    return {}


def _named(reads: Reads, columns: Iterable[SqlColumn]) -> frozenset[str]:
    """Return columns as `table.column`, regardless of the aliases in the SQL."""
    named = set()
    for each in columns:
        tables = " or ".join(reads.tables[table].casefold() for table in each.tables)
        named.add(".".join(filter(None, (tables, *(name.casefold() for name in each.path)))))
    return frozenset(named)


def _replaced(words: str, gone: frozenset[str], come: frozenset[str]) -> str:
    """Describe the columns that were replaced, and the columns that replaced them."""
    was, now = (" and ".join(f"`{name}`" for name in sorted(names)) for names in (gone, come))
    if not gone or not come:
        return f"now also {words} {now}" if come else f"no longer {words} {was}"
    return f"now {words} {now} instead of {was}"
