"""The promises of a port, as its product's page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.lineage.amounts import written
from meshwright.lineage.derivation import derivation
from meshwright.lineage.making import makings
from meshwright.lineage.promises import promises
from meshwright.lineage.verdict import Verdict
from meshwright.mesh.promise import UNITS, Duration
from meshwright.mesh.registers import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.overview import Overview
    from meshwright.mesh.mesh import Contract, Port
    from meshwright.mesh.promise import Reading

NAMES = {
    "latency": "fresh within",
    "frequency": "refreshed every",
    "availability": "available",
    "retention": "kept for",
    "timeToDetect": "faults detected within",
    "timeToNotify": "faults told within",
    "timeToRepair": "repaired within",
    "errorRate": "error rate",
    "generalAvailability": "available since",
    "endOfSupport": "supported until",
    "endOfLife": "ends",
    "timeOfAvailability": "available by",
}


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise of a port, and how it follows from those of what it is made from."""

    port: str
    anchor: str
    name: str
    promised: str
    verdict: str
    """`supported`, `contradicted`, `unsupported`, `unknown`, or `stated` where nothing is held against it."""
    spare: str
    steps: tuple[Mapping[str, Any], ...]
    """The port and the hops above it, as `lineage.derivation` gives them."""
    description: str


def said(value: Reading) -> str:
    """Give a value as people say it: months and years, which have no fixed length, by their number."""
    if isinstance(value, Duration):
        for unit in ("year", "month"):
            number = value.longest / UNITS[unit][1]
            if number.denominator == 1 and value.shortest == number * UNITS[unit][0]:
                return f"{number} {unit}{'' if number == 1 else 's'}"
    return written(value)


def promises_of(port: Port, overview: Overview) -> Iterator[PromiseView]:
    """Give the promises of a port, in the order of its contract."""
    contract = port.contract
    making = overview.mesh.once(makings).of.get(contract) if contract else None
    if contract is None or making is None:
        return
    judged = overview.mesh.once(promises)
    judgements = {each.level.fact.position: each for each in judged.of.get(contract, ())}
    for name, levels in making.levels.items():
        for level in levels:
            judgement = judgements.get(level.fact.position)
            content = derivation(judgement, judged, lambda at: at.file or "") if judgement else None
            steps = (content, *content["hops"]) if content else ()
            has_grounds = bool(content and (content["shares"] or content["missing"] or making.feeds))
            verdict = judgement.verdict.value if judgement and has_grounds else "stated"
            is_spare = (
                judgement is not None and judgement.verdict is Verdict.SUPPORTED and content is not None
            )
            yield PromiseView(
                port=port.address.rpartition("/")[2],
                anchor=routes.port_anchor(port.address),
                name=NAMES.get(name, name),
                promised=said(level.value),
                verdict=verdict,
                spare=(content["toSpare"] or "") if is_spare and content else "",
                steps=steps if has_grounds else (),
                description=_described(contract, level.fact.position, overview),
            )


def _described(contract: Contract, position: int, overview: Overview) -> str:
    stated = list(mappings(overview.source.values(contract.home).get("slaProperties")))
    return text(stated[position].get("description")) if position < len(stated) else ""
