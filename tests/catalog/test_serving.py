"""`catalog serve` shows the site while it is edited, until the user ends it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRODUCT = """\
apiVersion: v1.0.0
kind: DataProduct
id: plays
name: plays
domain: player
status: draft
description: {purpose: What was played.}
"""
LONGEST = 60
"""Seconds to wait for output; it appears within one or two."""


class Serving:
    """A process that serves a mesh."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.heard = ""

    def hear(self, pattern: str) -> re.Match[str]:
        """Wait for the next output, and return it."""
        end = time.monotonic() + LONGEST
        while not (found := re.search(pattern, self.heard)):
            assert time.monotonic() < end, self.heard
            assert self.process.stderr is not None
            data = os.read(self.process.stderr.fileno(), 4096).decode()
            assert data, self.heard
            self.heard += data
        self.heard = self.heard[found.end() :]
        return found


@contextmanager
def serving(mesh: Path, *arguments: str) -> Iterator[Serving]:
    """Start it, as a terminal does."""
    command = [sys.executable, "-m", "meshwright", "catalog", "serve", str(mesh), "--port", "0", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.communicate()


def stopped(served: Serving) -> tuple[int, str]:
    """Press Ctrl-C, which all processes of a terminal receive; return the exit code and the last output."""
    os.killpg(served.process.pid, signal.SIGINT)
    _, words = served.process.communicate(timeout=LONGEST)
    return served.process.returncode, words


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh of one product."""
    (tmp_path / "plays.odps.yaml").write_text(PRODUCT)
    return tmp_path


@pytest.mark.slow
def test_site_follows_edits(mesh: Path) -> None:
    """It is built again after an edit; a failed build leaves the site unchanged; Ctrl-C ends it cleanly."""
    with serving(mesh) as served:
        address = served.hear(r"(http://127\.0\.0\.1:\d+/) serves .*; press Ctrl-C to stop\n")[1]
        page = f"{address}products/player/plays/index.html"

        def shown() -> str:
            with urlopen(page) as answer:
                assert answer.headers["Cache-Control"] == "no-store"
                return answer.read().decode()

        assert "What was played." in shown()

        (mesh / "plays.odps.yaml").write_text(PRODUCT.replace("was played", "is heard"))
        served.hear("product pages show the change\n")
        first = shown()
        assert "What is heard." in first
        served.hear("^built again\n")
        assert shown() == first

        (mesh / "site").mkdir()
        (mesh / "site/mkdocs.yml").write_text("plugins: [x]")
        served.hear("not rebuilt: `plugins` in `site/mkdocs.yml` is not accepted.*\n")
        assert "What is heard." in shown()

        (mesh / "site/mkdocs.yml").unlink()
        served.hear("^built again\n")
        assert stopped(served) == (0, "")
    assert (mesh / "build/site/index.html").is_file()


def test_port_in_use_is_refused_at_once(mesh: Path) -> None:
    """Before anything is built."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "meshwright", "catalog", "serve", str(mesh), "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(
        rf"meshwright: port {port} cannot be used: [^\[]* in use; choose another with `--port`\n",
        ended.stderr,
    )
    assert [path.name for path in mesh.iterdir()] == ["plays.odps.yaml"]


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_wrong_port_is_refused(mesh: Path, port: str) -> None:
    """In one line."""
    with serving(mesh, "--port", port) as served:
        assert served.hear(r"meshwright: .*\n")[0].startswith(f"meshwright: port {port} cannot be used: ")
        assert served.process.wait(LONGEST) == 2


def test_ctrl_c_also_ends_the_first_build(mesh: Path) -> None:
    """Nothing of it remains, and no traceback is shown."""
    with serving(mesh) as served:
        end = time.monotonic() + LONGEST
        while not (mesh / "build").is_dir():
            assert time.monotonic() < end
            time.sleep(0.01)
        assert stopped(served) == (130, "")

    assert list((mesh / "build").iterdir()) == []
