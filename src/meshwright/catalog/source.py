"""The source of a catalog: a checked mesh, and facts from outside it, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meshwright.analysis.access.coverage import no_earlier_fields
from meshwright.catalog.history import NO_HISTORY, NO_TREND, History, Trend
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
    """Its full hash."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A Markdown file next to a product."""

    title: str
    file: str
    text: str
    """Secrets blanked."""


@dataclass(frozen=True, eq=False)
class CatalogInputs:
    """The source of a catalog."""

    mesh: Mesh
    report: Report
    product_scores: tuple[ProductScore, ...]
    """The findings about all products, worst first."""
    configuration: Configuration
    values_of: Callable[[str, int], Any]
    """Returns the values of a document under their YAML keys, by file and its position there."""
    text_of: Callable[[str], str]
    """Returns the text of a file."""
    site_url: str = ""
    """The address of the site; empty if not stated."""
    documentation: str = ""
    """The address of Meshwright's documentation; empty if not stated."""
    forge: Forge | None = None
    commit: SourceCommit | None = None
    history: History = NO_HISTORY
    trend: Trend = NO_TREND
    """The open findings of the last weeks, if they were requested."""
    notes: Mapping[str, tuple[SourceNote, ...]] = field(default_factory=dict)
    """The Markdown files next to each product's document, by its file; the README first."""
    measured: Mapping[str, tuple[Measurement, ...]] | None = None
    """The newest observations of each object, one of each server, by its address; None without observations."""
    earlier_fields: EarlierFields = no_earlier_fields
    """The fields of earlier versions of the contracts, which decide who may read what."""
    audience: str = ""
    """The audience that the catalog is for; empty for one that shows everything."""
    withheld: frozenset[str] = frozenset()
    """The addresses of the products of which samples, agreements, roles and findings are left out for it."""

    def values(self, home: Home) -> Mapping[str, Any]:
        """Return the values of a document; none if it is not a mapping."""
        return mapping(self.values_of(home.file, home.document))

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """The values of `governance/mesh.yaml`."""
        return next((entry.fact.content for entry in self.mesh.register("Mesh")), {})

    @cached_property
    def title(self) -> str:
        """The name of the mesh for people."""
        return text(self.settings.get("title")) or text(self.settings.get("name")) or "Data mesh"
