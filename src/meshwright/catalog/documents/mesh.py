"""The mesh as a whole as documents: the index, the changes, the lineage, and unreadable files."""

from datetime import datetime
from typing import Annotated

from meshwright.catalog.documents.entity import EntitySummary
from meshwright.catalog.documents.parts import (
    PAGE_ONLY,
    Address,
    Change,
    Day,
    Diagnostics,
    Finding,
    Href,
    NameOf,
    Percent,
    document,
)
from meshwright.catalog.documents.register import AddressOf, Domain, Ending

_ENDINGS = "The ports that end within a year, or whose end has passed although they are not retired."


@document("Figures")
class Figures:
    """The size of the mesh."""

    products: int
    ports: int
    contracts: int
    fields: int
    domains: int
    entities: int
    teams: int
    uses: Annotated[int, "Pairs of a port and a product or agreement that reads it."]


@document("ProductChange")
class ProductChange:
    """The changes that one commit made to one product."""

    product: Annotated[NameOf | None, "The product; absent for a commit that was not examined."] = None
    change: Change


@document("CommitChanges")
class CommitChanges:
    """The changes that one commit made to all products."""

    commit: str
    subject: str
    when: datetime
    products: tuple[ProductChange, ...]

    @property
    def is_breaking(self) -> bool:
        """Whether the commit breaks consumers of any product; None if that is unknown."""
        return any(each.change.is_breaking for each in self.products)

    @property
    def count(self) -> int:
        """The number of changed products."""
        return sum(1 if each.product else each.change.more for each in self.products)


@document("Changes")
class Changes:
    """All changes in the mesh over at least the last 31 days, newest first."""

    commits: tuple[CommitChanges, ...]
    history_note: Annotated[str, "The reason why changes are missing, if any are."] = ""
    endings: Annotated[tuple[Ending, ...], _ENDINGS] = ()


@document("Unreadable")
class Unreadable:
    """A file with a document that cannot be read."""

    file: str
    title: Annotated[str, "The name in the file, if it can be read."]
    page: Href
    source: Annotated[str, "The link to the file."] = ""
    faults: "Annotated[tuple[Fault, ...], 'What is wrong with the file.']" = ()


@document("Fault")
class Fault:
    """A fault of a file."""

    finding: Finding
    line: int


@document("IndexLinks")
class IndexLinks:
    """The other documents."""

    products: Href
    domains: Href
    entities: Href
    teams: Href
    rules: Href
    governance: Href
    lineage: Href
    changes: Href
    subjects: Href = ""
    schemas: Href
    home: Href
    feed: Href


@document("News")
class News:
    """A change to a product that its readers should know about."""

    kind: Annotated[str, "`breaking`, `new` or `ending`."]
    product: NameOf
    place: Annotated[str, "The address relative to the product; absent for the product itself."] = ""
    words: Annotated[str, "Plain text with values in backticks."]
    day: Annotated[Day | None, "The day of the change or of the end."] = None
    consumers: Annotated[int, "Products and agreements that read the product."]


@document("Index")
class Index:
    """The entry points."""

    version: Annotated[int, "The version of this API."]
    mesh: Annotated[str, "The mesh's name in addresses: `mesh://<name>/…`."]
    title: str
    description: str = ""
    url: Annotated[str, "The address of the published catalog."] = ""
    day: Annotated[Day, "The as-of date of the check."]
    commit: Annotated[str, "The commit from which the catalog was built."] = ""
    figures: Figures
    score: Annotated[Percent | None, "The mean product score."] = None
    diagnostics: Diagnostics
    most_used: Annotated[tuple[AddressOf, ...], "The products with the most consumers."] = ()
    news: Annotated[tuple[News, ...], "The latest changes that matter to readers, by kind."] = ()
    questions: Annotated[tuple[str, ...], PAGE_ONLY] = ()
    """Example questions for the search; each has an answer in this mesh."""
    recent: Annotated[tuple[CommitChanges, ...], "The latest changes, newest first."] = ()
    history_note: Annotated[str, "The reason why changes are missing, if any are."] = ""
    endings: Annotated[tuple[Ending, ...], _ENDINGS] = ()
    unreadable: Annotated[tuple[Unreadable, ...], "Files that appear nowhere else in the catalog."] = ()
    domains: Annotated[tuple[Domain, ...], PAGE_ONLY]
    entities: Annotated[tuple[EntitySummary, ...], PAGE_ONLY]
    links: IndexLinks


@document("Lineage")
class Lineage:
    """The lineage between products."""

    products: Annotated[tuple[Address, ...], "The nodes."]
    edges: Annotated[
        tuple[tuple[int, int], ...], "Pairs of positions in `products`: the source, then the consumer."
    ]
    ports: Annotated[tuple[tuple[str, ...], ...], "For each edge, the names of the ports that are read."] = ()
