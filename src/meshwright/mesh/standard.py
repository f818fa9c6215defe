"""The organisation's standards as values, built from `Standard` documents.

A standard determines the severity of its own requirements; see `Standard.severity`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from meshwright.finding.finding import Severity
from meshwright.mesh.registries import day, mapping, mappings, text, texts
from meshwright.records import dataclass
from meshwright.standards.renamed import current_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from meshwright.mesh.items import Home, RegistryEntry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldFormat:
    """The format for fields with certain names."""

    fields: tuple[str, ...]
    """The names of the fields, as globs."""
    logical_type: str | None
    pattern: str | None
    format: str | None
    timezone: bool | None
    beside: str | None
    """A glob for a field that is required in the same object."""
    why: str


@dataclass(frozen=True, slots=True)
class CommonField:
    """A field that objects with certain names must have."""

    name: str
    objects: tuple[str, ...]
    """The names of the objects, as globs."""
    logical_type: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Requirements for products with certain archetypes and tiers."""

    archetypes: tuple[str, ...]
    tiers: tuple[int, ...]
    slos: tuple[str, ...]
    metadata: tuple[str, ...]
    """The required metadata: keys, dotted key paths, or names of customProperties."""
    access: bool
    samples: bool
    why: str

    def is_for(self, archetype: str | None, tier: object) -> bool:
        """Return whether the profile applies to a product; None satisfies only a profile that does not limit the value."""
        return (not self.archetypes or archetype in self.archetypes) and (
            not self.tiers or tier in self.tiers
        )


@dataclass(frozen=True, slots=True)
class Standard:
    """A convention for all domains."""

    name: str
    enforce_from: date | None
    existing: Severity | None
    """The severity of findings about existing items until the standard is enforced."""
    names: Mapping[str, str]
    """The regular expressions for names of each kind: `domain`, `product`, `port`, `object`, `field`."""
    physical_names: Mapping[str, str]
    """Templates for the prefixes of physical names, by server type."""
    field_formats: tuple[FieldFormat, ...]
    common_metadata: tuple[CommonField, ...]
    event_attributes: tuple[str, ...]
    profiles: tuple[Profile, ...]
    file_places: Mapping[str, str]
    """Templates of paths from the root, by kind of document."""
    home: Home

    def severity(self, usual: Severity, today: date) -> Severity:
        """Return the severity of a finding whose default severity is `usual`.

        Until the standard is enforced, the severity is `existing`, or one step lower than usual. A standard without a date
        is enforced unless it declares `existing`.
        """
        is_enforced = self.existing is None if self.enforce_from is None else today >= self.enforce_from
        return usual if is_enforced else self.existing or Severity(max(usual - 1, Severity.NOTICE))


def standard_of(entry: RegistryEntry) -> Standard:
    """Read a `Standard`."""
    existing = {str(each): each for each in Severity}.get(current_severity(text(entry.get("existing"))))
    return Standard(
        name=entry.name,
        enforce_from=day(entry.get("enforceFrom")),
        existing=existing,
        names=_templates(entry.get("names")),
        physical_names=_templates(entry.get("physicalNames")),
        field_formats=_distinct(
            FieldFormat(
                texts(each.get("fields")),
                text(each.get("logicalType")) or None,
                text(each.get("pattern")) or None,
                text(each.get("format")) or None,
                each["timezone"] if isinstance(each.get("timezone"), bool) else None,
                text(each.get("beside")) or None,
                text(each.get("why")),
            )
            for each in mappings(entry.get("fieldFormats"))
        ),
        common_metadata=_distinct(
            CommonField(
                text(each.get("name")),
                texts(each.get("objects")) or ("*",),
                text(each.get("logicalType")) or None,
                text(each.get("why")),
            )
            for each in mappings(entry.get("commonMetadata"))
            if each.get("name")
        ),
        event_attributes=_distinct(filter(None, texts(mapping(entry.get("cloudEvents")).get("attributes")))),
        profiles=_distinct(
            Profile(
                texts(each.get("archetypes")),
                tuple(tier for tier in each.get("tiers") or () if isinstance(tier, int)),
                texts(each.get("slos")),
                texts(each.get("metadata")),
                each.get("access") is True,
                each.get("samples") is True,
                text(each.get("why")),
            )
            for each in mappings(entry.get("profiles"))
        ),
        file_places=_templates(entry.get("filePlaces")),
        home=entry.home,
    )


def _distinct(items: Iterable[T]) -> tuple[T, ...]:
    """Return the distinct items, in order."""
    return tuple(dict.fromkeys(items))


def _templates(value: object) -> dict[str, str]:
    return {key: each for key, each in mapping(value).items() if text(each)}
