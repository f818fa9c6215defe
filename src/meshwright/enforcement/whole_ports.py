"""Engines that can grant only whole ports, such as topics or folders: readers with partial access, and alternatives.

Nothing is compiled for these engines. This module does not check platforms, as the rule `unenforceable-here`
does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import Visibility

if TYPE_CHECKING:
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract

SERVER_TYPES = {"s3": frozenset({"s3"}), "kafka": frozenset({"kafka"})}
"""The server types of each target."""
WAYS_OUT = "split the port, give the reader all of it, or serve it from PostgreSQL or Snowflake, which can hide columns"


def partial_readers(access: Access, target: str, on: date) -> tuple[str, ...]:
    """Return a sentence for each reader who, on a day, may read only part of a port on a target, sorted."""
    found = []
    for contract in access.mesh.contracts:
        servers = [each.server for each in contract.fact.servers if each.type in SERVER_TYPES[target]]
        for server in servers:
            for reader in access.identities(contract):
                shown, has_all_rows = _shown(access, contract, reader, server, on)
                clear = sum(each == Visibility.CLEAR for each in shown)
                if any(shown) and (clear < len(shown) or not has_all_rows):
                    rows = "" if has_all_rows else " of some rows"
                    found.append(
                        f"{reader} may read {clear} of {len(shown)} columns{rows} of {contract.address}, "
                        f"but server `{server}` cannot grant a part"
                    )
    return tuple(sorted(set(found)))


def _shown(
    access: Access, contract: Contract, reader: Identity, server: str, on: date
) -> tuple[tuple[int, ...], bool]:
    """Return the best visibility of each field for a reader, in field order, and whether a grant covers all rows.

    Without a grant, there are no visibilities.
    """
    grants = [
        each
        for each in access.grants_of.get(contract, ())
        if each.identity == reader and each.is_in_force(on) and each.server in ("", server)
    ]
    if not grants:
        return (), True
    best = tuple(max(each) for each in zip(*map(access.visibilities, grants), strict=True))
    return best, any(each.rows is None for each in grants)
