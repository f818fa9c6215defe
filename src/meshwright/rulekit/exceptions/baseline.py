"""The baseline: a repository's findings at its first check, which need not be fixed at once.

Each domain has a document of its own (and a second one for newer rules), so that changes in two domains never conflict.
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
    """One recorded finding; entries sort in the order of the file."""

    rule: str
    """The current name of the rule; the fingerprint uses the name at the time of recording."""
    place: str
    """The address of the finding, or else its path, for people who read the file."""
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.rule} {self.place}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """One document of a baseline."""

    domain: str
    rules_as_of: str
    """The release whose rules found the entries; empty if unknown."""
    entries: tuple[BaselineEntry, ...]
    """The entries, at their positions in the document; an unreadable entry is empty."""
    home: Home


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """The entries that were added to one document of a baseline since the base."""

    home: Home
    refused: tuple[int, ...]
    """The positions of entries that must not be added."""
    taken: tuple[tuple[str, int], ...]
    """The rules that did not run in the base, with the number of findings that were added for each."""
    accepted: frozenset[str]
    """The fingerprints of entries that were allowed to be added or moved."""


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
