"""Judging a change: its verdict, in the meshes before and after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import AGREEMENT, CONTRACT, FIELD, OBJECT, PORT, PRODUCT, WAIVER, Kind
from meshwright.changes.judging_access import judge_agreement, with_approvers, words_of_waiver
from meshwright.changes.judging_field import judge_field
from meshwright.changes.judging_link import LINKS, judge_link
from meshwright.changes.judging_logic import LOGIC, judge_logic
from meshwright.changes.judging_options import told
from meshwright.changes.judging_promise import judge_promise
from meshwright.changes.judging_unreadable import judge_unreadable
from meshwright.changes.naming import same, text
from meshwright.changes.promised import CUSTOM, promised
from meshwright.changes.verdict import (
    Bump,
    Promise,
    Verdict,
    announced,
    breaking,
    compatible,
    doubtful,
    failed,
    harmless,
)
from meshwright.mesh.end_dates import end
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.lifecycle import NEXT, STATUSES
from meshwright.quantities.service_level import day
from meshwright.quantities.version import is_line, major_of, parse_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change, Spot
    from meshwright.mesh.mesh import Mesh

UNRELEASED = frozenset({"proposed", "draft"})
"""The statuses in which nothing is promised yet."""
_DESCRIPTIVE = frozenset({"id", "server", "description", "roles", "tags", "customProperties", "environment"})
_PLACES = ("topic", "region")
"""Custom properties of a server that say where it is."""


def judge(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Return a change's verdict, by what was promised before it: nothing breaks that was not."""
    try:
        verdict = judge_unreadable(change) or _judged(change, before, after)
        things = thing_at(change.old, before), thing_at(change.new, after)
        verdict = with_approvers(verdict, change, things, before, after)
    except Exception as error:  # noqa: BLE001 - the wall around a change: what throws is reported, and the rest judged
        return failed(type(error).__name__)
    thing = things[0]
    if thing is not None and is_free(thing, before):
        return verdict.exempted
    if verdict.row in before.terms.majors and verdict.writers is not None:
        verdict = verdict.doubtless
    kept = promised(thing, before)
    is_kept = verdict.promise is None or verdict.promise >= kept
    return verdict if is_kept else verdict.unpromised(kept)


def is_free(thing: Contract | Product, mesh: Mesh) -> bool:
    """Return whether something promises nothing yet: it is proposed or a draft, and the mesh doesn't bind those."""
    status = mesh.status(thing) if isinstance(thing, Contract) else thing.fact.status
    return status in UNRELEASED and not mesh.terms.keeps_drafts


def thing_at(spot: Spot | None, mesh: Mesh) -> Contract | Product | None:
    """Return the contract or product whose document a change is in."""
    return mesh.derived(_by_home).get((spot.at.file, spot.at.document)) if spot else None


def _by_home(mesh: Mesh) -> dict[tuple[str, int], Contract | Product]:
    things: tuple[Contract | Product, ...] = (*mesh.products, *mesh.contracts)
    return {(thing.home.file, thing.home.document): thing for thing in things}


def _judged(change: Change, before: Mesh, after: Mesh) -> Verdict:
    if change.thing in (OBJECT, FIELD):
        return _data(change, before, after)
    if change.thing in (CONTRACT, PRODUCT) and _is_of_level(change):
        return _level(change, before, after)
    if change.thing == CONTRACT:
        return _contract(change, after)
    if change.thing == PRODUCT:
        return _product(change)
    if change.thing == PORT:
        return _port(change, before, after)
    if change.thing == AGREEMENT:
        return judge_agreement(change, before, after)
    itself = "it is new" if change.kind is Kind.ADDED else "it is gone"
    if change.thing == WAIVER:
        itself = f"{itself}: {words_of_waiver(change, before, after)}"
    return Verdict(told(change) if change.aspect else itself, Bump.NONE)


def _data(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Judge a change of an object or a field."""
    if change.kind is Kind.REMOVED and not change.aspect and _was_announced(change, before, after):
        return Verdict(
            f"deprecated {change.thing} `{change.before.get('name')}` is gone, as announced",
            Bump.MAJOR,
            "field-removed",
        )
    if change.aspect[:1] == (LINKS,):
        return judge_link(change, thing_at(change.old, before), thing_at(change.new, after), before, after)
    things = (thing_at(change.old, before), thing_at(change.new, after))
    if change.aspect == (LOGIC,):
        return judge_logic(change, *things)
    servers = [server for each in things if isinstance(each, Contract) for server in each.fact.servers]
    return judge_field(change, after.classification or before.classification, servers)


def _was_announced(change: Change, before: Mesh, after: Mesh) -> bool:
    """Return whether what is gone was deprecated in a released version, and its date is past."""
    if change.before.get("deprecated") is not True:
        return False
    own = change.before.get("customProperties")
    stated = [
        found
        for each in (own if isinstance(own, list) else [])
        if isinstance(each, dict) and each.get("property") in ("endOfLife", "endOfSupport")
        if (found := day(each.get("value"))) is not None
    ]
    contract = thing_at(change.old, before)
    last = min(stated) if stated else end(contract) if isinstance(contract, Contract) else None
    return last is not None and last <= after.today


def _is_of_level(change: Change) -> bool:
    stated = (each.get("property") for each in (change.before, change.after) if isinstance(each, dict))
    return change.aspect[:1] == ("customProperties",) and CUSTOM in stated


def _level(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Judge how much is promised: the worst that readers have to give up with a lower level."""
    was, now = (promised(thing_at(*side), side[1]) for side in ((change.old, before), (change.new, after)))
    if was == now:
        return harmless(told(change))
    words = f"what is promised to readers was `{was}` and is `{now}`"
    if was > now:
        return compatible(words, "slo-tightened", writers=True)
    return breaking(words, "slo-loosened", Promise(now - 1))


def _contract(change: Change, after: Mesh) -> Verdict:
    if not change.aspect:
        if change.kind is Kind.ADDED:
            return Verdict("contract is new", Bump.NONE)
        is_exposed = change.old is not None and not change.old.address.startswith("-/")
        row = "" if is_exposed else "port-removed"
        return breaking("contract is gone", row, Promise.QUERY, writers=False)
    aspect = change.aspect[0]
    if aspect == "version":
        return _version(change)
    if aspect == "id":
        return breaking(told(change), "contract-replaced", Promise.QUERY, writers=True)
    if aspect == "status":
        return _status(change)
    if aspect == "slaProperties":
        return judge_promise(change)
    if aspect == "servers":
        return _server(change, thing_at(change.new, after))
    if aspect == "roles":
        return _role(change)
    if aspect == "price":
        return doubtful(told(change), "slo-loosened", Promise.PROMISE)
    return harmless(told(change))


def _version(change: Change) -> Verdict:
    """Judge the version of a contract: another major takes the one before it away, and a lower one what is newer."""
    was, now = (parse_version(each) for each in (change.before, change.after))
    if was is None or now is None:
        return Verdict(told(change), Bump.NONE)
    if not is_line(was, now):
        line = f"{was.major}" if was.major else f"{was.major}.{was.minor}"
        words = f"{told(change)}, so version {line} is gone"
        return breaking(words, "removed-with-consumers", Promise.QUERY)
    if now < was:
        return replace(breaking(told(change), "version-went-backwards", Promise.QUERY), bump=Bump.NONE)
    return Verdict(told(change), Bump.NONE)


def _status(change: Change) -> Verdict:
    before, after = (
        STATUSES.index(each) if each in STATUSES else None for each in (change.before, change.after)
    )
    words = f"status was `{change.before}` and is `{change.after}`"
    is_legal = change.after in NEXT.get(change.before, STATUSES)
    row = "status-withdrawn" if is_legal else "illegal-status-transition"
    if change.after == "retired":
        return breaking("it is retired", row, Promise.QUERY)
    if before is None or after is None:
        return harmless(told(change))
    if change.after == "deprecated":
        return announced("it is deprecated now", "port-deprecated")
    if before == STATUSES.index("deprecated") and change.after == "active":
        return compatible("its deprecation is taken back")
    if after < before:
        return breaking(words, row, Promise.QUERY)
    return compatible(words)


def _server(change: Change, contract: Contract | Product | None) -> Verdict:
    name = change.aspect[-1]
    if change.kind is Kind.ADDED:
        return compatible(f"server `{name}` is new")
    if str(change.before.get("environment") or "prod").casefold() not in (
        "prod",
        "production",
        "live",
        "prd",
    ):
        return harmless(f"server `{name}`, which is not production's, is another one")
    was = _place(change.before)
    if change.kind is not Kind.REMOVED and same(was, _place(change.after)):
        return harmless(told(change))
    stays = isinstance(contract, Contract) and any(
        same(was, _settled(each.type, each.settings, each.custom)) for each in contract.fact.servers
    )
    if stays:
        return compatible(f"server `{name}` is called otherwise; its place stays")
    if change.kind is Kind.REMOVED:
        return breaking(f"server `{name}` is gone", "server-moved", Promise.QUERY)
    words = f"server `{name}` is somewhere else{_moved(was, _place(change.after))}"
    return breaking(words, "server-moved", Promise.QUERY)


def _moved(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say from where to where, if one thing says it."""
    keys = [key for key in {**was, **now} if not same(was.get(key), now.get(key))]
    if len(keys) != 1 or keys[0] not in was or keys[0] not in now:
        return ""
    return f": its {keys[0]} was `{text(was[keys[0]])}` and is `{text(now[keys[0]])}`"


def _place(server: Mapping[str, Any]) -> dict[str, Any]:
    """Return what says where a server is."""
    custom = server.get("customProperties")
    stated = {
        str(each.get("property")): each.get("value")
        for each in (custom if isinstance(custom, list) else [])
        if isinstance(each, dict)
    }
    own = {key: value for key, value in server.items() if key not in _DESCRIPTIVE and key != "type"}
    return _settled(str(server.get("type", "")), own, stated)


def _settled(kind: str, settings: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in settings.items() if key not in _DESCRIPTIVE}
    return {"type": kind, **own, **{key: custom[key] for key in _PLACES if key in custom}}


def _role(change: Change) -> Verdict:
    name = change.aspect[-1]
    if change.kind is Kind.ADDED:
        return compatible(f"role `{name}` gives access now", "role-added")
    if change.kind is Kind.CHANGED and change.before.get("access") == change.after.get("access"):
        return harmless(told(change))
    if change.kind is Kind.CHANGED:
        return doubtful(f"role `{name}` gives another access", "role-removed", writers=False)
    gone = change.before if change.kind is Kind.REMOVED else change.before.get("role")
    name = str(gone.get("role")) if isinstance(gone, dict) else str(gone)
    return breaking(f"role `{name}` gives access no more", "role-removed", Promise.QUERY)


def _product(change: Change) -> Verdict:
    if not change.aspect:
        if change.kind is Kind.ADDED:
            return Verdict("product is new", Bump.NONE)
        return breaking("product is gone", "port-removed", Promise.QUERY)
    aspect = change.aspect[0]
    if aspect == "version":
        return Verdict(told(change), Bump.NONE)
    if aspect == "status":
        return _status(change)
    if aspect == "deprecated":
        return (
            announced("it is deprecated now", "port-deprecated")
            if change.after is True
            else harmless(told(change))
        )
    if aspect in ("name", "domain", "id") and change.old and change.new:
        if change.old.address != change.new.address:
            return breaking(told(change), "address-moved", Promise.QUERY)
        return harmless(told(change))
    if aspect == "inputPorts":
        return compatible(f"input `{change.aspect[-1]}` is {change.kind.value}", writers=True)
    return harmless(told(change))


def _version_of_port(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Judge that a port exposes another major version; where the one before is gone, its contract says so."""
    address = change.old.address if change.old else ""
    was = before.contract_at.get(address)
    stays = after.contracts_by_id.get(was.fact.id, ()) if was and address not in after.ports else ()
    if was and any(major_of(each.fact.version) == major_of(was.fact.version) for each in stays):
        return breaking(told(change), "address-moved", Promise.QUERY)
    return Verdict(told(change), Bump.NONE)


def _port(change: Change, before: Mesh, after: Mesh) -> Verdict:
    if not change.aspect:
        if change.kind is Kind.ADDED:
            return compatible(f"output port `{change.after.get('name')}` is new", "port-added", writers=True)
        if change.kind is Kind.REMOVED:
            return breaking(
                f"output port `{change.before.get('name')}` is gone", "port-removed", Promise.QUERY
            )
        words = f"output port `{change.before}` is called `{change.after}` now"
        return breaking(words, "address-moved", Promise.QUERY)
    aspect = change.aspect[0]
    if aspect == "version":
        return _version_of_port(change, before, after)
    if aspect == "name":
        return breaking(told(change), "address-moved", Promise.QUERY)
    if aspect == "contractId":
        is_renaming = (
            change.before not in after.contracts_by_id and change.after not in before.contracts_by_id
        )
        row = "" if is_renaming else "contract-replaced"
        words = f"its contract was `{text(change.before)}` and is `{text(change.after)}`"
        return (
            breaking(words, row, Promise.QUERY) if change.kind is not Kind.ADDED else compatible(told(change))
        )
    if aspect == "type" and change.kind is Kind.CHANGED:
        return breaking(told(change), "server-moved", Promise.QUERY)
    if aspect == "deprecated":
        return (
            announced("it is deprecated now", "port-deprecated")
            if change.after is True
            else harmless(told(change))
        )
    if aspect == "inputContracts":
        return compatible(told(change))
    return harmless(told(change))
