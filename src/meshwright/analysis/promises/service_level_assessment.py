"""The assessment of a service level: its bound, derived from the inputs' service levels, and the comparison."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.quantities.service_level import Reading


class ServiceLevelStatus(Enum):
    """The status of a service level, compared with those of the inputs."""

    CONTRADICTED = "contradicted"
    """The service level cannot be kept, even if every input does better than it promises."""
    UNSUPPORTED = "unsupported"
    """The service level does not follow from those of the inputs, whatever the undeclared values are."""
    SUPPORTED = "supported"
    UNKNOWN = "unknown"
    """A value on which the service level depends is not declared."""


class BoundTerm(NamedTuple):
    """One of the amounts that make up or limit a bound."""

    label: str
    """The label shown next to the amount: `refresh`."""
    amount: Reading
    at: At
    source: Contract | None = None
    """The input that promises the amount; None if the port itself declares it."""


class MissingFact(NamedTuple):
    """An undeclared value."""

    what: str
    at: At
    is_reported: bool = False
    """Whether the value is missing because of a problem that is already reported."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceLevelAssessment:
    """The assessment of a service level."""

    making: PortProduction
    level: DeclaredServiceLevel
    verdict: ServiceLevelStatus
    bound: Reading | None
    """The bound that results from the terms; None if part of it is unknown, or if nothing limits it."""
    shares: tuple[BoundTerm, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    critical: Contract | None = None
    """The input on which the bound depends most."""
    reason: str = ""
    """The reason why the service level is contradicted or unsupported, as a clause that follows the service level."""
    is_doubtful: bool = False
    """Whether the service level is neither contradicted nor unsupported under another interpretation."""
    note: str = ""
    """A remark about a service level without a fault."""

    @property
    def is_fault(self) -> bool:
        """Whether the service level is contradicted or unsupported."""
        return self.verdict in (ServiceLevelStatus.CONTRADICTED, ServiceLevelStatus.UNSUPPORTED)

    @property
    def is_contradicted(self) -> bool:
        """Whether the service level cannot be kept."""
        return self.verdict is ServiceLevelStatus.CONTRADICTED
