"""Ten pull requests on the example, as people make them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

SONGS = "products/catalogue/songs/contracts/current.v1.odcs.yaml"
PLAYS = "products/player/play-events/contracts/daily.v1.odcs.yaml"
QUALITY = "products/player/playback-quality"
RELATED = "products/recommendations/related-artists/product.odps.yaml"
HOURS = "products/analytics/listening-hours"
PRODUCT = """\
# How long Watergarden is listened to, day by day.
apiVersion: v1.1.0
kind: DataProduct
id: listening-hours
name: listening-hours
version: "1.0.0"
status: draft
domain: analytics
type: consumerAligned
description:
  purpose: Hours listened a day and country, the figure that the board looks at first.
  limitations: Offline plays arrive up to three days late.
  usage: Sum over countries; never average.
team:
  name: analytics-squad
inputPorts:
  - name: plays
    version: "1.2.0"
    contractId: player.play-events.daily
"""


class Request(NamedTuple):
    """A pull request: its description and its edits."""

    name: str
    edits: tuple[tuple[str, str, str], ...] = ()
    """Path, a pattern (as in `re`, `.` includes line ends) and its replacement, once."""
    files: tuple[tuple[str, str], ...] = ()
    """New files."""

    def apply(self, mesh: Path) -> None:
        """Make the edits in the mesh in a folder."""
        for path, pattern, new in self.edits:
            changed, count = re.subn(pattern, new, (mesh / path).read_text(), count=1)
            assert count == 1, path
            (mesh / path).write_text(changed)
        for path, text in self.files:
            (mesh / path).parent.mkdir(parents=True, exist_ok=True)
            first = (mesh / path.replace(".v2.", ".v1.")).read_text() if text == "v2" else ""
            second = re.sub(r'(?m)^version: "[^"]*"$', 'version: "2.0.0"', first).replace(
                "live.v1", "live.v2"
            )
            (mesh / path).write_text(second or text)


def field(name: str) -> str:
    """Return the pattern of a field's whole block in a contract."""
    return rf"      - name: {name}\n(?:        [^\n]*\n)+"


REQUESTS = (
    Request("add-a-product", files=((f"{HOURS}/product.odps.yaml", PRODUCT),)),
    Request("drop-a-read-column", ((SONGS, field("stage_name"), ""),)),
    Request("drop-an-unread-column", ((SONGS, field("is_explicit"), ""),)),
    Request("rename-with-id", ((PLAYS, r"(      - id: isrc\n        name: )isrc\n", r"\1recording_isrc\n"),)),
    Request(
        "tighten-an-enum", ((PLAYS, r"          - value: radio\n            description: [^\n]*\n", ""),)
    ),
    Request("loosen-an-slo", ((SONGS, r"(property: latency\n    value: )2\n", r"\g<1>6\n"),)),
    Request(
        "move-a-topic",
        (
            (
                f"{QUALITY}/contracts/live.v1.odcs.yaml",
                r"player\.playback-quality\.live\.v1",
                "player.quality.v1",
            ),
        ),
    ),
    Request("deprecate", ((f"{QUALITY}/product.odps.yaml", "status: active", "status: deprecated"),)),
    Request("retire-too-early", ((RELATED, "status: active", "status: retired"),)),
    Request(
        "v2-beside-v1",
        (
            (
                f"{QUALITY}/product.odps.yaml",
                r"(outputPorts:\n)",
                (
                    r"\1  - name: live\n    description: Samples within seconds, with the device's buffer.\n"
                    r'    type: topic\n    version: "2.0.0"\n    contractId: player.playback-quality.live\n'
                ),
            ),
        ),
        ((f"{QUALITY}/contracts/live.v2.odcs.yaml", "v2"),),
    ),
)
