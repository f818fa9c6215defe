"""The supported standards and versions, with the module of each grammar."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.standards.block import Block


@dataclass(frozen=True, slots=True)
class StandardSpec:
    """A standard with several supported versions."""

    name: str
    kind: str
    """The `kind` of its documents."""
    modules: Mapping[str, str]
    """The module of each supported version, from the newest to the oldest."""
    aliases: Mapping[str, str]
    """The versions that are interpreted as another version, each mapped to that version."""
    keys: frozenset[str]
    """Keys that only documents of this standard have."""

    @property
    def newest(self) -> str:
        """The newest version."""
        return next(iter(self.modules))

    @property
    def known(self) -> tuple[str, ...]:
        """The versions that a document may declare, from the newest to the oldest."""
        return (*self.modules, *self.aliases)

    def newer(self, version: str) -> tuple[str, ...]:
        """Return the versions newer than a given one, from the oldest to the newest."""
        versions = list(self.modules)
        return tuple(reversed(versions[: versions.index(version)]))

    def nearest(self, version: str) -> str:
        """Return the supported version with the same major and minor version as an unknown one, or else the newest
        version.
        """
        line = _line(version)
        return next((known for known in self.modules if line == _line(known)), self.newest)

    def is_near(self, version: str) -> bool:
        """Return whether a supported version has the same major and minor version: `v3.2.0` for `3.2` and `v3.2.1`."""
        return any(_line(version) == _line(known) for known in self.modules)

    def grammar(self, version: str) -> type[Block]:
        """Return the document class for a version, importing its module."""
        grammar: type[Block] = import_module(self.modules[version]).GRAMMAR
        return grammar


def _line(version: str) -> str | None:
    found = re.match(r"v?([0-9]{1,3}\.[0-9]{1,3})(?![0-9])", version)
    return found[1] if found else None


ODCS = StandardSpec(
    name="ODCS",
    kind="DataContract",
    modules={
        "v3.2.0": "meshwright.standards.odcs.v32",
        "v3.1.0": "meshwright.standards.odcs.v31",
        "v3.0.2": "meshwright.standards.odcs.v30",
    },
    aliases={"v3.0.1": "v3.0.2", "v3.0.0": "v3.0.2"},
    keys=frozenset({"schema", "servers", "slaProperties", "roles", "price", "contractCreatedTs"}),
)
ODPS = StandardSpec(
    name="ODPS",
    kind="DataProduct",
    modules={"v1.1.0": "meshwright.standards.odps.v11", "v1.0.0": "meshwright.standards.odps.v10"},
    aliases={"v0.9.0": "v1.0.0"},
    keys=frozenset({"inputPorts", "outputPorts", "managementPorts", "productCreatedTs"}),
)
STANDARDS = (ODCS, ODPS)

OUTDATED = re.compile(r"v?[0-2]\.[0-9.]+")
"""The versions of ODCS before 3, which are too different for messages about individual keys."""
