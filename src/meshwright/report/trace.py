"""Derivations hop by hop: the arithmetic behind a promise's bound, and the source of a classification level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.analysis.sensitivity.classification import UNKNOWN
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.promises.derivation import Line
    from meshwright.analysis.sensitivity.classification import Sensitivity

_WIDTH = 14


def derivation_text(content: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a derivation: the port first, then each upstream hop."""
    for number, step in enumerate((content, *content["hops"])):
        if number:
            yield ""
        yield one_line(
            f"{step['address']} promises {step['promise']} {step['promised']['text']}: {_verdict(step)}"
        )
        yield from _arithmetic(step)
        for each in step["missing"]:
            yield _row("?", "", each["what"], each["place"])


def _verdict(step: dict[str, Any]) -> str:
    spare = f", {step['toSpare']} to spare" if step["toSpare"] and step["verdict"] == "supported" else ""
    why = step["reason"] or step["note"]
    return f"{step['verdict']}{spare}{f' ({why})' if why else ''}"


def _arithmetic(step: dict[str, Any]) -> Iterator[str]:
    is_outage = step["promise"] == "availability"
    is_sum = is_outage or step["promise"] == "latency"
    if is_outage and step["shares"]:
        yield _row("", "100 %", "always", "")
    for number, share in enumerate(step["shares"]):
        sign = "" if not is_sum else "-" if is_outage else "+" if number else ""
        yield _row(sign, share["text"], share["label"], share["place"])
    if is_sum and step["bound"]:
        yield _row("=", step["bound"]["text"], "at worst", "")
    yield _row("", step["promised"]["text"], "promised", step["promised"]["place"])


def _row(sign: str, amount: str, label: str, place: str) -> str:
    return one_line(f"  {sign:>1} {amount:<{_WIDTH}}  {label}{f'  ({place})' if place else ''}".rstrip())


def levels_of(field: int, levels: Sensitivity, line: Line) -> dict[str, Any]:
    """Return a field's declared level, its derived level and the path to the source, as plain data."""
    known = levels.columns
    edges = [edge for each in sorted(known.overlapping(field)) for edge in known.edges_into(each)]
    worst = max(edges, key=lambda edge: (levels.passed(edge), -edge), default=None)
    declared = levels.allowed(field)
    is_leak = worst is not None and UNKNOWN < declared < levels.passed(worst)
    return {
        "address": known.address(field),
        "level": _level(levels.reach(field), levels),
        "declared": _level(levels.declared[field], levels),
        "verdict": "leak" if is_leak else "unknown" if levels.reach(field) == UNKNOWN else "holds",
        "place": line(known.at(field) / "classification"),
        "sources": [_edge(edge, levels, line) for edge in edges],
        "hops": [_edge(edge, levels, line) for edge in levels.origin(worst)[1:]] if worst is not None else [],
    }


def _edge(edge: int, levels: Sensitivity, line: Line) -> dict[str, Any]:
    known = levels.columns
    target = known.targets[edge]
    done = levels.masked.get(target)
    return {
        "from": known.address(known.sources[edge]),
        "to": known.address(target),
        "has": _level(levels.reach(known.sources[edge]), levels),
        "deidentification": done.text if done else None,
        "passes": _level(levels.passed(edge), levels),
        "place": line(known.edge_at(edge)),
    }


def _level(rank: int, levels: Sensitivity) -> str | None:
    return None if rank == UNKNOWN else levels.ladder.levels[rank]


def levels_text(content: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about the level of a field."""
    how = "declared" if content["declared"] else "inferred" if content["level"] else "unknown"
    level = f"is {content['level']}" if content["level"] else "has no level"
    leak = ": it leaks" if content["verdict"] == "leak" else ""
    yield one_line(f"{content['address']} {level} ({how}){leak}")
    for edge in (*content["sources"], *content["hops"]):
        done = f", {edge['deidentification']}: {edge['passes']}" if edge["deidentification"] else ""
        to = "" if edge["to"] == content["address"] else f"{edge['to']} "
        yield one_line(
            f"    {to}derives from {edge['from']}, {edge['has'] or 'which has no level'}{done}  "
            f"({edge['place']})"
        )
