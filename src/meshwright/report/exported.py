"""Data for exports of observations: objects with their owners and newest figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from meshwright.measuring.judgement import Measurement
    from meshwright.measuring.probe import Probe


class ExportedObject(NamedTuple):
    """An object of a contract."""

    address: str
    product: str
    """The address of the product; empty if no product exposes the contract."""
    domain: str
    team: str
    runbook: str
    """The URL or path of the runbook; empty if the contract has none."""
    severity: str
    """The severity of alerts: `critical`, `warning` or `info`."""
    probe: Probe
    measurements: tuple[Measurement, ...] = ()
    """The newest measurement on each server; empty if the object was never measured."""

    @property
    def labels(self) -> dict[str, str]:
        """The labels that identify the object, without empty labels."""
        found = {
            "address": self.address,
            "product": self.product,
            "domain": self.domain,
            "team": self.team,
        }
        return {name: value for name, value in found.items() if value}
