"""Compiled units stored between runs: unchanged documents in a folder are loaded instead of compiled.

A unit depends only on the bytes of its file, the syntax and this program, so these are its key. The units of a mesh are
stored in a few records, by the first letter of their ids. Units are loaded without their details, which are recomputed
from the file if a command needs them. This module does not store units of documents with secrets, of samples or of
revisions.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from meshwright.facts.unit_json import (
    StoredUnit,
    as_record,
    heads_of,
    read_record,
    written_heads,
)
from meshwright.source.store import FolderStore
from meshwright.workspace.units import key_of_document, packed_details

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from meshwright.facts.unit import Unit
    from meshwright.facts.unit_json import Heads
    from meshwright.source.cache import Cache
    from meshwright.source.snapshot import Snapshot

SPARE = 100
"""The maximum number of units for earlier contents in a record, in addition to those of the current mesh."""


class UnitStore:
    """The stored units of one mesh."""

    def __init__(
        self,
        cache: Cache,
        root: str,
        tool: str,
        paused: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Take a real path as `root`, and the digest of the program as `tool`.

        Access to records does not count as an input of a run.
        """
        self._cache = cache
        self._identity = (tool, root)
        self._paused = paused
        self._digests: dict[str, str] = {}

    def load(self, snapshot: Snapshot) -> dict[str, Unit]:
        """Return the stored units of a folder's documents, by key."""
        wanted = _wanted(snapshot)
        found: dict[str, Unit] = {}
        for shard, keys in _by_shard(wanted).items():
            units = self._read(shard)
            for key in keys:
                if key in units:
                    heads, self._digests[key] = units[key]
                    found[key] = StoredUnit(heads, partial(packed_details, snapshot, wanted[key]))
        return found

    def keep(self, snapshot: Snapshot, memo: Mapping[str, Unit]) -> None:
        """Store the newly compiled units of a folder's documents."""
        for shard, current in _by_shard(_wanted(snapshot)).items():
            new: dict[str, Heads] = {}
            for key in current:
                heads = storable(memo[key]) if key in memo and key not in self._digests else None
                if heads is not None:
                    new[key], self._digests[key] = heads, heads.digest
            if not new:
                continue
            with self._paused():
                kept = written_heads(self._cache.read(self._name(shard)))
                if len(kept) > 2 * len(current) + SPARE:
                    kept = {key: kept[key] for key in current if key in kept}
                self._cache.write_text(self._name(shard), as_record({**kept, **new}))

    def digest(self, path: str, blob: str) -> str:
        """Return the digest that equal units share, for a document that was loaded or stored; empty for other documents."""
        return self._digests.get(key_of_document(path, blob), "")

    def _read(self, shard: str) -> Mapping[str, tuple[Sequence[Any], str]]:
        with self._paused():
            text = self._cache.text(self._name(shard))
        return read_record(text) if text is not None else {}

    def _name(self, shard: str) -> str:
        return f"units-{sha256(ascii((*self._identity, shard)).encode()).hexdigest()}"


def _wanted(snapshot: Snapshot) -> dict[str, str]:
    """Return a path for each key of a folder's documents.

    The result is empty for a revision, because each of its files would require a process to read it.
    """
    if not isinstance(snapshot.store, FolderStore):
        return {}
    return {key_of_document(path, entry.blob): path for path, entry in snapshot.entries.items()}


def _by_shard(keys: Mapping[str, object]) -> dict[str, list[str]]:
    shards: dict[str, list[str]] = {}
    for key in keys:
        shards.setdefault(key[0], []).append(key)
    return shards


def storable(unit: Unit) -> Heads | None:
    """Return the part of a unit to store; None for a unit with a secret, or one that JSON cannot represent."""
    if any(each.finding.is_secret for each in unit.findings):
        return None
    try:
        return heads_of(unit)
    except (TypeError, ValueError, RecursionError):
        return None
