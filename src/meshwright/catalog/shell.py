"""A shell: what the theme draws around pages that differ in title, description, route and content alone.

The generator renders one page of a kind, in place of ten thousand: it takes four milliseconds for each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog.finish import finished
from meshwright.catalog.text import escaped

if TYPE_CHECKING:
    from meshwright.catalog.page import Page
    from meshwright.catalog.policy import Theme

ROUTE = "-/-"
"""Where the shell stands below its kind's folder, as deep as the pages that it is for; no name makes such a route."""
TITLE, DESCRIPTION = "mw0title0mw", "mw0description0mw"
"""What stands for them in a shell."""
_SLOT = re.compile(rf"({TITLE}|{DESCRIPTION}|{ROUTE}/index\.html|<!--mw:\d{{1,4}}-->)")


class Shell:
    """A rendered shell, ready to be filled."""

    def __init__(self, html: str, path: str, theme: Theme) -> None:
        self._parts = _SLOT.split(finished(html, path, None, theme))

    def filled(self, page: Page) -> str:
        """Give the page's HTML."""
        slots = {
            TITLE: escaped(page.title),
            DESCRIPTION: escaped(page.description),
            f"{ROUTE}/index.html": f"{page.route.partition('/')[2]}/index.html",
        }
        slots |= {f"<!--mw:{number}-->": section.html for number, section in enumerate(page.sections)}
        return "".join(slots[part] if at % 2 else part for at, part in enumerate(self._parts))
