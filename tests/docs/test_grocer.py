"""The commands of a newcomer in `benchmarks/field/` result in a mesh without findings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/field/grocer.sh"


@pytest.mark.slow
def test_a_product_with_its_agreement_takes_less_than_forty_lines(tmp_path: Path) -> None:
    """Two ports, a link to an entity and an agreement, from an empty folder."""
    people = {f"GIT_{role}_{key}": "x@x" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "PATH": path}
    here = tmp_path / "freshcart"
    here.mkdir()
    ran = subprocess.run(
        ["bash", "-e", str(SCRIPT)],
        cwd=here,
        env={**os.environ, **people, **state},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "all clear in 11 documents: 1 product, 2 contracts, 6 fields\n" in ran.stdout
    assert len(SCRIPT.read_text().splitlines()) < 40
