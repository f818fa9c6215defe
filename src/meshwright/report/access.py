"""Access as text and JSON: the readers of a port, a reader's data, and the access that a change grants or revokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.access.identities import IdentityKind
from meshwright.analysis.access.levels import MaskKind
from meshwright.changes.access_approvers import access_approvers
from meshwright.changes.approval import needed
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.explanation import Reading
    from meshwright.analysis.access.grants import Cause, Grant, Owner, Withheld
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.levels import Mask
    from meshwright.analysis.access.plan import AccessChange, State
    from meshwright.finding.finding import At

SHOWN = 5
"""The maximum number of fields in the text; JSON lists all."""


def reading_json(found: Reading, line: Callable[[At], str]) -> dict[str, Any]:
    """Return the access that identities have to a port, as plain data."""
    names = _namer(found)
    return {
        "address": found.contract.address,
        "identities": [identity_json(each) for each in found.identities],
        "clear": names(found.clear),
        "masked": names(found.masked),
        "absent": names(found.absent),
        "because": [_because(each.grant, line) for each in found.given_by],
        "whyNot": [
            {
                "visibility": each.visibility.name.lower(),
                "fields": names(each.fields),
                "reasons": list(each.reasons),
            }
            for each in found.refusals
        ],
    }


def identity_json(identity: Identity) -> dict[str, str]:
    """Return an identity as plain data."""
    return {"kind": identity.kind.value, "id": identity.key, "name": identity.name}


def withheld_json(found: Withheld, line: Callable[[At], str]) -> dict[str, Any]:
    """Return a declaration that grants no access, as plain data."""
    return {
        **_cause(found.cause, line),
        "identity": identity_json(found.identity) if found.identity else None,
        "reason": found.reason,
    }


def owner_json(owner: Owner) -> dict[str, Any]:
    """Return a service account that owns a port, as plain data."""
    return {"identity": identity_json(owner.identity), "of": owner.name}


def plan_json(
    changes: Iterable[AccessChange],
    sides: tuple[Access, Access],
    revisions: tuple[str, str],
    day: date,
    lines: tuple[Callable[[At], str], Callable[[At], str]],
) -> dict[str, Any]:
    """Return a plan as plain data, with its revisions and its locations in base and head."""
    return {
        "version": 1,
        "base": revisions[0],
        "head": revisions[1],
        "day": day.isoformat(),
        "changes": [_change_json(each, sides, lines) for each in changes],
    }


def _change_json(
    change: AccessChange, sides: tuple[Access, Access], lines: tuple[Callable[[At], str], Callable[[At], str]]
) -> dict[str, Any]:
    approvers = access_approvers(change, *sides)
    line = lines[1] if change.is_widening else lines[0]
    return {
        "identity": identity_json(change.identity),
        "address": change.address,
        "server": change.server or None,
        "fields": list(change.fields),
        "before": _state(change.before),
        "after": _state(change.after),
        "starts": change.starts.isoformat(),
        "ends": _day(change.ends),
        "isWidening": change.is_widening,
        "because": [_because(each, line) for each in change.causes],
        "reasons": list(change.reasons),
        "approvers": [
            {"part": each.part, "teams": list(each.names), "of": each.of or None} for each in approvers
        ],
        "needs": needed(approvers),
    }


def _state(state: State) -> dict[str, Any]:
    return {
        "visibility": state.visibility.name.lower(),
        "mask": _mask(state.mask),
        "rows": list(state.rows),
        "maskedRows": None if state.masked_rows is None else list(state.masked_rows),
    }


def _mask(mask: Mask | None) -> str | None:
    if mask is None:
        return None
    if mask.kind is MaskKind.CONSTANT:
        return f"constant {mask.value!r}"
    return f"first {mask.length}" if mask.kind is MaskKind.FIRST else mask.kind.value


def _because(grant: Grant, line: Callable[[At], str]) -> dict[str, Any]:
    return {
        **_cause(grant.cause, line),
        "starts": _day(grant.starts),
        "ends": _day(grant.ends),
        "server": grant.server or None,
        "rows": str(grant.rows) if grant.rows is not None else None,
    }


def _cause(cause: Cause, line: Callable[[At], str]) -> dict[str, str]:
    return {"kind": cause.kind.value, "name": cause.name, "location": line(cause.at)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _namer(found: Reading) -> Callable[[Iterable[int]], list[str]]:
    fields, objects = found.contract.fact.fields, found.contract.fact.objects
    return lambda chosen: [fields.name(each, objects) for each in chosen]


class AccessRow(NamedTuple):
    """A planned change, described in words."""

    reader: str
    place: str
    words: str
    because: str
    needs: str
    """The required approval; empty if there is none."""


def access_row(change: AccessChange, base: Access, head: Access) -> AccessRow:
    """Describe a planned change in words, for a table."""
    before, after = _state(change.before), _state(change.after)
    starts, ends = change.starts.isoformat(), _day(change.ends)
    days = f"on {starts}" if starts == ends else f"from {starts}{f' until {ends}' if ends else ''}"
    fields = ", ".join(f"`{each}`" for each in change.fields[:SHOWN])
    more = f" and {len(change.fields) - SHOWN} more" if len(change.fields) > SHOWN else ""
    causes = dict.fromkeys(str(each.cause) for each in change.causes)
    return AccessRow(
        f"{'group' if change.identity.kind is IdentityKind.GROUP else 'service account'} "
        f"`{change.identity.name}`",
        change.address + (f"#servers/{change.server}" if change.server else ""),
        f"{fields}{more}: {_moved(before, after) or f'{_seen(before)} to {_seen(after)}'}, {days}",
        "; ".join((*causes, *change.reasons)),
        needed(access_approvers(change, base, head)),
    )


def who_text(content: dict[str, Any]) -> str:
    """Render the readers of a port as text."""
    readers = [each for each in content["readers"] if each["clear"] or each["masked"]]
    lines = [f"{content['address']} on {content['day']} (UTC): {counted(len(readers), 'reader')}"]
    for each in content["readers"]:
        lines += ["", *_reading(_name(each["identities"]), each)]
    lines += _withheld(content["withheld"])
    if content["owners"]:
        lines += ["", "needs no grant"]
        lines += [f"  {_identity(each['identity'])}, of {each['of']}" for each in content["owners"]]
    return _written(lines)


def what_text(content: dict[str, Any]) -> str:
    """Render the data that identities may read as text."""
    read = [each for each in content["readings"] if each["clear"] or each["masked"]]
    lines = [f"{_name(content['identities'])} on {content['day']} (UTC): {counted(len(read), 'port')}"]
    for each in content["readings"]:
        lines += ["", *_reading(each["address"], each)]
    lines += _withheld(content["withheld"])
    return _written(lines)


def plan_text(content: dict[str, Any]) -> str:
    """Render the access that a change grants (`+`), revokes (`-`) or modifies (`~`) as text."""
    lines: list[str] = []
    for each in content["changes"]:
        lines += _change(each)
    signs = [_sign(each) for each in content["changes"]]
    counts = f"{signs.count('+')} granted, {signs.count('-')} revoked, {signs.count('~')} modified"
    revisions = f"from {content['base']} to {content['head']}, starting {content['day']} (UTC)"
    lines += [*([""] if lines else []), f"{counts if signs else 'no access changes'}, {revisions}"]
    return _written(lines)


def _sign(change: dict[str, Any]) -> str:
    if change["before"]["visibility"] == change["after"]["visibility"]:
        return "~"
    return "+" if change["isWidening"] else "-"


def _change(change: dict[str, Any]) -> Iterator[str]:
    before, after = change["before"], change["after"]
    sign = _sign(change)
    verb = "may read" if change["isWidening"] else "reads less of"
    where = change["address"] + (f" at server {change['server']}" if change["server"] else "")
    starts, ends = change["starts"], change["ends"]
    days = f"on {starts}" if starts == ends else f"from {starts}{f' until {ends}' if ends else ''}"
    seen = _moved(before, after) or f"{_seen(after)} instead of {_seen(before)}"
    yield (
        f"{sign} {_identity(change['identity'])} {verb} {where}: {counted(len(change['fields']), 'column')} "
        f"{seen}, {days}"
    )
    yield f"    {_listed(change['fields'])}"
    if change["because"]:
        yield f"    because of {', '.join(map(_named, change['because']))}"
    if change["reasons"]:
        yield f"    {'; '.join(change['reasons'])}"
    if change["needs"]:
        yield f"    needs {change['needs']}"


def _seen(state: dict[str, Any]) -> str:
    mask = f" ({state['mask']})" if state["mask"] and state["visibility"] == "masked" else ""
    rows = _where(state["rows"])
    further = state["maskedRows"]
    also = "" if further is None else f" and masked for other rows{_where(further)}"
    return f"{state['visibility']}{mask}{rows}{also}"


def _moved(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Describe fields that only moved to another location; empty for other changes."""
    return f"{_seen(after)} as in the base, but at another location" if before == after else ""


def _where(rows: list[str]) -> str:
    return f" where {' or '.join(rows)}" if rows else ""


def _reading(title: str, found: dict[str, Any]) -> Iterator[str]:
    counts = [f"{len(found[each])} {each}" for each in ("clear", "masked", "absent") if found[each]]
    yield f"{title}: {', '.join(counts)}"
    for each in found["because"]:
        yield f"  because of {_named(each)} ({each['location']})"
    for each in found["whyNot"]:
        reasons = "; ".join(each["reasons"]) or "no declaration covers it"
        yield f"  {each['visibility']}: {_listed(each['fields'])}"
        yield f"    {reasons}"


def _named(because: dict[str, Any]) -> str:
    days = [f"{word} {because[key]}" for key, word in (("starts", "from"), ("ends", "until")) if because[key]]
    server = [f"at server {because['server']}"] if because["server"] else []
    rows = [f"where {because['rows']}"] if because["rows"] else []
    return " ".join((because["kind"], because["name"], *days, *server, *rows))


def _withheld(found: list[dict[str, Any]]) -> Iterator[str]:
    if found:
        yield ""
        yield "grants nothing"
        for each in found:
            yield f"  {each['kind']} {each['name']} ({each['location']}): {each['reason']}"


def _name(identities: list[dict[str, str]]) -> str:
    return " and ".join(map(_identity, identities))


def _identity(identity: dict[str, str]) -> str:
    word = "group" if identity["kind"] == "group" else "service account"
    return f"{word} {identity['name']}"


def _listed(fields: list[str]) -> str:
    more = f" and {len(fields) - SHOWN} more" if len(fields) > SHOWN else ""
    return f"{', '.join(fields[:SHOWN])}{more}"


def _written(lines: Iterable[str]) -> str:
    return "".join(f"{one_line(each)}\n" for each in lines)
