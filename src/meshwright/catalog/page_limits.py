"""MkDocs hooks that limit the rendering time of a hand-written page, and name the page in the error message.

The hooks run only in the MkDocs process. If a limit is exceeded, they end the process at once; neither Markdown nor its
extensions can prevent this.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

PAGE_SECONDS = 10
"""The CPU time limit for one hand-written page, in seconds."""
ALL_SECONDS = 120
"""The CPU time limit for all hand-written pages, in seconds."""
OVER_TIME = 75
"""The exit code if the limit is exceeded; the log then ends with a message for the user."""

_spent = 0.0
_started: float | None = None


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Start the timer before a page is rendered; return the Markdown unchanged."""
    if page.meta.get("handwritten"):
        _start(page.file.src_uri)
    return markdown


def on_page_content(html: str, **_: object) -> str:
    """Stop the timer; return the HTML unchanged."""
    _stop()
    return html


def _start(path: str) -> None:
    global _started  # noqa: PLW0603 - MkDocs calls functions of a module
    _started = time.process_time()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, lambda *_: _end(path))
        signal.setitimer(signal.ITIMER_PROF, max(min(PAGE_SECONDS, ALL_SECONDS - _spent), 0.01))


def _stop() -> None:
    global _spent, _started  # noqa: PLW0603 - as above
    if _started is not None:
        _spent += time.process_time() - _started
        _started = None
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)


def _end(path: str) -> None:
    said = (
        f"takes more than {PAGE_SECONDS} s to render; shorten or split it"
        if _spent < ALL_SECONDS - PAGE_SECONDS
        else f"and the pages before it take more than {ALL_SECONDS} s to render; shorten them"
    )
    sys.stderr.write(f"\n`site/content/{ascii(path)[1:-1]}` {said}\n")
    sys.stderr.flush()
    os._exit(OVER_TIME)
