"""Errors that exceptions hide, in documents from which access is derived. Such access must not be granted silently.

Only errors in the group `secure` count. Waivers, comments and baselines can hide them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Severity
from meshwright.workspace.pipeline import check_linked, context_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.mesh.items import Contract
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.compiled import CompiledSnapshot

GROUP = "secure"
_REGISTERS = ("Role", "Classification", "Team", "Mesh")


class HiddenError(NamedTuple):
    """An error that an exception hides."""

    file: str
    rule: str


def hidden_errors(
    source: CompiledSnapshot, granted: Access, configuration: Configuration, contracts: Collection[Contract]
) -> tuple[HiddenError, ...]:
    """Return the hidden errors in the documents that determine access to the given contracts, sorted."""
    mesh = granted.mesh
    has_exceptions = any(mesh.register(kind) for kind in ("Waiver", "Baseline"))
    if not (has_exceptions or any(unit.suppressions for unit in source.units.values())):
        return ()
    files = set(_files(granted, contracts))
    secure = replace(configuration, select=frozenset({GROUP}), ignore=frozenset())
    found = check_linked(source, context_of(source, mesh, secure), lambda _: True).report.diagnostics
    hidden = {
        HiddenError(each.range.path, each.rule)
        for each in found
        if each.range is not None
        and each.range.path in files
        and (each.group, each.severity) == (GROUP, Severity.ERROR)
        and not each.counts
    }
    return tuple(sorted(hidden))


def _files(granted: Access, contracts: Collection[Contract]) -> Iterator[str]:
    for contract in contracts:
        yield contract.home.file
        yield from (grant.cause.at.file for grant in granted.grants_of.get(contract, ()))
    for kind in _REGISTERS:
        yield from (entry.home.file for entry in granted.mesh.register(kind))
