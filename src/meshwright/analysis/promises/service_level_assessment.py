"""What is said of a promise: the bound that follows from its inputs' promises, and how it compares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.quantities.service_level import Reading


class ServiceLevelStatus(Enum):
    """How a promise stands to what it is made of."""

    CONTRADICTED = "contradicted"
    """It can't be kept, even if every input does better than it promises."""
    UNSUPPORTED = "unsupported"
    """It does not follow from what the inputs promise, whatever is not stated."""
    SUPPORTED = "supported"
    UNKNOWN = "unknown"
    """Something that it depends on is not stated."""


class BoundTerm(NamedTuple):
    """One of the amounts that a bound is made of, or one that limits it."""

    label: str
    """What it is, to be read behind the amount: `refresh`."""
    amount: Reading
    at: At
    source: Contract | None = None
    """The input that promises it."""


class MissingFact(NamedTuple):
    """What is not stated."""

    what: str
    at: At
    is_told: bool = False
    """Whether a mistake was told that makes it so."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceLevelAssessment:
    """A promise judged."""

    making: PortProduction
    level: DeclaredServiceLevel
    verdict: ServiceLevelStatus
    bound: Reading | None
    """What follows from the shares; None where part of it is unknown, or nothing limits it."""
    shares: tuple[BoundTerm, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    critical: Contract | None = None
    """The input on which the bound depends most."""
    reason: str = ""
    """Why it is contradicted or unsupported, to be read behind what is promised."""
    is_doubtful: bool = False
    """Whether something else may be meant, by which it is none of these."""
    note: str = ""
    """What is worth knowing though nothing is wrong."""

    @property
    def is_fault(self) -> bool:
        """Whether it is contradicted or unsupported."""
        return self.verdict in (ServiceLevelStatus.CONTRADICTED, ServiceLevelStatus.UNSUPPORTED)

    @property
    def is_contradicted(self) -> bool:
        """Whether it can't be kept."""
        return self.verdict is ServiceLevelStatus.CONTRADICTED
