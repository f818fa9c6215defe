"""The baseline: the findings of the first check of a repository, which need not be fixed at once.

One document for each domain (several after newer rules were added), so that the changes of two domains never
meet in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.registries import text, texts
from meshwright.records import dataclass
from meshwright.standards.renamed import current_rule

if TYPE_CHECKING:
    from meshwright.mesh.items import Home
    from meshwright.mesh.mesh import Mesh

KIND = "Baseline"


class BaselineEntry(NamedTuple):
    """One recorded finding; sorts in the order of the file."""

    rule: str
    """Its present name; the fingerprint uses the name that it had."""
    place: str
    """The address, or else the path: for people, who cannot read fingerprints."""
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.rule} {self.place}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """One document of a baseline."""

    domain: str
    rules_as_of: str
    """The release whose rules found them; empty if unknown."""
    entries: tuple[BaselineEntry, ...]
    """At their positions in the document; an unreadable one is empty."""
    home: Home


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """The entries of one document of a baseline that did not exist in the base."""

    home: Home
    refused: tuple[int, ...]
    """The positions of the entries that must not be added."""
    taken: tuple[tuple[str, int], ...]
    """The rules that were silent in the base, and the number of added findings of each."""
    accepted: frozenset[str]
    """The fingerprints of added or moved findings, which count as recorded from now on."""


def baselines(mesh: Mesh) -> tuple[Baseline, ...]:
    """Return the baselines of a mesh, in the order of its files."""
    return tuple(
        Baseline(
            domain=text(each.get("domain")),
            rules_as_of=text(each.get("rulesAsOf")),
            entries=tuple(map(_entry, texts(each.get("findings")))),
            home=each.home,
        )
        for each in mesh.register(KIND)
    )


def _entry(line: str) -> BaselineEntry:
    fingerprint, _, rest = line.partition(" ")
    rule, _, place = rest.partition(" ")
    return BaselineEntry(current_rule(rule), place, fingerprint)
