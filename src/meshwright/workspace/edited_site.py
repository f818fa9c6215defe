"""Product pages of a mesh that changed after its site was built, rendered on request.

The pages are identical to those that a build of the changed mesh writes. This module does not render other pages,
which the next build updates.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.site import Site
from meshwright.workspace.site import product_files, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.catalog.source import CatalogInputs
    from meshwright.workspace.site import Frame
    from meshwright.workspace.site_settings import SiteOverrides


class EditedSite:
    """The files of product pages, which are rendered on request; several threads can use it at the same time."""

    def __init__(self, source: CatalogInputs, frame: Frame) -> None:
        self._site = Site(Overview(source), {})
        self._frame = frame
        self._cards = {card.route: card for card in self._site.overview.cards.values()}
        self._made: dict[str, Mapping[str, bytes]] = {}
        self._lock = Lock()

    def file(self, path: str) -> bytes | None:
        """Return the file at a path in the site; None for a file that does not depend on a single product."""
        route = _route(path)
        card = self._cards.get(route)
        if card is None:
            return None
        with self._lock:  # derived values of the mesh are computed only once
            if route not in self._made:
                parts = self._site.parts(card)
                self._made[route] = dict(product_files(self._site, parts, self._frame.shells))
        return self._made[route].get(path)


def edited_site(source: CatalogInputs, own: SiteOverrides, frame: Frame) -> EditedSite | None:
    """Return the pages of a changed mesh; None if the change also affects the frame around the pages.

    The repository's own templates have a time limit, which works only in the main thread.
    """
    if own.overrides or settings_of(source, own) != frame.settings:
        return None
    return EditedSite(source, frame)


def _route(path: str) -> str:
    """Return the route of the product that a file can belong to."""
    own = path.removeprefix(f"{routes.API}/")
    return own.removesuffix(".json") if own != path else own.rpartition("/")[0]
