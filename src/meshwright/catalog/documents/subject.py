"""A data subject (a kind of person whose data the mesh contains) as a document."""

from typing import Annotated

from meshwright.catalog.documents.parts import Address, Day, External, Href, Links, NameOf, Support, document


@document("SubjectColumn")
class SubjectColumn:
    """A column with personal data, or one that identifies the person."""

    column: Address
    level: Annotated[str, "Its classification level."] = ""
    category: Annotated[str, "Its data category: `user.contact.email`."] = ""
    scheme: Annotated[str, "The identifier scheme by which it identifies the person."] = ""


@document("SubjectUse")
class SubjectUse:
    """A use of a port under an agreement, whose holder may keep copies."""

    use: str
    team: NameOf | None = None
    purpose: str = ""
    expires: Day | None = None


@document("SubjectPort")
class SubjectPort:
    """A port with data about the person."""

    step: Annotated[int, "The step in the order of erasure; the sources of a port come in earlier steps."]
    port: Address
    product: NameOf
    team: NameOf | None = None
    channel: Annotated[str, "The name of the team's channel."] = ""
    contact: Annotated[str, "The channel's address."] = ""
    level: Annotated[str, "The highest classification level of its columns."] = ""
    retention: Annotated[str, "The promised retention of data; absent if none is declared."] = ""
    purposes: Annotated[
        tuple[str, ...], "The purposes of agreements on it, and of products that read it."
    ] = ()
    columns: tuple[SubjectColumn, ...]
    others: Annotated[
        tuple[NameOf, ...],
        "Other data subjects that the port identifies; some of its columns may be about them.",
    ] = ()
    made_from: Annotated[
        tuple[Address, ...], "The ports with data about the person from which this port derives."
    ] = ()
    uses: tuple[SubjectUse, ...] = ()


@document("Subject")
class Subject:
    """A data subject: an entity that personal data identifies."""

    name: Annotated[str, "The name of the entity."]
    title: str
    definition: str = ""
    entity: Href
    steward: Annotated[NameOf | None, "The team that is responsible for the entity."] = None
    support: Annotated[tuple[Support, ...], "The channels of that team, where requests are sent."] = ()
    references: Annotated[tuple[External, ...], "Further reading about the entity."] = ()
    ports: Annotated[tuple[SubjectPort, ...], "The ports in the order of erasure: upstream first."]
    links: Links


@document("Unassigned")
class Unassigned:
    """A port with personal data that no declaration assigns to a data subject."""

    port: Address
    columns: tuple[Address, ...]


@document("Subjects")
class Subjects:
    """All data subjects."""

    subjects: tuple[Subject, ...]
    unassigned: Annotated[
        tuple[Unassigned, ...],
        "Ports with personal data, but without a column that identifies a data subject.",
    ] = ()
