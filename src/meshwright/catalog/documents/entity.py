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

Nearness = Annotated[str, "The same in words: `something close to it`."]
Relation = Annotated[str, "How near that is to the definition, in SKOS' words."]


@document("Scheme")
class Scheme:
    """An identifier scheme of an entity."""

    name: str
    domain: Annotated[NameOf | None, "The domain that declares it; absent for the steward's."] = None
    is_federated: Annotated[bool, "Whether it is the one that all domains can map to."] = False
    logical_type: str = ""
    pattern: str = ""
    check: Annotated[str, "How its check digit is made."] = ""
    parts: Mapping[str, str] | None = None
    examples: tuple[str, ...] = ()
    mapping: Annotated[
        Literal["same", "crosswalk", "none"], "How its values lead to the federated one's."
    ] = "none"
    through: Annotated[tuple[Address, ...], "The crosswalks that lead there, in order."] = ()
    columns: Annotated[int, "How many columns have it."] = 0


@document("Appearance")
class Appearance:
    """A column that identifies the entity."""

    domain: NameOf
    column: Address
    product: Reference | None = None
    title: Annotated[str, "What people call the product."] = ""
    scheme: str
    part: str = ""
    role: str = ""
    means: Annotated[str, "What the domain means by it."] = ""
    relation: Relation = ""
    nearness: Nearness = ""
    is_declared: Annotated[bool, "Whether the contract itself says it, rather than its domain."]


@document("Crosswalk")
class Crosswalk:
    """A port that connects schemes."""

    port: Annotated[NameOf, "Its address."]
    schemes: Annotated[tuple[str, ...], "Empty where it cannot be read."]


@document("Silent")
class EntityMeaning:
    """The meaning of the entity in a domain."""

    domain: NameOf
    means: str = ""
    relation: Relation = ""
    nearness: Nearness = ""


@document("Recipe")
class Recipe:
    """The join of two domains on an entity, by the ports that match best."""

    one: NameOf
    other: NameOf
    join: Join
    is_written: Annotated[bool, "Whether the page has it step by step."]
    sql: str = ""
    dialect: str = ""
    no_sql: Annotated[str, "Why SQL is missing."] = ""


@document("Entity")
class Entity:
    """A thing that several domains use."""

    name: str
    title: str = ""
    definition: str = ""
    steward: NameOf | None = None
    aliases: tuple[str, ...] = ()
    references: Annotated[tuple[External, ...], "Further reading."] = ()
    identifier: Annotated[str, "The scheme that all domains can map to."] = ""
    schemes: tuple[Scheme, ...]
    crosswalks: tuple[Crosswalk, ...]
    appearances: tuple[Appearance, ...]
    homonyms: Annotated[
        tuple[EntityMeaning, ...], "The domains to which the word means something else, or nothing stated."
    ] = ()
    silent: Annotated[
        tuple[EntityMeaning, ...], "The domains that mean something by it and link no column."
    ] = ()
    gaps: Annotated[tuple[str, ...], "What is missing, in words."] = ()
    domains: Annotated[tuple[NameOf, ...], "Those that `recipes` compares, by what people call them."] = ()
    recipes: Annotated[tuple[Recipe, ...], "How any two domains join on it."] = ()
    subject: Annotated[Href, "The page of it as a data subject; absent if it is none."] = ""
    more_domains: Annotated[int | None, "How many domains are not compared; absent if all are."] = None
    file: str
    source: Annotated[str, "The file at its host."] = ""
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
    domains: Annotated[tuple[NameOf, ...], "Those with columns that identify it."] = ()
    products: Annotated[int, "How many products have such columns."]
    appearances: Annotated[int, "How many columns there are."]


@document("Entities")
class Entities:
    """All entities."""

    entities: tuple[EntitySummary, ...]
