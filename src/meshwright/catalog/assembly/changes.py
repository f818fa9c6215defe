"""Changes to products with their effects on consumers, and the affected consumers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog.assembly import parts
from meshwright.catalog.documents.parts import EFFECTS, Change, ChangeSentence, Named, VersionBump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.parts import Effect
    from meshwright.catalog.history import HistoryChange, HistoryEntry

AFFECTING = EFFECTS[:3]
"""The effects that require consumers to act."""
_VALUE = re.compile(r"`[^`]*`")
_ENDING = re.compile(r"\b(?:deprecated|retired)$")
_END_SET = re.compile(r"`(?:endOfLife|endOfSupport)` (?:set|changed|moved|brought)")
_CARRIES = ("minor", "major")


def change_document(entry: HistoryEntry, overview: Overview) -> Change:
    """Return the document of the changes that a commit made to a product."""
    forge = overview.source.forge
    effects = [effect_of(each) for each in entry.said]
    return Change(
        commit=entry.commit,
        url=(forge.commit(entry.commit) if forge else None) or "",
        when=entry.when,
        subject=entry.subject,
        sentences=tuple(
            ChangeSentence(place=each.place, words=each.words, is_breaking=each.is_breaking, effect=effect)
            for each, effect in zip(entry.said, effects, strict=True)
        ),
        more=entry.more,
        versions=tuple(
            VersionBump(place=each.place, before=each.before, after=each.after) for each in entry.versions
        ),
        is_read=entry.is_read,
        worst=entry.worst,
        is_breaking=entry.is_breaking,
        effect=_whole(entry, effects),
        affected=tuple(dict.fromkeys(_affected(entry, effects, overview))),
    )


def effect_of(change: HistoryChange) -> Effect:
    """Return a change's effect on consumers, derived from its description in the table of changes."""
    if change.is_breaking is not False:
        return "breaking" if change.is_breaking else "may break"
    if _ENDING.search(_VALUE.sub("", change.words).strip()) or _END_SET.match(change.words):
        return "ending"
    return "new" if change.bump in _CARRIES or change.words == "product added" else "text"


def _whole(entry: HistoryEntry, effects: list[Effect]) -> Effect:
    if not entry.is_read:
        return "unknown"
    if entry.is_breaking is not False:  # takes all changes into account, including unlisted ones
        return "breaking" if entry.is_breaking else "may break"
    return min(effects, key=EFFECTS.index, default="text")


def _affected(entry: HistoryEntry, effects: list[Effect], overview: Overview) -> Iterator[Named]:
    """Yield the consumers of the affected ports, or those of all ports if an affected port no longer exists."""
    places = {
        each.place.partition("/")[0]
        for each, effect in zip(entry.said, effects, strict=True)
        if effect in AFFECTING
    }
    if not places:
        return
    users = overview.users.get(entry.address, ())
    ports = {each.port.rpartition("/")[2] for each in users}
    for user in users:
        if user.port.rpartition("/")[2] not in places and places <= ports:
            continue
        if user.product is not None:
            card = overview.cards[user.product.address]
            yield Named(card.address, parts.title_of(card.name), card.route)
        elif user.agreement is not None:
            name = user.agreement.use or user.agreement.team
            yield Named(name, name)
