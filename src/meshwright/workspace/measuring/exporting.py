"""The objects of a mesh for exports, with their owners, runbooks and observations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import Severity
from meshwright.measuring.plan import probes
from meshwright.mesh.inheritance import domain_of, exposing_product, team_of
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.report.exported import ExportedObject
from meshwright.rulekit.configuration import level
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.resolution import channels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.measuring.judgement import Measurement
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration

RUNBOOKS = ("RUNBOOK.md", "runbook.md")
_WORDS = {Severity.ERROR: "critical", Severity.WARNING: "warning", Severity.NOTICE: "info"}


def exported_objects(
    mesh: Mesh,
    values: Callable[[str, int], Any],
    configuration: Configuration,
    found: Mapping[str, tuple[Measurement, ...]],
    root: str,
) -> Iterator[ExportedObject]:
    """Yield the objects of all contracts that are not retired, by address; `found` contains the observations."""
    severity = _severity(configuration)
    for contract in sorted(mesh.contracts, key=lambda each: each.address):
        if mesh.status(contract) == "retired":
            continue
        body = mapping(values(contract.home.file, contract.home.document))
        product = exposing_product(contract, mesh)
        runbook = _runbook(contract, mesh, values, root)
        for probe in probes(contract, mesh, body):
            yield ExportedObject(
                probe.address,
                product.address if product else "",
                domain_of(contract, mesh) or "",
                team_of(contract, mesh) or "",
                runbook,
                severity,
                probe,
                found.get(probe.address, ()),
            )


def _severity(configuration: Configuration) -> str:
    """Return Prometheus's word for the severity of broken service levels in the mesh."""
    rule = next(each for each in all_rules() if each.name == "slo-broken")
    return _WORDS[level(rule, configuration, None) or Severity.NOTICE]


def _runbook(contract: Contract, mesh: Mesh, values: Callable[[str, int], Any], root: str) -> str:
    """Return the custom property `runbook` of a contract or product, else the runbook file, else the on-call channel."""
    product = exposing_product(contract, mesh)
    homes = [contract.home, *([product.home] if product else [])]
    documents = [mapping(values(home.file, home.document)) for home in homes]
    for document in documents:
        for each in mappings(document.get("customProperties")):
            if each.get("property") == "runbook" and text(each.get("value")):
                return text(each.get("value"))
    for home in reversed(homes):
        folder = home.file.rpartition("/")[0]
        for name in RUNBOOKS:
            path = f"{folder}/{name}" if folder else name
            if os.path.isfile(f"{root}/{path}") and not os.path.islink(f"{root}/{path}"):  # noqa: PTH113, PTH114 - text
                return path
    on_call = (
        each for each in channels(mesh, team_of(contract, mesh), documents) if each.get("scope") == "on-call"
    )
    return next((text(each.get("url") or each.get("channel")) for each in on_call), "")
