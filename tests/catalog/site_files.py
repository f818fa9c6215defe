"""The files of a site that are not pages, as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.site import Site

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview


def files_of(overview: Overview) -> dict[str, bytes]:
    """Return every file of a site that is not a page, by its path; no two have the same."""
    site = Site(overview, {})
    found = [*site.files(), *(file for card in overview.cards.values() for file in site.product(card)[1])]
    assert len({each.path for each in found}) == len(found)
    return {each.path: each.data for each in found}
