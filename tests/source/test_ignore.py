import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from cpu import within
from meshwright.source import folder
from meshwright.source.ignore import Patterns, _means_itself, excluder

_names = st.sampled_from(["a", "b", "ab", "a.b", "b a", "[a]"])
_paths = st.lists(_names, min_size=1, max_size=3).map("/".join)
_pieces = st.sampled_from(["a", "b", "ab", ".", "*", "**", "?", "[ab]", "[!a]", "/", "!", " ", "#", "\\*"])
_lines = st.lists(st.lists(_pieces, min_size=1, max_size=6).map("".join), max_size=4)


def _is_free(paths: list[str]) -> list[str]:
    """Return the paths without those that pass through others."""
    return [path for path in paths if not any(path.startswith(other + "/") for other in paths)]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_paths, unique=True, max_size=8).map(_is_free), _lines, _lines)
@example(["a/b/ab"], ["*", "!a/", "!a/b"], [])
@example(["a/b", "a/ab"], ["a/**", "!a/b"], [])
@example(["a/a.b"], ["a.b", "!a/"], [])
@example(["a/b/a", "b"], ["b"], ["!b"])
@example(["a/b/a", "a/a"], ["/*", "!/a/", "/a/*"], ["!b"])
def test_walk_lists_what_git_would_add(paths, lines, inner_lines):
    """Ignore files mean the same with Git and without, in every folder.

    Patterns with `/` in brackets or after a backslash are omitted: pathspec reads them differently.
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
def test_excluding_works_like_gitignore(patterns, excluded):
    """A file below an excluded folder cannot be included again."""
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


A = "a" * 250
DEEP = "a/" * 120 + "a"


@pytest.mark.parametrize(
    ("pattern", "name", "decided"),
    [
        ("*a" * 40 + "b", A, None),
        ("*a" * 40, A, True),
        ("*a" * 250, A, True),
        ("*a" * 251, A, None),
        ("**/a/" * 40 + "b", DEEP, None),
        ("**/a/" * 40 + "a", DEEP, True),
        ("**/a/" * 4 + "b", "a/" * 2_000 + "a", None),
        ("**/*a*/" * 60 + "a", DEEP, True),
        ("a**" * 30 + "b", A, None),
        ("[a-a]*" * 30 + "b", A, None),
        ("?*" * 30, A, True),
        ("?*" * 30, DEEP, None),
        *(("*a" * stars + "b", "/".join(["a" * 40] * 3), None) for stars in (20, 39, 40, 50, 300)),
        *(("*a" * stars + "b", "a" * 212, None) for stars in (150, 200, 250, 300)),
        ("*a" * 40 + "*/" + "*a" * 40 + "b", "/".join(["a" * 250] * 3), None),
    ],
)
def test_patterns_are_matched_without_backtracking(pattern: str, name: str, decided: bool | None) -> None:
    """Ignore files and file names come from strangers."""
    patterns = Patterns.of([pattern])

    with within(5):
        assert patterns.decide(name) is decided


@given(st.lists(_pieces, min_size=1, max_size=9).map("".join), _paths, st.booleans())
@settings(max_examples=2000, deadline=None, derandomize=True)
@example("**/a/**/b", "a/b/a/b", False)
@example("*a*b", "ab", False)
def test_pattern_matches_like_pathspec(pattern, path, is_folder):
    """The matcher without backtracking agrees with the expression from which it was made."""
    path += "/" * is_folder
    try:
        source, ignores = GitIgnoreSpecPattern.pattern_to_regex(pattern)
    except ValueError:
        source = ignores = None
    found = source and re.compile(source.replace("[^a]", "(?!/)[^a]"), re.DOTALL).search(path)

    assert Patterns.of([pattern]).decide(path) is (ignores if found and _means_itself(found, path) else None)
