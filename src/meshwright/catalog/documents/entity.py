"""An entity as a document: its definition, identifiers, occurrences, and the joins between domains."""

from collections.abc import Mapping
from typing import Annotated, Literal

from meshwright.catalog.documents.parts import (
    Address,
    External,
    Href,
    Links,
    NameOf,
    Reference,
    document,
)
from meshwright.catalog.documents.product import Join

Nearness = Annotated[str, "The relation in words: `something close to it`."]
Relation = Annotated[str, "The relation to the definition, in SKOS terms."]


@document("Scheme")
class Scheme:
    """An identifier scheme of an entity."""

    name: str
    domain: Annotated[NameOf | None, "The domain that declares it; absent for the steward's."] = None
    is_federated: Annotated[bool, "Whether it is the scheme to which all domains can map."] = False
    logical_type: str = ""
    pattern: str = ""
    check: Annotated[str, "The algorithm of its check digit."] = ""
    parts: Mapping[str, str] | None = None
    examples: tuple[str, ...] = ()
    mapping: Annotated[
        Literal["same", "crosswalk", "none"], "How its values map to the federated identifier."
    ] = "none"
    through: Annotated[tuple[Address, ...], "The crosswalks on the path, in order."] = ()
    columns: Annotated[int, "The number of columns with this scheme."] = 0


@document("Appearance")
class Appearance:
    """A column that identifies the entity."""

    domain: NameOf
    column: Address
    product: Reference | None = None
    title: Annotated[str, "The title of the product."] = ""
    scheme: str
    part: str = ""
    role: str = ""
    means: Annotated[str, "The meaning in the domain."] = ""
    relation: Relation = ""
    nearness: Nearness = ""
    is_declared: Annotated[bool, "Whether the contract itself declares it, rather than its domain."]


@document("Crosswalk")
class Crosswalk:
    """A port that connects schemes."""

    port: Annotated[NameOf, "The address."]
    schemes: Annotated[tuple[str, ...], "The connected schemes; empty if the port cannot be read."]


@document("Silent")
class EntityMeaning:
    """The meaning of the entity in a domain."""

    domain: NameOf
    means: str = ""
    relation: Relation = ""
    nearness: Nearness = ""


@document("Recipe")
class Recipe:
    """The join of two domains on an entity, through the ports that match best."""

    one: NameOf
    other: NameOf
    join: Join
    is_written: Annotated[bool, "Whether the page shows the recipe step by step."]
    sql: str = ""
    dialect: str = ""
    no_sql: Annotated[str, "The reason why there is no SQL."] = ""
    locations: Annotated[str, "The servers of the ports in the SQL, in words."] = ""


@document("Entity")
class Entity:
    """Something that several domains have data about."""

    name: str
    title: str = ""
    definition: str = ""
    steward: NameOf | None = None
    aliases: tuple[str, ...] = ()
    references: Annotated[tuple[External, ...], "Further reading."] = ()
    identifier: Annotated[str, "The scheme to which all domains can map."] = ""
    schemes: tuple[Scheme, ...]
    crosswalks: tuple[Crosswalk, ...]
    appearances: tuple[Appearance, ...]
    homonyms: Annotated[
        tuple[EntityMeaning, ...],
        "The domains in which the word has a different meaning, or no declared meaning.",
    ] = ()
    silent: Annotated[
        tuple[EntityMeaning, ...], "The domains that declare a meaning but do not link a column."
    ] = ()
    gaps: Annotated[tuple[str, ...], "The missing parts, in words."] = ()
    domains: Annotated[tuple[NameOf, ...], "The domains in `recipes`, by title."] = ()
    recipes: Annotated[tuple[Recipe, ...], "The joins of every two domains on the entity."] = ()
    subject: Annotated[Href, "The page about the entity as a data subject; absent if it is not one."] = ""
    more_domains: Annotated[int | None, "The number of domains that are not compared; absent if all are."] = (
        None
    )
    file: str
    source: Annotated[str, "The link to the file."] = ""
    links: Links


@document("EntitySummary")
class EntitySummary:
    """An entity as a list entry."""

    name: str
    href: Href
    title: str = ""
    definition: str = ""
    steward: NameOf | None = None
    identifier: Annotated[str, "The scheme that all domains can map to."] = ""
    domains: Annotated[tuple[NameOf, ...], "The domains with columns that identify it."] = ()
    products: Annotated[int, "The number of products with such columns."]
    appearances: Annotated[int, "The number of columns."]


@document("Entities")
class Entities:
    """All entities."""

    entities: tuple[EntitySummary, ...]
