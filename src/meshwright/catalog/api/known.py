"""What several of the API's documents need to know of a mesh, found out once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from meshwright.catalog import routes
from meshwright.catalog.api.documents import Diagnostics, Links, Quality, Reference
from meshwright.lineage.columns import columns
from meshwright.lineage.promises import promises
from meshwright.mesh.address import segment
from meshwright.mesh.finding import Severity
from meshwright.mesh.linked import linked
from meshwright.scores.standing import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.overview import Overview
    from meshwright.lineage.verdict import Judgement
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Contract
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.scores.standing import Standing

API = "api/v1"
T = TypeVar("T")


class Known:
    """A mesh as the API looks at it."""

    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        self.source = overview.source
        self.mesh = overview.mesh
        self.columns = overview.mesh.once(columns)

    @cached_property
    def wholes(self) -> Mapping[int, tuple[str, ...]]:
        """The addresses of the ports and objects that fields come from as a whole, by the field's id."""
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for whole in self.columns.wholes:
            address = whole.source.address
            if whole.object is not None:
                address += f"/{segment(whole.source.fact.objects[whole.object].name)}"
            found[whole.target][address] = None
        return {target: tuple(addresses) for target, addresses in found.items()}

    def links(self, contract: Contract) -> Mapping[int, list[Link]]:
        """Give the links of a contract's fields to entities."""
        found: defaultdict[int, list[Link]] = defaultdict(list)
        for link in self.mesh.once(linked).of.get(contract, ()):
            found[link.field].append(link)
        return found

    def judgements(self, contract: Contract) -> Mapping[int, Judgement]:
        """Give what is said of a contract's promises, by their position."""
        return {each.level.fact.position: each for each in self.mesh.once(promises).of.get(contract, ())}


def product_path(address: str) -> str:
    """Give the path of a product's document."""
    return f"{API}/{routes.product(address)}.json"


def entity_path(name: str) -> str:
    """Give the path of an entity's document."""
    return f"{API}/{routes.entity(name)}.json"


def href(path: str, target: str) -> str:
    """Give the relative link from one file of the site to another."""
    return routes.file(path.rpartition("/")[0], target)


def schema_of(path: str, name: str) -> str:
    """Give the link from a document to its schema."""
    return href(path, f"{API}/schemas/{name}.json")


def links_of(path: str, route: str, *, has_feed: bool = False) -> Links:
    """Give the links from a document to its page, in its forms."""
    folder = f"{route}/" if route else ""
    found = Links(page=href(path, f"{folder}index.html"), markdown=href(path, f"{folder}index.md"))
    if has_feed:
        found["feed"] = href(path, f"{folder}feed.xml")
    return found


def product_reference(path: str, address: str) -> Reference:
    """Refer to a product."""
    return Reference(name=address, href=href(path, product_path(address)))


def diagnostics_of(found: Iterable[Diagnostic]) -> Diagnostics:
    """Count what stands, and what does not."""
    found = tuple(found)
    standing = [each.severity for each in found if each.counts]
    return Diagnostics(
        errors=standing.count(Severity.ERROR),
        warnings=standing.count(Severity.WARNING),
        notices=standing.count(Severity.NOTICE),
        pardoned=len(found) - len(standing),
    )


def qualities_of(standing: Standing | None) -> list[Quality]:
    """Give a product's standing in each quality."""
    found = []
    for each in standing.qualities if standing else ():
        lowered = [{"rule": low.rule, "diagnostics": low.diagnostics} for low in each.lowered_by]
        entry: dict[str, Any] = {"name": each.name, "score": percent(each.score), "checks": each.checks}
        found.append(stated(entry | {"loweredBy": lowered}, Quality))
    return found


def stated(values: Mapping[str, Any], kind: type[T]) -> T:
    """Make a document of values: what is None or empty is left out, unless the kind requires it."""
    required: frozenset[str] = kind.__required_keys__  # type: ignore[attr-defined]  # a TypedDict has it
    kept = {key: value for key, value in values.items() if value or key in required or value == 0}
    return cast("T", kept)


def plain(value: object) -> Any:  # noqa: ANN401 - a YAML value
    """Give a value of a document as JSON can say it: numbers that are none are written out."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
