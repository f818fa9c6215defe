"""The inputs of a catalog as values: a checked mesh, and external facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meshwright.analysis.access.coverage import no_earlier_fields
from meshwright.catalog.history import NO_HISTORY, NO_TREND, History, OpenRequest, Trend
from meshwright.mesh.registries import mapping, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.analysis.access.coverage import EarlierFields
    from meshwright.catalog.forge import Forge
    from meshwright.measuring.judgement import Measurement
    from meshwright.mesh.items import Home
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Report
    from meshwright.scores.product_score import ProductScore


@dataclass(frozen=True, slots=True)
class SourceCommit:
    """The commit from which a catalog is built."""

    name: str
    """The full hash."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A Markdown file next to a product."""

    title: str
    file: str
    text: str
    """The text, with secrets blanked."""


@dataclass(frozen=True, eq=False)
class CatalogInputs:
    """The inputs of a catalog."""

    mesh: Mesh
    report: Report
    product_scores: tuple[ProductScore, ...]
    """The scores of all products, lowest first."""
    configuration: Configuration
    values_of: Callable[[str, int], Any]
    """A function that returns the values of a document by YAML key, given a file and the position of the document in it."""
    text_of: Callable[[str], str]
    """A function that returns the text of a file."""
    site_url: str = ""
    """The address of the site; empty if not configured."""
    documentation: str = ""
    """The address of Meshwright's documentation; empty if not configured."""
    forge: Forge | None = None
    commit: SourceCommit | None = None
    history: History = NO_HISTORY
    waiting: tuple[OpenRequest, ...] | None = None
    """The open requests, oldest first; None if they are unknown, or withheld from the audience."""
    trend: Trend = NO_TREND
    """The open findings at the end of each recent week, if they were requested."""
    notes: Mapping[str, tuple[SourceNote, ...]] = field(default_factory=dict)
    """The Markdown files next to each product's document, README first, by the document's file."""
    measured: Mapping[str, tuple[Measurement, ...]] | None = None
    """The newest observations of each object on each server, by the object's address; None without observations."""
    earlier_fields: EarlierFields = no_earlier_fields
    """The fields of earlier contract versions, which affect who may read which data."""
    audience: str = ""
    """The audience of the catalog; empty for a catalog that shows everything."""
    withheld: frozenset[str] = frozenset()
    """The addresses of products whose samples, agreements, roles and findings are withheld from the audience."""

    def values(self, home: Home) -> Mapping[str, Any]:
        """Return the values of a document; empty if the document is not a mapping."""
        return mapping(self.values_of(home.file, home.document))

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """The values in `governance/mesh.yaml`."""
        return next((entry.fact.content for entry in self.mesh.register("Mesh")), {})

    @cached_property
    def title(self) -> str:
        """The display name of the mesh."""
        return text(self.settings.get("title")) or text(self.settings.get("name")) or "Data mesh"
