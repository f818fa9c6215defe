"""The data for exports of observations: an object, the responsible team, and the newest figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from meshwright.measuring.judgement import Measurement
    from meshwright.measuring.probe import Probe


class ExportedObject(NamedTuple):
    """An object of a contract."""

    address: str
    product: str
    """The address of the product; empty if none exposes the contract."""
    domain: str
    team: str
    runbook: str
    """The address or path of the remedy; empty if none is stated."""
    severity: str
    """Of an alert: `critical`, `warning` or `info`."""
    probe: Probe
    measurements: tuple[Measurement, ...] = ()
    """The newest of each server; none if it was never measured."""

    @property
    def labels(self) -> dict[str, str]:
        """Return the labels that identify it, without empty ones."""
        found = {
            "address": self.address,
            "product": self.product,
            "domain": self.domain,
            "team": self.team,
        }
        return {name: value for name, value in found.items() if value}
