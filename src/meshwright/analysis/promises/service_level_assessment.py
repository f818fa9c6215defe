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
    """A service level's status, in comparison with its inputs."""

    CONTRADICTED = "contradicted"
    """It cannot be kept, even if every input does better than it promises."""
    UNSUPPORTED = "unsupported"
    """It does not follow from those of the inputs, whatever the undeclared values are."""
    SUPPORTED = "supported"
    UNKNOWN = "unknown"
    """Something that it depends on is not declared."""


class BoundTerm(NamedTuple):
    """One of the amounts that make up or limit a bound."""

    label: str
    """The name next to the amount: `refresh`."""
    amount: Reading
    at: At
    source: Contract | None = None
    """The input that promises it."""


class MissingFact(NamedTuple):
    """An undeclared value."""

    what: str
    at: At
    is_reported: bool = False
    """Whether it is due to a reported problem."""


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
    """The reason why it is contradicted or unsupported, as a clause to follow the service level."""
    is_doubtful: bool = False
    """Whether under another interpretation it is neither contradicted nor unsupported."""
    note: str = ""
    """A remark although nothing is wrong."""

    @property
    def is_fault(self) -> bool:
        """Whether it is contradicted or unsupported."""
        return self.verdict in (ServiceLevelStatus.CONTRADICTED, ServiceLevelStatus.UNSUPPORTED)

    @property
    def is_contradicted(self) -> bool:
        """Whether it cannot be kept."""
        return self.verdict is ServiceLevelStatus.CONTRADICTED
