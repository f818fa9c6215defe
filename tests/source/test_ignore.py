import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meshwright.source import folder
from meshwright.source.ignore import Patterns, excluder

_names = st.sampled_from(["a", "b", "ab", "a.b", "b a", "[a]"])
_paths = st.lists(_names, min_size=1, max_size=3).map("/".join)
_pieces = st.sampled_from(["a", "b", "ab", ".", "*", "**", "?", "[ab]", "[!a]", "/", "!", " ", "#", "\\*"])
_lines = st.lists(st.lists(_pieces, min_size=1, max_size=6).map("".join), max_size=4)


def _is_free(paths: list[str]) -> list[str]:
    """Drop paths that go through others."""
    return [path for path in paths if not any(path.startswith(other + "/") for other in paths)]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_paths, unique=True, max_size=8).map(_is_free), _lines, _lines)
@example(["a/b/ab"], ["*", "!a/", "!a/b"], [])
@example(["a/b", "a/ab"], ["a/**", "!a/b"], [])
@example(["a/a.b"], ["a.b", "!a/"], [])
@example(["a/b/a", "b"], ["b"], ["!b"])
@example(["a/b/a", "a/a"], ["/*", "!/a/", "/a/*"], ["!b"])
def test_a_walk_lists_what_git_would_add(paths, lines, inner_lines):
    """Ignore files mean the same with Git and without, at every level of folders.

    Patterns with `/` in brackets or behind a backslash are left out: pathspec reads them otherwise.
    """
    with TemporaryDirectory() as place:
        root = Path(place)
        for path in paths:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
        (root / ".gitignore").write_text("\n".join(lines))
        if (root / "a").is_dir():
            (root / "a" / ".gitignore").write_text("\r\n".join(inner_lines))
        walked = {
            file.path for file in folder.walk(place, lambda path: not path.endswith(".gitignore")).files
        }
        subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
        command = [
            "git",
            "-c",
            f"core.excludesFile={root}/none",
            "ls-files",
            "-z",
            "--others",
            "--exclude-standard",
        ]
        listed = (
            subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode().split("\0")
        )
        listed = {path for path in listed if path and not path.endswith(".gitignore")}
        folders = {path for path in walked if (root / path).is_dir()}
    assert walked - folders == listed


@pytest.mark.parametrize(
    ("patterns", "excluded"),
    [
        ([], ""),
        (["tests/"], "tests/a.yaml tests/x/a.yaml x/tests/a.yaml"),
        (["/tests/"], "tests/a.yaml tests/x/a.yaml"),
        (["tests/*", "!tests/x/"], "tests/a.yaml"),
        (["tests/", "!tests/x/"], "tests/a.yaml tests/x/a.yaml x/tests/a.yaml"),
        (["*.yaml", "!a.yaml"], "b.yaml"),
        (["# tests/", "", "  "], ""),
        (["**/x/*.yaml"], "tests/x/a.yaml"),
    ],
)
def test_excluding_works_as_gitignore_does(patterns, excluded):
    """What is below an excluded folder can't be taken back."""
    paths = ["a.yaml", "b.yaml", "tests/a.yaml", "tests/x/a.yaml", "x/tests/a.yaml"]
    assert [path for path in paths if excluder(patterns)(path)] == excluded.split()


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None, derandomize=True)
@example("\udcff", "\udcff/\ud800")
@example("[z-a]", "b")
@example("\\", "\\")
@example("!", "!")
@example("{" * 9, "{")
@example("(?P<ps_d>x)", "x")
def test_any_text_is_a_pattern_or_matches_nothing(pattern, path):
    """Neither odd patterns nor odd names raise."""
    assert Patterns.of([pattern]).decide(path) in {True, False, None}


@pytest.mark.parametrize(
    "pattern", ["*a" * 40 + "b", "**/a/" * 40 + "b", "a**" * 30 + "b", "[a-a]*" * 30 + "b", "?*" * 30]
)
def test_a_pattern_that_would_take_ages_matches_nothing_at_once(pattern):
    """Ignore files come from strangers, and so do file names."""
    names = ["a" * 250, "a/" * 120 + "a"]
    patterns = Patterns.of([pattern])
    start = time.perf_counter()
    assert [patterns.decide(name) for name in names] == [None, None]
    assert time.perf_counter() - start < 0.5
