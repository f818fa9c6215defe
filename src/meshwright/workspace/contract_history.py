"""The fields of earlier contract versions, from the Git history of the contracts' files, including the time before they
were renamed.

If several commits have the same version, its fields are the fields that all these commits have. Versions outside the history
are unknown. In a shallow clone, all versions are unknown, because missing commits may have the same version with fewer
fields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import ContractFact
from meshwright.mesh.registries import text
from meshwright.quantities.version import parse_version
from meshwright.rulekit.engine import LocalRules
from meshwright.source import git, limits
from meshwright.source.git import GitError
from meshwright.source.tree import syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from meshwright.facts.facts import RoleFact
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_EDIT = re.compile(r"\n?:\d+ \d+ [0-9a-f]+ (?P<blob>[0-9a-f]+) (?P<kind>[AMR])\d*")
_COMMIT = re.compile(r"\n?(?P<commit>[0-9a-f]{40,64})")
_ARGUMENTS = (
    *("log", "--first-parent", "-m", "--format=%H", "--raw", "-z", "--no-abbrev"),
    *("--relative", "--no-color", "--no-ext-diff", "--no-show-signature"),
)
_MAXIMUM_PATHS = 100
"""The maximum number of paths to follow for one file."""


class ContractHistory:
    """The earlier versions of the contracts in one or more meshes; each file's history is read on first use.

    Implements `EarlierFields`.
    """

    def __init__(self, root: Path, revision: str, *meshes: Mesh) -> None:
        self._root = root
        self._revision = revision
        """The trusted revision; versions outside its history are unknown."""
        self._files: dict[str, dict[str, None]] = {}
        for contract in (each for mesh in meshes for each in mesh.contracts):
            self._files.setdefault(contract.fact.id, {})[contract.home.file] = None
        self._known: dict[str, tuple[ContractFact, ...]] = {}
        self._is_complete: bool | None = None
        """Whether the repository has its whole history; None before the first use."""
        self.unknown: set[tuple[str, str]] = set()
        """The id and version of each contract that was requested but is unknown."""
        self.fault = ""
        """The reason why the history, or part of it, cannot be read; empty if all of it can be, or if it was not needed."""

    def __call__(self, contract_id: str, version: str) -> frozenset[str] | None:
        """Return the field names of an earlier version; None if it is unknown."""
        wanted = parse_version(version)
        if self._is_incomplete():
            self.unknown.add((contract_id, version))
            return None
        found = [
            frozenset(fact.fields.name(field, fact.objects) for field in range(len(fact.fields)))
            for file in self._files.get(contract_id, ())
            for fact in self._versions(file)
            if fact.id == contract_id and parse_version(fact.version) == wanted
        ]
        if self.fault or not found:
            self.unknown.add((contract_id, version))
            return None
        return frozenset.intersection(*found)

    def missing(self, mesh: Mesh) -> str:
        """Explain why the history cannot be read; empty if it can be read, or if no declaration states another version."""
        return self.fault if _states_earlier(mesh) and self._is_incomplete() else ""

    def _is_incomplete(self) -> bool:
        """Return whether the clone is shallow, or there is no repository."""
        if self._is_complete is None:
            try:
                self._is_complete = not git.is_shallow(self._root)
                if not self._is_complete:
                    self.fault = "the clone is shallow: fetch the whole history (`git fetch --unshallow`)"
            except GitError as error:
                self._is_complete, self.fault = False, str(error)
        return not self._is_complete

    def _versions(self, file: str) -> tuple[ContractFact, ...]:
        if file not in self._known:
            try:
                self._known[file] = tuple(self._read(file))
            except GitError as error:
                self._known[file] = ()
                self.fault = str(error)
        return self._known[file]

    def _read(self, file: str) -> Iterator[ContractFact]:
        blobs = list(dict.fromkeys(self._blobs(file)))
        for data in git.contents(self._root, blobs, limits.FILE_BYTES):
            for fact in compile_unit(data, LocalRules(()), syntax_of(file)).facts:
                if isinstance(fact, ContractFact) and not fact.faults:
                    yield fact

    def _blobs(self, file: str) -> Iterator[str]:
        """Yield the blob ids of all versions of a file, at its path and at the paths from which it was renamed."""
        seen: set[tuple[str, str]] = set()
        left = [(self._revision, file)]
        while left:
            revision, path = left.pop()
            if (revision, path) in seen:
                continue
            if len(seen) == _MAXIMUM_PATHS:
                raise GitError(f"`{file}` was renamed more than {_MAXIMUM_PATHS} times")
            seen.add((revision, path))
            log = git.ask(self._root, *_ARGUMENTS, "--no-renames", revision, "--", f":(literal){path}")
            for commit, kind, blob, _ in _edits(log):
                yield blob
                if kind == "A":
                    left += self._earlier_path(commit, path)

    def _earlier_path(self, commit: str, path: str) -> Iterator[tuple[str, str]]:
        """Yield the parent of a commit and the file's path there, if the commit renamed another file to this path."""
        log = git.ask(self._root, *_ARGUMENTS, "--no-walk", "--find-renames", "--diff-filter=R", commit)
        for _, _, _, paths in _edits(log):
            if paths[-1] == path:
                yield f"{commit}^", paths[0]


def _edits(log: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield the commit, the kind, the new blob and the paths of each edit in the output of `git log`."""
    commit, parts = "", iter(log.split("\0"))
    for part in parts:
        if found := _EDIT.fullmatch(part):
            paths = tuple(next(parts, "") for _ in range(2 if found["kind"] == "R" else 1))
            yield commit, found["kind"], found["blob"], paths
        elif named := _COMMIT.fullmatch(part):
            commit = named["commit"]
        elif part.strip():
            # a deletion or a change of type; the path follows
            next(parts, None)


def has_versions(mesh: Mesh) -> bool:
    """Return whether any access declaration states a contract version."""
    return any(entry.get("contractVersion") for entry in mesh.register("AccessAgreement")) or any(
        "contractVersion" in role.custom for contract in mesh.contracts for role in _roles(contract)
    )


def _states_earlier(mesh: Mesh) -> bool:
    """Return whether any declaration states a version other than the contract's current one."""
    stated = [
        (contract, role.custom["contractVersion"])
        for contract in mesh.contracts
        for role in _roles(contract)
        if "contractVersion" in role.custom
    ]
    for entry in mesh.register("AccessAgreement"):
        port = mesh.ports.get(text(entry.get("port")))
        if port is not None and port.contract is not None and entry.get("contractVersion"):
            stated.append((port.contract, entry.get("contractVersion")))
    return any(str(version) != contract.fact.version for contract, version in stated)


def _roles(contract: Contract) -> Iterator[RoleFact]:
    yield from contract.fact.roles
    for server in contract.fact.servers:
        yield from server.roles
