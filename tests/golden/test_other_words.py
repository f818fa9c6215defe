"""Fingerprints do not depend on wording, so every message can be improved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
def test_rewording_keeps_fingerprints(tmp_path: Path) -> None:
    """A mark is appended to each text of the program with several words; every seed keeps its fingerprint."""
    command = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "other_words", "-p", "no:cacheprovider")
    done = subprocess.run(
        [
            *command,
            f"--basetemp={tmp_path / 'base'}",
            "golden/test_fingerprints.py",
            "-k",
            "fingerprints_are_unchanged",
        ],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout[-5_000:]
