"""A wheel of the package, built once; and substitutes for a forge and its runners."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from repositories import commit, git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


@dataclass(frozen=True, slots=True)
class Forge:
    """A substitute for a forge's API: it gives the configured answers, and records the requests."""

    url: str
    answers: dict[str, object] = field(default_factory=dict)
    """Answers by method and path: bytes as they are, a string as a redirect, anything else as JSON."""
    writes: list[tuple[str, object]] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)
    """The requests that had a token."""


@pytest.fixture
def forge() -> Iterator[Forge]:
    """Listen on this machine until the test ends."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked = f"{self.command} {self.path}"
            if self.headers["Authorization"] or self.headers["PRIVATE-TOKEN"]:
                made.trusted.append(asked)
            if self.command != "GET":
                made.writes.append((asked, json.loads(body)))
            answer = made.answers.get(asked)
            self.send_response(404 if answer is None else 302 if isinstance(answer, str) else 200)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815 - the server's names

        def log_message(self, *_: object) -> None:
            """Write no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Forge(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def changed(tmp_path: Path) -> tuple[Path, str]:
    """Return a repository whose last commit breaks a consumer, and the commit before it."""
    mesh = Path(shutil.copytree(ROOT / "tests/meshes/minimal", tmp_path / "mesh"))

    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(mesh), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "base")
    base = git("rev-parse", "HEAD")
    contract = mesh / "products/player/play-events/contracts/daily.v1.odcs.yaml"
    contract.write_text(contract.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    git("commit", "--quiet", "--all", "--message", "change")
    return mesh, base


WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: missing-sample
address: player/play-events/daily@1
reason: The sample is being made.
owner: player-squad
approvedBy: privacy
expires: "2026-12-31"
"""
PRIVACY = """\
---
apiVersion: meshwright/v1
kind: Team
name: privacy
members: [{username: pia}, {username: author}]
"""


@pytest.fixture
def waived(tmp_path: Path) -> tuple[Path, str]:
    """Return a repository whose last commit adds a waiver that names `privacy` as its approver, and the previous commit."""
    mesh = Path(shutil.copytree(ROOT / "tests/meshes/minimal", tmp_path / "mesh"))
    with (mesh / "governance/organisation.yaml").open("a") as file:
        file.write(PRIVACY)
    settings = mesh / "governance/mesh.yaml"
    settings.write_text(f"{settings.read_text()}owner: privacy\n")
    git(mesh, "init", "--quiet")
    base = commit(mesh)
    (mesh / "policies").mkdir()
    (mesh / "policies/waiver.yaml").write_text(WAIVER)
    commit(mesh)
    return mesh, base


@pytest.fixture
def run_step(tmp_path: Path) -> Callable[..., Ran]:
    """Return a function that runs a step of a workflow like GitHub's runner, with its expressions filled in, in a folder."""

    def run(step: dict[str, Any], folder: Path, **expressions: str) -> Ran:
        temporary = tmp_path / "temporary"
        temporary.mkdir(exist_ok=True)
        script, output, summary = (temporary / name for name in ("script", "output", "summary"))
        script.write_text(step["run"])
        output.write_text("")
        summary.write_text("")
        shells = {
            "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
            "python": [sys.executable],
            "": ["bash", "-e"],
        }
        environment = {
            **os.environ,
            **{name: _filled(value, expressions) for name, value in step.get("env", {}).items()},
            **{name: value for name, value in expressions.items() if name.isupper()},
            "RUNNER_TEMP": str(temporary),
            "no_proxy": "127.0.0.1",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        done = subprocess.run(
            [*shells[step.get("shell", "")], str(script)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return Ran(done.returncode, done.stdout, done.stderr, outputs, summary.read_text())

    return run


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a step."""

    code: int
    stdout: str
    stderr: str
    outputs: dict[str, str]
    summary: str


def _filled(value: str, expressions: dict[str, str]) -> str:
    """Replace expressions with values; one that the test does not know is a mistake of the test."""
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: expressions[found[1]], value)
