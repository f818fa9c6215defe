"""Only `requires` skips tests, and the files that tests compare with are unchanged."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import requires
from corpora import FOLDER

TESTS = Path(__file__).parents[1]
MODULES = sorted(path for path in TESTS.rglob("*.py") if path.name != "requires.py")
SKIPPING = {
    "skip",
    "skipif",
    "skipIf",
    "skipUnless",
    "skipTest",
    "SkipTest",
    "Skipped",
    "importorskip",
    "xfail",
}
FRAMEWORKS = {"pytest", "_pytest", "unittest"}
IGNORING = {"collect_ignore", "collect_ignore_glob", "pytest_ignore_collect"}


def skips(code: str) -> list[str]:
    """Return the names in Python text by which tests are skipped."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in SKIPPING:
            found.append(node.attr)
        if (
            isinstance(node, ast.Name | ast.FunctionDef)
            and (name := getattr(node, "id", None) or node.name) in IGNORING
        ):
            found.append(name)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FRAMEWORKS:
            found += [each.name for each in node.names if each.name in SKIPPING]
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pytest.skip('x')", ["skip"]),
        ("@pytest.mark.skipif(True, reason='x')\ndef test(): ...", ["skipif"]),
        ("x = pytest.param(1, marks=pytest.mark.xfail)", ["xfail"]),
        ("from unittest import SkipTest as x", ["SkipTest"]),
        ("raise pytest.skip.Exception", ["skip"]),
        ("collect_ignore = ['x']", ["collect_ignore"]),
        ("def pytest_ignore_collect(): ...", ["pytest_ignore_collect"]),
        ("requires('duckdb')\nskip = text.skipped", []),
    ],
)
def test_every_way_to_skip_is_found(code: str, expected: list[str]) -> None:
    """If one is missed, the next test is meaningless."""
    assert skips(code) == expected


def test_only_requires_skips_tests() -> None:
    """A skip elsewhere would hide that the machine of CI lacks something."""
    assert {
        str(path.relative_to(TESTS)): found for path in MODULES if (found := skips(path.read_text()))
    } == {}


def test_no_test_reads_outside_the_checkout() -> None:
    """A clone in an empty folder has everything that the tests need."""
    beside = re.compile(r"\.\./shared|[\"']shared[\"'/]")

    assert [path for path in MODULES if path != Path(__file__) and beside.search(path.read_text())] == []


def test_few_skips_depend_on_the_system() -> None:
    """At most eight, for reasons that no installation can remove."""
    assert len(requires.SYSTEM) <= 8
    assert not requires.SYSTEM.keys() & (requires.PROGRAMS.keys() | requires.PACKAGES.keys())


@pytest.mark.parametrize(("value", "end"), [("true", "Failed"), ("", "Skipped")])
@pytest.mark.parametrize("kind", ["PROGRAMS", "PACKAGES"])
def test_missing_program_fails_in_ci(
    kind: str, value: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it is skipped; both messages state the remedy."""
    monkeypatch.setenv("CI", value)
    monkeypatch.setitem(getattr(requires, kind), "no.such-thing", "install it")

    with pytest.raises(BaseException, match=r"missing no\.such-thing; install it") as ended:
        requires.requires("no.such-thing")

    assert type(ended.value).__name__ == end


def test_missing_feature_of_the_system_is_skipped_in_ci_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be installed."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setitem(requires.SYSTEM, "wings", lambda: False)

    with pytest.raises(BaseException, match="the test needs wings") as ended:
        requires.requires("wings")

    assert type(ended.value).__name__ == "Skipped"


def test_module_is_skipped_as_a_whole(tmp_path: Path) -> None:
    """Without the engines, `make test` passes."""
    module = tmp_path / "test_it.py"
    module.write_text(
        "from requires import PACKAGES, requires\n"
        "PACKAGES['no_such_thing'] = 'install it'\n"
        "requires('no_such_thing')\n"
        "def test_it(): raise AssertionError\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(module)],
        cwd=tmp_path,
        env={**os.environ, "CI": "", "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "missing no_such_thing; install it\n1 skipped in" in done.stdout, done.stdout


def test_vendored_files_are_unchanged() -> None:
    """No editor, hook or checkout may change a byte of an oracle."""
    listed = dict(reversed(line.split("  ", 1)) for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    found = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.name not in {"README.md", "SHA256SUMS"}
    }

    assert found == listed
