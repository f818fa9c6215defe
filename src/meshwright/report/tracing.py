"""Derivations as arithmetic, hop by hop: how the bound of a promise comes about, and where a level comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from meshwright.lineage.amounts import NOTHING, written
from meshwright.lineage.classification import UNKNOWN
from meshwright.mesh.promise import Duration
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.lineage.classification import Sensitivity
    from meshwright.lineage.promises import Promises
    from meshwright.lineage.verdict import Judgement, Share
    from meshwright.mesh.finding import At
    from meshwright.mesh.promise import Reading

Line = Callable[["At"], str]
"""Gives a place as `file:line`."""
_WIDTH = 14


def derivation(judgement: Judgement, promises: Promises, line: Line) -> dict[str, Any]:
    """Give a judgement as data, with those on the way up."""
    return {**_step(judgement, line), "hops": [_step(each, line) for each in promises.path(judgement)]}


def _step(judgement: Judgement, line: Line) -> dict[str, Any]:
    bound = judgement.bound
    return {
        "address": judgement.making.contract.address,
        "promise": judgement.level.name,
        "promised": {
            "text": judgement.level.text,
            **_exact(judgement.level.value),
            "place": line(judgement.level.at),
        },
        "verdict": judgement.verdict.value,
        "bound": None if bound is None else {"text": written(bound), **_exact(bound)},
        "toSpare": _spare(judgement),
        "shares": [_share(each, judgement, line) for each in judgement.shares if each.amount != NOTHING],
        "missing": [{"what": each.what, "place": line(each.at)} for each in judgement.missing],
        "reason": judgement.reason or None,
        "note": judgement.note or None,
    }


def _share(share: Share, judgement: Judgement, line: Line) -> dict[str, Any]:
    is_outage = judgement.level.name == "availability" and share.source is not None
    lost = 1 - share.amount if is_outage and isinstance(share.amount, Fraction) else share.amount
    return {
        "label": f"{share.label} {written(share.amount)}" if is_outage else share.label,
        "text": written(lost),
        **_exact(lost),
        "from": share.source.address if share.source else None,
        "place": line(share.at),
    }


def _exact(value: Reading) -> dict[str, Any]:
    """Give a value without rounding: seconds at least and at most, a share of 1, or a date."""
    if isinstance(value, Duration):
        return {"seconds": [str(value.shortest), str(value.longest)]}
    return {"date": value.isoformat()} if isinstance(value, date) else {"share": str(value)}


def _spare(judgement: Judgement) -> str | None:
    """Say how far a promise is from its bound."""
    bound, promised = judgement.bound, judgement.level.value
    if isinstance(bound, Duration) and isinstance(promised, Duration):
        return written(_length(abs(promised.longest - bound.longest)))
    if isinstance(bound, Fraction) and isinstance(promised, Fraction):
        return written(abs(promised - bound))
    if isinstance(bound, date) and isinstance(promised, date):
        return written(_length(Fraction(abs((promised - bound).days) * 86400)))
    return None


def _length(seconds: Fraction) -> Duration:
    return Duration(seconds, seconds)


def derivation_text(content: dict[str, Any]) -> Iterator[str]:
    """Write a derivation for people: the port first, then each hop above it."""
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
    """Give the level of a field as data: what it declares, what it gets, and the way up to where that comes from."""
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
    """Write the level of a field for people."""
    how = "declared" if content["declared"] else "inferred" if content["level"] else "not known"
    leak = ": it leaks" if content["verdict"] == "leak" else ""
    yield one_line(f"{content['address']} is {content['level'] or 'of no level'} ({how}){leak}")
    for edge in (*content["sources"], *content["hops"]):
        done = f", {edge['deidentification']}: {edge['passes']}" if edge["deidentification"] else ""
        to = "" if edge["to"] == content["address"] else f"{edge['to']} "
        yield one_line(
            f"    {to}comes from {edge['from']}, {edge['has'] or 'of no level'}{done}  ({edge['place']})"
        )
