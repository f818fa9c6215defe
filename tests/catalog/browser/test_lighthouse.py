"""Lighthouse scores of each kind of page, and measurements of the browser. It takes minutes, so only at night."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

KINDS = (
    "index.html",
    "products/index.html",
    "products/player/play-events/index.html",
    "domains/player/index.html",
    "entities/artist/index.html",
    "privacy/listener/index.html",
    "teams/player-squad/index.html",
    "governance/index.html",
    "changes/index.html",
    "joins/index.html",
    "map/index.html",
)
CATEGORIES = ("accessibility", "best-practices", "seo")
LEAST = 0.95
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
MOST_BYTES = 700_000
MOST_REQUESTS = 24
MOST_SCRIPT_SECONDS = 1.5
"""Processor time of scripts on a busy machine; a page that hangs takes more."""
MOST_SHIFT = 0.05
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 500);
})"""


@pytest.mark.nightly
@pytest.mark.parametrize("path", KINDS)
def test_lighthouse_gives_each_kind_of_page_95_points(
    path: str, site: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    program, report = requires("lighthouse"), tmp_path / "report.json"
    subprocess.run(
        [
            *(program, serve(site) + path, "--quiet", f"--only-categories={','.join(CATEGORIES)}"),
            *("--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "CHROME_PATH": requires("chromium")},
    )
    found = json.loads(report.read_text(encoding="utf-8"))
    failed = [
        name for name, audit in found["audits"].items() if audit["score"] is not None and audit["score"] < 1
    ]
    scores = {name: found["categories"][name]["score"] for name in CATEGORIES}
    assert min(scores.values()) >= LEAST, (scores, failed)


@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("path", [*KINDS[:3], *KINDS[-2:]])
def test_page_loads_little_and_does_not_shift(path: str, width: int, visit: Callable[..., Page]) -> None:
    """By the browser's own protocol: bytes, requests, time of scripts, and shifts of the layout."""
    page = visit(path, viewport={"width": width, "height": 850})
    protocol = page.context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    protocol.on(
        "Network.loadingFinished",
        lambda event: sizes.__setitem__(event["requestId"], int(event["encodedDataLength"])),
    )
    protocol.send("Network.enable")
    protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
    protocol.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload(wait_until="load")
    shift = page.evaluate(SHIFTS)
    metrics = {each["name"]: each["value"] for each in protocol.send("Performance.getMetrics")["metrics"]}

    assert 0 < sum(sizes.values()) <= MOST_BYTES
    assert 0 < len(sizes) <= MOST_REQUESTS
    assert metrics["ScriptDuration"] <= MOST_SCRIPT_SECONDS
    assert shift < MOST_SHIFT
