"""Types that several documents share, and the annotations of classes and fields.

This package has no future import, because its annotations are evaluated at run time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple, TypeVar, dataclass_transform

T = TypeVar("T")


class As(NamedTuple):
    """An annotation of a type that JSON represents by only one attribute."""

    attribute: str


class Marker(NamedTuple):
    """An annotation of a field that JSON represents in a special way."""

    name: str


IN_SITE = Marker("a path in the site, which becomes a relative link in JSON")
PAGE_ONLY = Marker("a value that only pages need: JSON leaves it out")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def document(name: str) -> Callable[[type[T]], type[T]]:
    """Return a decorator that turns a class into a frozen document or part of one.

    `name` is the name of its JSON Schema, which does not change if the class is renamed.
    """

    def make(kind: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(kind)
        made.schema_name = name  # type: ignore[attr-defined]  # read by `api.schemas`
        return made

    return make


Address = Annotated[str, "The stable name of an item in the mesh: `player/play-events/daily@1/plays/isrc`."]
Href = Annotated[str, IN_SITE, "A link, relative to the file that contains it."]
Day = Annotated[date, "A day: `2027-06-30`."]
Percent = Annotated[int, "A score out of 100, rounded down, so that only a perfect score is 100."]
Status = Annotated[str, "The status: `proposed`, `draft`, `active`, `deprecated` or `retired`."]


class Named(NamedTuple):
    """An item with its name and, if it has one, its page."""

    name: str
    title: str = ""
    route: str = ""
    """The route of the item's page; empty if it has none."""


NameOf = Annotated[Named, As("name")]


@document("Reference")
class Reference:
    """A reference to a product or an entity, each of which has its own document."""

    name: Annotated[str, "A product's address, or an entity's name."]
    href: Href


@document("Links")
class Links:
    """Links to the same content in other formats."""

    page: Annotated[Href, "The page for people."]
    markdown: Annotated[Href, "The same page as Markdown."]
    feed: Annotated[Href, "The changes, as an Atom feed."] = ""


@document("External")
class External:
    """A link that a document declares."""

    type: str = ""
    title: str = ""
    url: str


@document("Figure")
class Figure:
    """A number with its noun."""

    name: str
    value: str
    note: str = ""


@document("Lowering")
class Lowering:
    """A rule that lowers a score."""

    rule: str
    diagnostics: int


@document("Quality")
class Quality:
    """The score for one of the six qualities."""

    name: str
    score: Annotated[Percent | None, "Absent if no check applies."] = None
    checks: Annotated[int, "The number of checks that apply."]
    lowered_by: Annotated[tuple[Lowering, ...], "The rules that lower the score, largest effect first."] = ()


@document("Score")
class Score:
    """The mean product score for a quality."""

    name: str
    score: Percent | None = None
    products: Annotated[int, "The number of products to which a check of this quality applies."]


@document("Diagnostics")
class Diagnostics:
    """The number of findings."""

    errors: int
    warnings: int
    notices: int
    pardoned: Annotated[int, "Findings that are waived, suppressed or in a baseline."]

    @property
    def open(self) -> int:
        """The number of open findings."""
        return self.errors + self.warnings + self.notices


@document("Finding")
class Finding:
    """A rule's finding about an item."""

    rule: str
    level: Annotated[str, "`error`, `warning` or `notice`; `waived` or `suppressed` if it does not count."]
    message: Annotated[str, "Plain text with values in backticks."]
    note: Annotated[str, "The reason why it does not count, and the last day of the exception."] = ""
    port: Annotated[str, PAGE_ONLY] = ""
    """The port that it is about, as `daily@1`; empty if it is not about a port."""


@document("Description")
class Description:
    """The purpose of an item, in Markdown as the author wrote it."""

    purpose: str = ""
    limitations: str = ""
    usage: str = ""

    def __bool__(self) -> bool:
        return bool(self.purpose or self.limitations or self.usage)


@document("Support")
class Support:
    """The support channels."""

    channel: str
    url: str = ""
    tool: str = ""
    scope: str = ""
    description: str = ""


def main_channel(found: Sequence[Support]) -> Support | None:
    """Return the first channel that is not only for emergencies, or else the first one; None if there is none."""
    return next((each for each in found if each.scope != "on-call"), found[0] if found else None)


Effect = Literal["breaking", "may break", "ending", "new", "text", "unknown"]
"""The effect of a change on consumers: a `text` change has no effect; an `unknown` one was not compared."""
EFFECTS: tuple[Effect, ...] = ("breaking", "may break", "ending", "new", "unknown", "text")
"""The effects, most severe first."""


@document("ChangeSentence")
class ChangeSentence:
    """One change, in words."""

    place: Annotated[str, "The address relative to the product; absent for the product itself."] = ""
    words: Annotated[str, "Plain text with values in backticks."]
    is_breaking: Annotated[bool | None, "Whether the change breaks consumers; absent if it may."] = None
    effect: Annotated[Effect, "The effect on consumers; a `text` change has none."] = "text"

    @property
    def sentence(self) -> str:
        """The sentence, with the location of the change."""
        return f"{self.place}: {self.words}" if self.place else self.words


@document("VersionBump")
class VersionBump:
    """A version change."""

    place: Annotated[str, "`daily@2`; absent for the product's own version."] = ""
    before: str
    after: str


@document("Change")
class Change:
    """The changes that one commit on the main line made to one product."""

    commit: str
    url: Annotated[str, "The link to the commit."] = ""
    when: datetime
    subject: Annotated[str, "The first line of its message; empty for a generated merge message."]
    sentences: Annotated[tuple[ChangeSentence, ...], "The changes, most severe first."] = ()
    more: Annotated[int, "The number of further changes."] = 0
    versions: tuple[VersionBump, ...] = ()
    is_read: Annotated[bool, "False if documents changed but were not compared."] = True
    worst: Annotated[str, "The required version bump: `none`, `patch`, `minor` or `major`."] = "none"
    is_breaking: Annotated[bool | None, "Whether the change breaks consumers; absent if it may."] = None
    effect: Annotated[Effect, "The most severe effect on consumers; `unknown` if nothing was compared."] = (
        "text"
    )
    affected: Annotated[
        tuple[NameOf, ...], "The current consumers of the ports that break, may break or end, each once."
    ] = ()


Verdict = Literal["contradicted", "unsupported", "supported", "unknown"]
GOOD, FAIR = 95, 75
"""The lowest scores that are called good and fair."""


def score_word(score: int | None) -> str:
    """Return a word for a score: `good`, `fair`, `poor` or `none`."""
    return "none" if score is None else "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


KINDS = {
    "sourceAligned": "source-aligned",
    "aggregate": "aggregate",
    "consumerAligned": "consumer-aligned",
}
"""Display names of archetypes."""


def kind_of(archetype: str) -> str:
    """Return the display name of an archetype; an unknown archetype is returned as declared."""
    return KINDS.get(archetype, archetype)
