"""No wording reaches a fingerprint, so that every message may be written better."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
def test_fingerprints_are_the_same_in_other_words(tmp_path: Path) -> None:
    """With a mark behind each text of the program that has several words, every seed has the fingerprint that it has."""
    command = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "other_words", "-p", "no:cacheprovider")
    done = subprocess.run(
        [*command, f"--basetemp={tmp_path / 'base'}", "golden/test_fingerprints.py", "-k", "as_they_were"],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout[-5_000:]
