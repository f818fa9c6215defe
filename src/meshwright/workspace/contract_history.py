"""The fields of earlier contract versions, from the Git history of the contracts' current files.

If several commits have the same version, its fields are those that all these commits have. Versions outside the history
or at another path are unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import ContractFact
from meshwright.quantities.version import parse_version
from meshwright.rulekit.engine import LocalRules
from meshwright.source import git, limits
from meshwright.source.git import GitError
from meshwright.source.tree import syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from meshwright.mesh.mesh import Mesh

_EDIT = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]")
_ARGUMENTS = (
    *("log", "--first-parent", "-m", "--format=", "--raw", "-z", "--no-abbrev", "--no-renames"),
    *("--relative", "--no-color", "--no-ext-diff", "--no-show-signature"),
)


class ContractHistory:
    """The earlier versions of a mesh's contracts; each file's history is read on first use.

    Implements `EarlierFields`.
    """

    def __init__(self, root: Path, revision: str, mesh: Mesh) -> None:
        self._root = root
        self._revision = revision
        """The trusted revision; versions outside its history are unknown."""
        self._files: dict[str, list[str]] = {}
        for contract in mesh.contracts:
            self._files.setdefault(contract.fact.id, []).append(contract.home.file)
        self._known: dict[str, tuple[ContractFact, ...]] = {}

    def __call__(self, contract_id: str, version: str) -> frozenset[str] | None:
        """Return the field names of an earlier version; None if it is unknown."""
        wanted = parse_version(version)
        found = [
            frozenset(fact.fields.name(field, fact.objects) for field in range(len(fact.fields)))
            for file in self._files.get(contract_id, ())
            for fact in self._versions(file)
            if fact.id == contract_id and parse_version(fact.version) == wanted
        ]
        return frozenset.intersection(*found) if found else None

    def _versions(self, file: str) -> tuple[ContractFact, ...]:
        if file not in self._known:
            try:
                self._known[file] = tuple(self._read(file))
            except GitError:
                self._known[file] = ()
        return self._known[file]

    def _read(self, file: str) -> Iterator[ContractFact]:
        text = git.ask(self._root, *_ARGUMENTS, self._revision, "--", f":(literal){file}")
        blobs = list(dict.fromkeys(_EDIT.findall(text)))
        for data in git.contents(self._root, blobs, limits.FILE_BYTES):
            for fact in compile_unit(data, LocalRules(()), syntax_of(file)).facts:
                if isinstance(fact, ContractFact) and not fact.faults:
                    yield fact


def has_versions(mesh: Mesh) -> bool:
    """Return whether a declaration of access states the contract version to which it refers."""
    return any(entry.get("contractVersion") for entry in mesh.register("AccessAgreement")) or any(
        "contractVersion" in role.custom
        for contract in mesh.contracts
        for role in (
            *contract.fact.roles,
            *(each for server in contract.fact.servers for each in server.roles),
        )
    )
