"""How old data may be, and how often they are made anew.

A port that reads its inputs every T and takes R to do so shows, at worst, what its oldest input showed T + R ago:
the maximum data age of cause-effect chains in real-time systems (Günzel et al. 2021, 2023).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.lineage.amounts import NOTHING, plus, written
from meshwright.lineage.making import Known
from meshwright.lineage.verdict import Judgement, Missing, Share, Verdict
from meshwright.mesh.promise import Duration

if TYPE_CHECKING:
    from meshwright.lineage.making import Feed, Level, Making, Makings
    from meshwright.mesh.mesh import Contract

Times = dict["Contract", Known[Duration] | None]
"""A duration for each contract; None where it can't be known."""


def ages(made: Makings) -> Times:
    """Give how old the data of each contract may be by its promise, counted from the event.

    What is promised from the inputs on (`slaScope: hop`) adds to the oldest of them.
    """
    found: Times = dict.fromkeys(made.circular)
    for contract in made.order:
        making = made.of[contract]
        level = making.weakest("latency")
        found[contract] = None
        if level is None or not isinstance(level.value, Duration):
            continue
        if not level.is_hop:
            found[contract] = Known(level.value, level.at)
        elif not making.is_open and all(found[feed.contract] for feed in making.feeds):
            age = plus(_oldest(making.feeds, found), level.value)
            found[contract] = Known(age, level.at)
    return found


def periods(made: Makings) -> Times:
    """Give how long the data of each contract stand between two refreshes."""
    return {contract: making.period() for contract, making in made.of.items()}


def _oldest(feeds: tuple[Feed, ...], known: Times) -> Duration:
    """Give the greatest age, at both ends; months may be shorter or longer than what is told in days."""
    values = [age.value for feed in feeds if (age := known[feed.contract])]
    shortest = max((each.shortest for each in values), default=NOTHING.shortest)
    return Duration(shortest, max((each.longest for each in values), default=NOTHING.longest))


def judge_age(making: Making, level: Level, known: Times, made: Makings) -> Judgement:
    """Judge a promise of how old data may be, from how old each input may be."""
    promised = level.value
    assert isinstance(promised, Duration)
    inputs, missing = ((), ()) if level.is_hop else _inputs(making, level, known, made)
    period, run = making.period(level), making.run(level)
    own = tuple(Share(each.text, each.value, each.at) for each in (period, run) if each)
    missing += tuple(
        _unstated(making, name) for name, value in (("frequency", period), ("runTime", run)) if not value
    )
    shares = (*inputs, *own)
    source = inputs[0].source if inputs else None
    if period and promised.longest < period.value.shortest:
        origin = f" from `{source.address}`" if source else ""
        often = written(period.value)
        reason = f"refreshed every {often}{origin}, its data get {often} old and more: contradicted by its own schedule"
        return Judgement(making, level, Verdict.CONTRADICTED, None, shares, missing, source, reason)
    if missing:
        return Judgement(making, level, Verdict.UNKNOWN, None, shares, missing, source)
    bound = plus(*(share.amount for share in shares if isinstance(share.amount, Duration)))
    if promised.shortest >= bound.shortest and promised.longest >= bound.longest:
        return Judgement(making, level, Verdict.SUPPORTED, bound, shares, (), source)
    spoken = (f"{each.label} {written(each.amount)}" for each in shares if each.amount != NOTHING)
    reason = f"{', '.join(spoken)}: up to {written(bound)}"
    return Judgement(making, level, Verdict.UNSUPPORTED, bound, shares, (), source, reason)


def _inputs(
    making: Making, level: Level, known: Times, made: Makings
) -> tuple[tuple[Share, ...], tuple[Missing, ...]]:
    """Give the share of the oldest input, and the inputs whose age is not known."""
    missing = [
        Missing(
            f"`{feed.contract.address}` promises no `latency`",
            feed.at,
            made.of[feed.contract].is_silent("latency"),
        )
        for feed in making.feeds
        if known[feed.contract] is None
    ]
    if making.is_open:
        missing.append(Missing("an input is not in the mesh", level.at, is_told=True))
    aged = [(age, feed.contract) for feed in making.feeds if (age := known[feed.contract])]
    if not aged:
        return (), tuple(missing)
    age, source = max(aged, key=lambda each: (each[0].value.longest, each[0].value.shortest))
    share = Share(f"`{source.address}` promises", _oldest(making.feeds, known), age.at, source)
    return (share,), tuple(missing)


def _unstated(making: Making, name: str) -> Missing:
    section = "slaProperties" if name == "frequency" else "schema"
    is_told = making.is_silent(name) if name == "frequency" else not making.contract.fact.is_sound(section)
    return Missing(f"it states no `{name}`", making.contract.home.at(section), is_told)


def judge_frequency(making: Making, level: Level, known: Times, made: Makings) -> Judgement:
    """Judge how often data are made anew, against their own schedule and how often each input changes."""
    promised = level.value
    assert isinstance(promised, Duration)
    own = making.period(level)
    if own and promised.longest < own.value.shortest:
        reason = f"up to {written(own.value)} pass by its own schedule"
        shares = (Share(own.text, own.value, own.at),)
        return Judgement(making, level, Verdict.CONTRADICTED, own.value, shares, (), None, reason)
    missing = tuple(
        Missing(
            f"`{feed.contract.address}` states no `frequency`",
            feed.at,
            made.of[feed.contract].is_silent("frequency"),
        )
        for feed in making.feeds
        if known[feed.contract] is None
    )
    if missing or making.is_open:
        return Judgement(making, level, Verdict.UNKNOWN, None, (), missing)
    changes = [(period, feed.contract) for feed in making.feeds if (period := known[feed.contract])]
    if not changes:
        return Judgement(making, level, Verdict.SUPPORTED, None)
    period, source = min(changes, key=lambda each: each[0].value)
    bound = period.value
    shares = (Share(f"`{source.address}` changes every", bound, period.at, source),)
    if promised.longest >= bound.shortest:
        return Judgement(making, level, Verdict.SUPPORTED, bound, shares, (), source)
    reason = f"the fastest of its inputs, `{source.address}`, changes every {written(bound)}"
    return Judgement(making, level, Verdict.UNSUPPORTED, bound, shares, (), source, reason)
