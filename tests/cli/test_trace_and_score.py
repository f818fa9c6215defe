"""`trace` shows derivations and `score` scores, on the example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-22"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    for part in ("products", "governance", "policies"):
        if (ROOT / part).exists():
            shutil.copytree(ROOT / part, folder / part)
    return folder


def test_service_level_is_derived_hop_by_hop(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The promise, its terms with their locations, and the same for each input."""
    code = main(
        [
            "trace",
            "discovery/new-artist-discovery/weekly@1",
            "--freshness",
            "--mesh",
            str(example),
            "--as-of",
            TODAY,
        ]
    )
    lines = capsys.readouterr().out.splitlines()

    assert code == 0
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads == [
        "discovery/new-artist-discovery/weekly@1 promises latency 11 d: supported, 8 h to spare",
        "recommendations/related-artists/graph@1 promises latency 82 h: supported, 1 h to spare",
        "player/listening-sessions/daily@2 promises latency 53 h: supported, 1 h to spare",
        "player/click-streams/daily@1 promises latency 26 h: supported, 59 min 30 s to spare",
        "player/click-streams/live@1 promises latency 30 seconds: supported, 20 s to spare",
    ]
    assert [line.split("  (")[0].strip() for line in lines[1:6]] == [
        "82 h            `recommendations/related-artists/graph@1` promises",
        "+ 7 d             refresh (`0 9 * * 1`)",
        "+ 6 h             run",
        "= 10 d 16 h       at worst",
        "11 d            promised",
    ]
    assert "products/discovery/new-artist-discovery/contracts/weekly.v1.odcs.yaml:" in lines[5]


def test_level_is_derived_with_its_deidentification(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The source, its level, the method and the resulting level."""
    address = "player/play-events/daily@1/plays/listener_key"
    assert main(["trace", address, "--classification", "--format", "json", "--mesh", str(example)]) == 0
    (level,) = json.loads(capsys.readouterr().out)["classification"]

    assert (level["level"], level["declared"], level["verdict"]) == ("confidential", "confidential", "holds")
    assert [
        (each["from"], each["has"], each["deidentification"], each["passes"]) for each in level["sources"]
    ] == [("player/play-events/live@1/play_events/account_id", "restricted", "keyed-hash", "confidential")]


def test_unsupported_promise_ends_with_1(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(example, tmp_path / "mesh")
    contract = tmp_path / "mesh/products/recommendations/related-artists/contracts/graph.v1.odcs.yaml"
    contract.write_text(contract.read_text().replace("    value: 82\n", "    value: 80\n"))
    arguments = ["recommendations/related-artists/graph@1", "--freshness", "--mesh", str(tmp_path / "mesh")]

    assert main(["trace", *arguments]) == 1
    assert ": unsupported (" in capsys.readouterr().out


def test_unknown_address_ends_with_2(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a suggestion."""
    assert main(["trace", "player/play-events/dayly@1", "--mesh", str(example)]) == 2
    assert "did you mean `player/play-events/daily@1`?" in capsys.readouterr().err


def test_scores_name_the_rules_that_lower_them(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lowest first."""
    shutil.copytree(example, tmp_path / "mesh")
    contract = tmp_path / "mesh/products/recommendations/related-artists/contracts/graph.v1.odcs.yaml"
    contract.write_text(contract.read_text().replace("    value: 82\n", "    value: 1\n"))

    assert main(["score", str(tmp_path / "mesh"), "--format", "json", "--as-of", TODAY]) == 0
    products = json.loads(capsys.readouterr().out)["products"]
    lowered = next(each for each in products if each["product"] == "recommendations/related-artists")
    assert lowered["qualities"]["trustworthy"]["loweredBy"][0]["rule"] == "slo-contradicted"
    assert lowered["score"] < 100
    assert products == sorted(products, key=lambda each: each["score"])
