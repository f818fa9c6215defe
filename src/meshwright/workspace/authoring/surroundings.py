"""Files that a repository needs in addition to its mesh: a CI job, a pre-commit hook, a .gitignore entry.

This module does not read or write files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import Append, At, Insert
from meshwright.source.place import Span
from meshwright.workspace.authoring.adoption import FILL_IN
from meshwright.workspace.drafting import Draft, DraftError

if TYPE_CHECKING:
    from collections.abc import Callable

WORKFLOW = ".github/workflows/mesh-check.yml"
GITLAB = ".gitlab-ci.yml"
PRE_COMMIT = ".pre-commit-config.yaml"
IGNORE = ".gitignore"
_SITE = "/build/site/"
_GITHUB = """\
# Checks a pull request; fails only for findings that the change introduces or touches.
name: mesh-check
on:
  pull_request:
permissions:
  contents: read
concurrency:
  group: mesh-check-${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    name: mesh-check
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Install Meshwright # isolated (-I): nothing from the repository is imported
        env:
          MESHWRIGHT: {package}
        run: |
          python3 -I -m venv "$RUNNER_TEMP/meshwright"
          "$RUNNER_TEMP/meshwright/bin/python" -I -m pip install --quiet -- "$MESHWRIGHT"
      - name: Check the mesh
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
        run: '"$RUNNER_TEMP/meshwright/bin/meshwright" check --format github --changed-since "$BASE"'
"""
_GITLAB_JOB = """\
mesh:
  # Checks a merge request; fails only for findings that the change introduces or touches.
  image: python:3.13
  variables:
    GIT_DEPTH: "0"
    MESHWRIGHT: {package}
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - python3 -I -m pip install --quiet --disable-pip-version-check -- "$MESHWRIGHT"
    - meshwright check --changed-since="${CI_MERGE_REQUEST_TARGET_BRANCH_SHA:-$CI_MERGE_REQUEST_DIFF_BASE_SHA}"
"""
_CONTENT = re.compile(rb"(?m)^[^#\s]")
_HOOK = """\
repo: local
hooks:
  - id: meshwright
    name: meshwright
    entry: meshwright check --allow-empty --changed-since HEAD
    language: python
    additional_dependencies: [{package}]
    always_run: true
    pass_filenames: false
    require_serial: true"""


def surroundings(ci: str, package: str, missing: str = "") -> dict[str, Callable[[bytes | None], bytes]]:
    """Return, by path, functions that complete files; their argument is the content of the file, or None if it is missing.

    `package` is the package for pip to install, and `missing` describes a value in it that the author must fill in. A
    function returns a complete file unchanged, and raises DraftError for a file that it cannot complete.
    """
    quoted = f'"{package}"'
    end = f" {FILL_IN}{missing}" if missing else ""
    files: dict[str, Callable[[bytes | None], bytes]] = {
        PRE_COMMIT: lambda old: _pre_commit(old, _HOOK.replace("{package}]", f"{quoted}]{end}")),
        IGNORE: _ignore,
    }
    if ci == "github":
        files[WORKFLOW] = lambda old: (
            _GITHUB.replace("{package}", quoted + end).encode() if old is None else old
        )
    elif ci == "gitlab":
        files[GITLAB] = lambda old: _gitlab(old, _GITLAB_JOB.replace("{package}", quoted + end))
    return files


def _ignore(old: bytes | None) -> bytes:
    """Return a .gitignore file that excludes the built site."""
    lines = (old or b"").decode("utf-8", "replace").splitlines()
    if any(line.strip().strip("/") in ("build", "build/site", "build/*") for line in lines):
        return old or b""
    return _with_end(old) + f"{_SITE}\n".encode()


def _gitlab(old: bytes | None, job: str) -> bytes:
    if old is not None and (b"meshwright" in old or re.search(rb"(?m)^mesh:", old)):
        return old
    return _with_end(old) + (b"\n" if old else b"") + job.encode()


def _pre_commit(old: bytes | None, hook: str) -> bytes:
    indented = hook.replace("\n", "\n    ")
    listed = f"repos:\n  - {indented}\n"
    if old is None:
        return listed.encode()
    if b"meshwright" in old:
        return old
    if not _CONTENT.search(old):
        return _with_end(old) + listed.encode()
    draft = Draft(PRE_COMMIT, old)
    if draft.items("repos"):
        draft.edit(Append(At(("repos",)), hook))
    elif "repos" not in (draft.value() or {}):
        draft.edit(Insert(At(), "repos", f"\n  - {indented}"))
    elif draft.value("repos") in ([], None):
        span, _ = draft.raw("repos")
        start = len(draft.text[: span.start].rstrip())
        item = f"\n  - {indented}".replace("\n", draft.newline())
        draft.put([(Span(start, span.end), item)])
    else:
        raise DraftError("`repos` is not a list; add the hook by hand")
    return draft.data


def _with_end(old: bytes | None) -> bytes:
    return b"" if not old else old if old.endswith((b"\n", b"\r")) else old + b"\n"
