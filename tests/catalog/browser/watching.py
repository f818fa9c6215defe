"""A watch on pages in a browser: no request may leave for another host, fail, or run a planted script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

COLLECTOR = "window.alert = window.prompt = window.confirm = what => { fired(`alert ${what}`); };"
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine; other tests find what is slow."""
STOPPED = ("says ", "fails: ", "throws ")
"""The beginnings of messages about prevented actions."""


class Watch:
    """A record of forbidden events: requests to another host, failures, policy violations, planted scripts."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def over(self, context: BrowserContext, address: str) -> None:
        """Watch all events in a context, which belongs to one site."""
        home = urlsplit(address)

        def ask(url: str) -> None:
            parts = urlsplit(url)
            is_own = (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
            if not is_own and parts.scheme not in ("data", "blob"):
                self.complaints.append(f"asks for {url}")

        context.expose_function("fired", lambda what=None: self.complaints.append(f"fires {what}"))
        context.add_init_script(COLLECTOR)
        context.on("request", lambda request: ask(request.url))
        context.on("requestfailed", lambda request: self._failed(request.url, request.failure or ""))
        context.on("console", lambda said: self._heard(said.type, said.text))
        context.on(
            "weberror", lambda error: self.complaints.append(f"throws {error.error.stack or error.error}")
        )
        context.on("dialog", lambda dialog: self.complaints.append(f"opens a dialog: {dialog.message}"))

    def _failed(self, url: str, why: str) -> None:
        if why == "net::ERR_ABORTED":  # the reader went on; what is not there says so on the console, too
            return
        if why == "csp" and f"asks for {url}" in self.complaints:
            self.complaints.remove(f"asks for {url}")  # it was only going to
        self.complaints.append(f"fails: {url} {why}")

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"says {text}")


def pages_to_open(site: Path) -> list[str]:
    """Return the pages of a site, but only one of the pages of rules, which are all alike."""
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("index.html"))
    of_rules = [each for each in pages if each.startswith("rules/") and each != "rules/index.html"]
    return [each for each in pages if each not in of_rules[1:]]


@contextmanager
def watched(
    chromium: Browser, address: str, *, may_be_stopped: bool = False, **options: Any
) -> Iterator[Page]:
    """Yield a page in a new profile; at the end, no request may have left, failed or run a script.

    With `may_be_stopped`, the browser may have prevented something.
    """
    watch = Watch()
    context = chromium.new_context(**{"viewport": {"width": 1360, "height": 900}, **options})
    context.set_default_timeout(PATIENCE)
    watch.over(context, address)
    page = context.new_page()
    yield page
    context.close()
    complaints = {each for each in watch.complaints if not (may_be_stopped and each.startswith(STOPPED))}
    assert not complaints, "\n".join(sorted(complaints))
