"""Approvers of roles in contracts, usually teams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract

_NOBODY = frozenset({"", "-", "na", "n/a", "none", "null", "nobody"})
_BETWEEN = re.compile(r"[,;\n]")


def stated_approvers(contract: Contract) -> Iterator[tuple[str, At]]:
    """Yield the approvers of a contract's and its servers' roles, as written."""
    for role in contract.fact.roles:
        for key, value in role.approvers:
            yield value, contract.home.at("roles", role.position, key)
    for server in contract.fact.servers:
        for role in server.roles:
            for key, value in role.approvers:
                yield value, contract.home.at("servers", server.position, "roles", role.position, key)


def approver_names(written: str) -> list[str]:
    """Split a list of approvers into names."""
    return [each.strip() for each in _BETWEEN.split(written)]


def is_approver(name: str) -> bool:
    """Return whether an entry in a list of approvers is a name."""
    return name.casefold() not in _NOBODY and not has_variable(name)
