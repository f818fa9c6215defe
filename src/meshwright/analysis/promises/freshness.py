"""Assessment of latency and frequency.

A port that reads its inputs every T and has a run time of R contains, at worst, the state that its oldest input had T + R
ago: the maximum data age of cause-effect chains in real-time systems (Günzel et al. 2021, 2023). A cache in front of the
port adds the time for which it keeps an answer; an input's promise includes that input's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.production import StatedValue
from meshwright.analysis.promises.service_level_assessment import (
    BoundTerm,
    MissingFact,
    ServiceLevelAssessment,
    ServiceLevelStatus,
)
from meshwright.quantities.amounts import NOTHING, plus, written
from meshwright.quantities.service_level import Duration

if TYPE_CHECKING:
    from meshwright.analysis.promises.production import (
        DeclaredServiceLevel,
        PortInput,
        PortProduction,
        ProductionGraph,
    )
    from meshwright.mesh.items import Contract

Times = dict["Contract", StatedValue[Duration] | None]
"""A duration for each contract; None if it is unknown."""


def ages(made: ProductionGraph) -> Times:
    """Return the age that each contract promises for its data, counted from the event.

    A latency that counts from the inputs (`slaScope: hop`) is added to that of the oldest input. If any of these durations
    is unknown, the result is the sum of the known ones, and the data may be older.
    """
    found: Times = dict.fromkeys(made.circular)
    for contract in made.order:
        making = made.of[contract]
        level = making.weakest_read("latency")
        found[contract] = None
        if level is None or not isinstance(level.value, Duration):
            continue
        is_whole = "latency" not in making.unread
        age = level.value
        if level.is_hop:
            ages_in = [found[feed.contract] for feed in making.feeds]
            is_whole = is_whole and not making.is_open and all(each and each.is_whole for each in ages_in)
            age = plus(_oldest(making.feeds, found), age)
        found[contract] = StatedValue(age, level.at, is_whole=is_whole)
    return found


def periods(made: ProductionGraph) -> Times:
    """Return the time for which each contract's data stays unchanged; None if unknown.

    Views, and streams with inputs, change as often as their fastest input.
    """
    found: Times = dict.fromkeys(made.circular)
    for contract in made.order:
        making = made.of[contract]
        stated = making.refresh()
        found[contract] = stated if stated and stated.is_whole else None
        if stated is None and making.is_passing():
            inputs = [found[feed.contract] for feed in making.feeds]
            known = [each.value for each in inputs if each]
            at = making.contract.home.at("schema")
            if known and len(known) == len(inputs) and not making.is_open:
                found[contract] = StatedValue(min(known), at)
            elif not inputs and not making.is_open and making.is_stream():
                found[contract] = StatedValue(NOTHING, at)
    return found


def _oldest(feeds: tuple[PortInput, ...], known: Times) -> Duration:
    """Return the age of the oldest of the inputs with a known age: the greatest lower and the greatest upper bound.

    These may come from different inputs, because an age in months may be shorter or longer than one in days.
    """
    values = [age.value for feed in feeds if (age := known[feed.contract])]
    shortest = max((each.shortest for each in values), default=NOTHING.shortest)
    return Duration(shortest, max((each.longest for each in values), default=NOTHING.longest))


def assess_age(
    making: PortProduction, level: DeclaredServiceLevel, known: Times, made: ProductionGraph
) -> ServiceLevelAssessment:
    """Assess a latency against the latencies of the inputs."""
    promised = level.value
    assert isinstance(promised, Duration)
    inputs, missing = ((), ()) if level.is_hop else _inputs(making, level, known, made)
    period, run = making.period(level), making.run(level)
    own = tuple(BoundTerm(each.text, each.value, each.at) for each in (period, run, making.cache) if each)
    missing += tuple(
        _unstated(making, name)
        for name, value in (("frequency", period), ("runTime", run))
        if not (value and value.is_whole)
    )
    if making.cache and not making.cache.is_whole:
        missing += (MissingFact("the platform declares several caches for its servers", making.cache.at),)
    shares = (*inputs, *own)
    source = inputs[0].source if inputs else None
    if period and promised.longest < period.value.shortest:
        origin = f" from `{source.address}`" if source else ""
        often = written(period.value)
        reason = f"it refreshes every {often}{origin}, so its data reaches an age of {often} or more"
        is_doubtful = not (level.states_scope or inputs)
        if is_doubtful:
            reason += ", unless latency counts from the run"
        return ServiceLevelAssessment(
            making,
            level,
            ServiceLevelStatus.CONTRADICTED,
            None,
            shares,
            missing,
            source,
            reason,
            is_doubtful=is_doubtful,
        )
    known_part = plus(NOTHING, *(share.amount for share in shares if isinstance(share.amount, Duration)))
    bound = None if missing else known_part
    if promised.shortest >= known_part.shortest and promised.longest >= known_part.longest:
        verdict = ServiceLevelStatus.UNKNOWN if missing else ServiceLevelStatus.SUPPORTED
        return ServiceLevelAssessment(making, level, verdict, bound, shares, missing, source)
    terms = " + ".join(map(_term, (share for share in shares if share.amount != NOTHING)))
    reason = f"it may take {'' if missing else 'up to '}{written(known_part)}{' or more' if missing else ''}: {terms}"
    return ServiceLevelAssessment(
        making, level, ServiceLevelStatus.UNSUPPORTED, bound, shares, missing, source, reason
    )


def _inputs(
    making: PortProduction, level: DeclaredServiceLevel, known: Times, made: ProductionGraph
) -> tuple[tuple[BoundTerm, ...], tuple[MissingFact, ...]]:
    """Return the term for the oldest input, and the inputs whose age is unknown or known only in part."""
    missing = [
        _ageless(feed, made.of[feed.contract], is_known_in_part=age is not None)
        for feed in making.feeds
        if not ((age := known[feed.contract]) and age.is_whole)
    ]
    if making.is_open:
        missing.append(MissingFact("an input is not in the mesh", level.at, is_reported=True))
    aged = [(age, feed.contract) for feed in making.feeds if (age := known[feed.contract])]
    if not aged:
        return (), tuple(missing)
    age, source = max(aged, key=lambda each: (each[0].value.longest, each[0].value.shortest))
    share = BoundTerm(f"`{source.address}` promises", _oldest(making.feeds, known), age.at, source)
    return (share,), tuple(missing)


def _ageless(feed: PortInput, source: PortProduction, *, is_known_in_part: bool) -> MissingFact:
    """Return the fact that is missing because an input's age is unknown; a gap further upstream may already be reported."""
    address, is_reported = feed.contract.address, source.is_silent("latency")
    if not is_known_in_part or is_reported:
        return MissingFact(f"`{address}` declares no `latency`", feed.at, is_reported)
    what = f"`{address}` counts its `latency` from inputs that declare none"
    return MissingFact(what, feed.at, source.is_open)


def _unstated(making: PortProduction, name: str) -> MissingFact:
    section = "slaProperties" if name == "frequency" else "schema"
    is_reported = (
        making.is_silent(name) if name == "frequency" else not making.contract.fact.is_sound(section)
    )
    return MissingFact(f"it declares no `{name}`", making.contract.home.at(section), is_reported)


def _term(share: BoundTerm) -> str:
    """Format a term of a sum: `24 h refresh` or, for an input, ``26 h (`player/play-events/daily@1`)``."""
    if share.source is not None:
        return f"{written(share.amount)} (`{share.source.address}`)"
    return f"{written(share.amount)} {share.label}"


def assess_frequency(
    making: PortProduction, level: DeclaredServiceLevel, known: Times, made: ProductionGraph
) -> ServiceLevelAssessment:
    """Assess a frequency against the port's own schedule and the frequencies of its inputs."""
    promised = level.value
    assert isinstance(promised, Duration)
    own = making.period(level)
    if own and promised.longest < own.value.shortest:
        reason = f"its own schedule leaves up to {written(own.value)} between refreshes"
        shares = (BoundTerm(own.text, own.value, own.at),)
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.CONTRADICTED, own.value, shares, (), None, reason
        )
    missing = tuple(
        MissingFact(
            f"`{feed.contract.address}` declares no `frequency`",
            feed.at,
            made.of[feed.contract].is_silent("frequency"),
        )
        for feed in making.feeds
        if known[feed.contract] is None
    )
    changes = [(period, feed.contract) for feed in making.feeds if (period := known[feed.contract])]
    if not changes:
        if missing or making.is_open:
            return ServiceLevelAssessment(making, level, ServiceLevelStatus.UNKNOWN, None, (), missing)
        return ServiceLevelAssessment(making, level, ServiceLevelStatus.SUPPORTED, None)
    period, source = min(changes, key=lambda each: each[0].value)
    bound = period.value
    shares = (BoundTerm(f"`{source.address}` changes every", bound, period.at, source),)
    if promised.longest >= bound.shortest:
        return ServiceLevelAssessment(making, level, ServiceLevelStatus.SUPPORTED, bound, shares, (), source)
    if missing or making.is_open:
        return ServiceLevelAssessment(making, level, ServiceLevelStatus.UNKNOWN, None, shares, missing)
    reason = f"its fastest input, `{source.address}`, changes only every {written(bound)}"
    return ServiceLevelAssessment(
        making, level, ServiceLevelStatus.UNSUPPORTED, bound, shares, (), source, reason
    )
