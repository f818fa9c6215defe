"""The result of a join request, as steps for people or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import RELATIONS
from meshwright.analysis.meaning.fan_out import caution
from meshwright.analysis.meaning.joins import JoinOutcome
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.crosswalks import Key
    from meshwright.analysis.meaning.joins import DomainMeaning, JoinPath, JoinResult


def as_text(answer: JoinResult, ends: tuple[str, str], *, is_accepted: bool) -> str:
    """Render a result as text. `is_accepted` means that the user accepted a difference in meaning."""
    lines = _lines(answer, ends, is_accepted=is_accepted)
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(answer: JoinResult, ends: tuple[str, str], *, is_accepted: bool) -> Iterator[str]:
    both = f"{ends[0]} and {ends[1]}"
    way, entity = answer.way, answer.entity
    if answer.verdict is JoinOutcome.UNDECIDED:
        yield f"{both}: {'; '.join(answer.reasons)}; choose one"
        yield from (f"  {choice}" for choice in answer.choices)
        return
    if answer.verdict is JoinOutcome.NOT_JOINABLE or way is None:
        yield f"{both} cannot be joined" + (f" on {entity}" if entity else "")
        yield from _senses(answer.senses)
        yield from (f"  why: {reason}" for reason in answer.reasons)
        yield from (f"  to enable it: {remedy}" for remedy in answer.remedies)
        return
    differ = answer.verdict is JoinOutcome.MEANINGS_DIFFER
    if differ and not is_accepted:
        yield f"{both}: the keys match on {entity}{_through(way)}, but the meanings differ"
        yield from _senses(answer.senses)
        yield from (f"  without a match: {rows}" for rows in answer.lost)
        yield "  use --accept-meaning to show the join anyway"
        yield from _others(answer)
        return
    note = ", though the meanings differ" if differ else ""
    yield f"{both} join on {entity}{_through(way)}{note}"
    if differ:
        yield from _senses(answer.senses)
        yield from (f"  without a match: {rows}" for rows in answer.lost)
    for number, hop in enumerate(way.hops, 1):
        scheme = hop.left.scheme
        yield f"  {number}. {_side(hop.left)} = {_side(hop.right)}  ({scheme.name}, {hop.fan_out})"
    if said := caution(way):
        yield f"  {said}"
    yield from _others(answer)


def _others(answer: JoinResult) -> Iterator[str]:
    if answer.others:
        yield f"  they can also be joined on {', '.join(answer.others)}: --on {answer.others[0]}"
    if answer.apart:
        yield f"  they cannot be joined on {', '.join(answer.apart)}: --on {answer.apart[0]} explains why"


def _through(way: JoinPath) -> str:
    ports = [crossing.entry.contract.address for crossing in way.crossings]
    return f" through {', '.join(ports)}" if ports else ""


def _side(key: Key) -> str:
    columns = ", ".join(f"{key.contract.address}/{column}" for column in key.columns)
    return columns + (f" [{key.role}]" if key.role else "")


def _senses(senses: tuple[DomainMeaning, ...]) -> Iterator[str]:
    for sense in senses:
        if sense.meaning is None:
            yield f"  {sense.domain} has not declared its meaning"
        else:
            words = " ".join(sense.meaning.means.split())
            relation = sense.meaning.relation
            yield f'  {sense.domain} means: "{words}" ({RELATIONS.get(relation, "relation unknown")}: {relation})'


def as_json(answer: JoinResult, ends: tuple[str, str], sql: str | None) -> str:
    """Render a result as JSON."""
    return json.dumps(_document(answer, ends, sql), indent=2, ensure_ascii=False) + "\n"


def _document(answer: JoinResult, ends: tuple[str, str], sql: str | None) -> dict[str, Any]:
    return {
        "from": ends[0],
        "to": ends[1],
        "verdict": answer.verdict.value,
        "entity": answer.entity,
        "steps": [
            {
                "left": _columns(hop.left),
                "right": _columns(hop.right),
                "scheme": hop.left.scheme.name,
                "fanOut": hop.fan_out,
            }
            for hop in (answer.way.hops if answer.way else ())
        ],
        "crosswalks": [
            crossing.entry.contract.address for crossing in (answer.way.crossings if answer.way else ())
        ],
        "meanings": [
            {
                "domain": sense.domain,
                "means": sense.meaning.means if sense.meaning else None,
                "relation": sense.meaning.relation if sense.meaning else None,
            }
            for sense in answer.senses
        ],
        "choices": list(answer.choices),
        "reasons": list(answer.reasons),
        "remedies": list(answer.remedies),
        "alsoOn": list(answer.others),
        "notOn": list(answer.apart),
        "lost": list(answer.lost),
        "caution": caution(answer.way) if answer.way else "",
        "sql": sql,
    }


def _columns(key: Key) -> dict[str, Any]:
    return {
        "port": key.contract.address,
        "columns": list(key.columns),
        "role": key.role,
        "unique": key.is_unique,
    }
