"""Ten pull requests on a clone of the example, with their reports; read them when they change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from pull_requests import REQUESTS
from repositories import commit, git, start

if TYPE_CHECKING:
    from pull_requests import Request

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the example on `main`."""
    folder = tmp_path_factory.mktemp("walk")
    for part in ("products", "governance", "policies"):
        shutil.copytree(ROOT / part, folder / part)
    start(folder)
    return folder


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.name)
def test_a_pull_request_gets_its_report(
    request_: Request, repository: Path, golden, capsys: pytest.CaptureFixture[str]
) -> None:
    """The comment states what is broken, for whom, and what is required."""
    git(repository, "checkout", "--quiet", "-B", request_.name, "main")
    request_.apply(repository)
    commit(repository)

    assert main(["report", "--mesh", str(repository), "--base", "main", "--as-of", "2026-11-22"]) == 0
    report = capsys.readouterr().out
    golden(re.sub(r"\b[0-9a-f]{7,40}\b", "…", report), f"{request_.name}.md")
