"""A gate without documents fails and names a folder that has some; only a repository without any passes."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from archives import unpacked, write
from meshwright.cli.main import main
from repositories import commit, git, start
from subjects import GOLDEN

Capture = pytest.CaptureFixture[str]

CASE = "public-reports-01-gate-silent-above-the-mesh"
HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
COMPARISONS = (
    ("diff", "HEAD~1", "HEAD"),
    ("diff", "HEAD~1"),
    ("diff", "HEAD", "--staged"),
    ("impact", "HEAD~1"),
    ("report", "--base", "HEAD~1"),
)
CHECKS = (("check",), ("check", "--changed-since", "HEAD~1"), ("score",))


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of two commits whose mesh is the folder `data`, with the root as the current folder."""
    files = unpacked((GOLDEN / "cases" / f"{CASE}.txtar").read_text(encoding="utf-8"))
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, "init", "--quiet")
    for side in ("base/", "head/"):
        own = {path.removeprefix(side): data for path, data in files.items() if path.startswith(side)}
        write(own, repository)
        commit(repository)
    monkeypatch.chdir(repository)
    return repository


@pytest.mark.parametrize("command", [*COMPARISONS, *CHECKS], ids=" ".join)
@pytest.mark.usefixtures("above")
def test_folder_above_the_mesh_ends_with_2(command: tuple[str, ...], capsys: Capture) -> None:
    """A field was renamed in `data`, and the folder is named."""
    assert main([*command]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "no data product, data contract or governance document" in told.err
    assert "the folder `data` has some" in told.err


def test_change_is_found_in_the_named_folder(above: Path, capsys: Capture) -> None:
    assert main(["diff", "HEAD~1", "HEAD", "--mesh", str(above / "data")]) == 1
    assert "`code`" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMPARISONS, ids=" ".join)
def test_folder_next_to_unmarked_documents_ends_with_2(
    above: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The documents may be next to the folder instead, in an unmarked mesh."""
    git(above, "rm", "-q", "-r", "--cached", "data/governance")
    git(above, "clean", "-q", "-f", "-d")
    commit(above)
    (above / "docs").mkdir()
    monkeypatch.chdir(above / "docs")

    assert main([*command]) == 2
    assert "the folder `../data` has some" in capsys.readouterr().err


def test_documents_on_only_one_side_are_compared(tmp_path: Path, capsys: Capture) -> None:
    """A first document is an addition, and a last one a removal."""
    start(tmp_path)
    contract = "apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
    (tmp_path / "c.odcs.yaml").write_text(contract)
    commit(tmp_path)
    (tmp_path / "c.odcs.yaml").unlink()
    commit(tmp_path)

    for base, head in (("HEAD~2", "HEAD~1"), ("HEAD~1", "HEAD")):
        assert main(["diff", base, head, "--mesh", str(tmp_path), "--no-merge-base"]) in (0, 1)
        assert "1 change" in capsys.readouterr().out


@pytest.mark.parametrize("hook", yaml.safe_load(HOOKS.read_text()), ids=lambda each: each["id"])
def test_hooks_pass_a_repository_without_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: dict[str, str]
) -> None:
    """Many repositories share a configuration of hooks; unrelated ones are not blocked."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "README.md").write_text("Nothing about data.\n")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert main(shlex.split(hook["entry"])[1:]) == 0


@pytest.mark.parametrize("hook", yaml.safe_load(HOOKS.read_text()), ids=lambda each: each["id"])
@pytest.mark.usefixtures("above")
def test_hooks_fail_for_a_mesh_in_a_subfolder(hook: dict[str, str]) -> None:
    """They were started in the wrong folder."""
    assert main(shlex.split(hook["entry"])[1:]) == 2


def test_hooks_fail_for_the_deletion_of_all_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """This differs from a repository without documents."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "c.odcs.yaml").write_text("apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\n")
    commit(tmp_path)
    git(tmp_path, "rm", "-q", "c.odcs.yaml")
    monkeypatch.chdir(tmp_path)

    assert main(["check", "--allow-empty", "--changed-since", "HEAD"]) == 2
    assert "no data product" in capsys.readouterr().err


@pytest.mark.parametrize("hook", yaml.safe_load(HOOKS.read_text()), ids=lambda each: each["id"])
def test_excluding_all_documents_does_not_pass_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, hook: dict[str, str]
) -> None:
    """Such a repository does not count as one without documents."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "pyproject.toml").write_text('[tool.meshwright]\nexclude = ["*.yaml"]\n')
    (tmp_path / "c.odcs.yaml").write_text("apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\n")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert main(shlex.split(hook["entry"])[1:]) == 2
    assert "are excluded" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("diff", "HEAD"), ("impact", "HEAD"), ("report", "--base", "HEAD")])
def test_bare_repository_has_no_index(
    above: Path, tmp_path: Path, capsys: Capture, command: tuple[str, ...]
) -> None:
    """`--staged` would treat every document as deleted."""
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(above), str(bare)], check=True)

    assert main([*command, "--staged", "--mesh", str(bare)]) == 2
    assert "nothing is staged" in capsys.readouterr().err
