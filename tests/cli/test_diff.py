"""`meshwright diff` as users run it: both sides, exit codes, and hostile names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from exit_codes import exit_code
from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from repositories import commit, edit, git, start

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository that has the minimal mesh on `main`."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    start(folder)
    return folder


def run(mesh: Path, *arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code("diff", "--mesh", str(mesh), *arguments)


def changed(mesh: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the changes that `diff` lists."""
    run(mesh, *arguments, "--format", "json")
    return [each["message"] for each in json.loads(capsys.readouterr().out)["changes"]]


def test_equal_sides_have_no_changes(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The working tree is compared with a revision by default."""
    assert run(mesh, "main") == 0
    assert (
        capsys.readouterr().out
        == f"no differences between main ({git(mesh, 'rev-parse', 'main')[:8]}) and the working tree\n"
    )


def test_breaking_change_without_a_bump_ends_with_1(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows the change, the affected consumers, and the remedy."""
    edit(mesh, "value: 26", "value: 40")

    assert run(mesh, "main") == 1
    out = capsys.readouterr().out
    line = (mesh / CONTRACT).read_text().splitlines().index("  - property: latency") + 1
    assert f"{CONTRACT}\n" in out
    assert (
        f"`latency` changed from `26 h` to `40 h` (line {line}); breaks its only consumer: `payments/royalties`"
        in out
    )
    assert "error[version-not-bumped]" in out
    assert "`meshwright new version player/play-events/daily@1 --changed-since main`" in out


def test_change_cannot_excuse_itself(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment in a breaking change does not suppress it, and is reported; findings below an error may be suppressed."""
    comment = "# meshwright: ignore[version-not-bumped] hurry"
    edit(mesh, "version: 1.0.0", f"version: 1.0.0  {comment}")
    edit(mesh, "value: 26", "value: 40  # meshwright: ignore[slo-loosened] hurry")

    assert run(mesh, "main") == 1
    assert "error[version-not-bumped]" in capsys.readouterr().out
    assert main(["check", str(mesh), "--fail-on", "warning"]) == 1
    assert "`version-not-bumped` cannot be suppressed" in capsys.readouterr().out


def test_fail_on_sets_the_severity_that_fails(mesh: Path) -> None:
    """A changed text is not an error, but a notice."""
    edit(mesh, "description: ", "description: Now ")

    assert run(mesh, "main") == 0
    assert run(mesh, "main", "--fail-on", "notice") == 1


def test_branch_is_compared_with_the_merge_base(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Later merges of others are not this branch's change, unless requested."""
    git(mesh, "checkout", "-q", "-b", "mine")
    edit(mesh, "value: 26", "value: 40")
    mine = commit(mesh, "mine")
    git(mesh, "checkout", "-q", "main")
    edit(mesh, "description: ", "description: Now ")
    commit(mesh, "theirs")
    git(mesh, "checkout", "-q", mine)

    assert len(changed(mesh, capsys, "main")) == 1
    assert len(changed(mesh, capsys, "main", "mine")) == 1
    assert len(changed(mesh, capsys, "main...mine")) == 1
    assert len(changed(mesh, capsys, "main..mine")) == 2
    assert len(changed(mesh, capsys, "main", "--no-merge-base")) == 2


def test_index_is_the_next_commit(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unstaged edits do not count."""
    edit(mesh, "value: 26", "value: 40")
    assert changed(mesh, capsys, "HEAD", "--staged") == []

    git(mesh, "add", ".")
    assert len(changed(mesh, capsys, "HEAD", "--staged")) == 1


def test_folders_need_no_git(mesh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two folders are compared as they are."""
    old = Path(shutil.copytree(MINIMAL, tmp_path / "old"))
    edit(mesh, "value: 26", "value: 40")

    assert len(changed(mesh, capsys, str(old), str(mesh))) == 1
    assert len(changed(mesh, capsys, str(old))) == 1


def test_version_taken_in_the_meantime_is_reported(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two branches bumped to one version; the other one was merged."""
    product = "products/player/play-events/product.odps.yaml"
    version = next(line for line in (mesh / CONTRACT).read_text().splitlines() if line.startswith("version:"))
    for branch, words in (("mine", "description: Mine "), ("main", "description: Theirs ")):
        git(mesh, "checkout", "-q", *(["-b"] if branch == "mine" else []), branch)
        edit(mesh, version, "version: 1.0.1")
        edit(mesh, "description: ", words)
        edit(mesh, "version: 1.0.0\n    contractId", "version: 1.0.1\n    contractId", product)
        commit(mesh, branch)
    git(mesh, "checkout", "-q", "mine")

    assert run(mesh, "main") == 1
    assert "error[version-reused]" in capsys.readouterr().out


def test_settings_of_the_base_count(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change that turns a rule off is still checked by it."""
    edit(mesh, "value: 26", "value: 40")
    with (mesh / "governance/mesh.yaml").open("a") as file:
        file.write("rules:\n  version-not-bumped: off\n")

    assert run(mesh, "main") == 1
    assert "version-not-bumped" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["--output=x", "-h", "a b", "x\ny", "nope", "main~99", "@{-9}", "\x1b[31m", ":(glob)*"]
)
def test_name_that_is_not_a_revision_ends_with_2(
    mesh: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message has one line, whatever the name looks like."""
    assert run(mesh, "--", name) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "\x1b" not in captured.err
    assert not (mesh / "x").exists()


@pytest.mark.parametrize(
    "arguments", [("",), ("main..mine", "main"), ("main", "main", "--staged"), ("./nowhere",)]
)
def test_contradictory_arguments_end_with_2(
    mesh: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line states the reason."""
    assert run(mesh, *arguments) == 2
    assert capsys.readouterr().err.startswith("meshwright: ")


def test_shallow_clone_names_the_command_to_deepen_it(
    mesh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The revision is missing until it is fetched."""
    edit(mesh, "value: 26", "value: 40")
    commit(mesh, "more")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{mesh}", str(clone))

    assert run(clone, "HEAD~1") == 2
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_unrelated_histories_end_with_2(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is no merge base; a comparison with the revision itself is possible."""
    git(mesh, "checkout", "-q", "--orphan", "other")
    edit(mesh, "value: 26", "value: 40")
    commit(mesh, "another beginning")

    assert run(mesh, "main") == 2
    assert "have no common ancestor" in capsys.readouterr().err
    assert len(changed(mesh, capsys, "main..other")) == 1


def test_bare_repository_needs_both_sides(
    mesh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no files; two revisions can be compared."""
    edit(mesh, "value: 26", "value: 40")
    commit(mesh, "more")
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(mesh), str(bare))

    assert run(bare, "main") == 2
    assert "name the head as well" in capsys.readouterr().err
    assert len(changed(bare, capsys, "main~1", "main")) == 1


def test_unreadable_file_ends_with_2(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not compared, and not reported as removed."""
    (mesh / CONTRACT).write_text("kind: DataContract\nid: [")

    assert run(mesh, "main") == 2
    out = capsys.readouterr().out
    assert "does not compile, so its content was not compared" in out
    assert " removed" not in out


def test_unreadable_file_in_the_base_ends_with_2(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its contents are not reported as added."""
    text = (mesh / CONTRACT).read_text()
    (mesh / CONTRACT).write_text("kind: DataContract\nid: [")
    base = commit(mesh, "broken")
    (mesh / CONTRACT).write_text(text)

    assert run(mesh, base) == 2
    out = capsys.readouterr().out
    assert out.startswith("1 file differs between ")
    assert out.endswith("did not compile before, so its content was not compared\n")


def test_link_that_became_a_file_is_not_a_change(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The content is the same."""
    target = mesh / CONTRACT
    other = target.with_name("real.odcs.yaml.txt")
    target.rename(other)
    target.symlink_to(other.name)
    commit(mesh, "a link")
    target.unlink()
    other.rename(target)

    assert changed(mesh, capsys, "HEAD") == []


def test_file_that_became_a_link_out_of_the_mesh_is_not_compared(
    mesh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is neither reported as removed nor as equal: the exit code is 2, in both directions."""
    elsewhere = tmp_path / "elsewhere.yaml"
    (mesh / CONTRACT).rename(elsewhere)
    (mesh / CONTRACT).symlink_to(elsewhere)
    commit(mesh, "a link")

    assert run(mesh, "HEAD~1") == 2
    out = capsys.readouterr().out
    assert f"{CONTRACT} cannot be read: it links to" in out
    assert "gone" not in out
    assert run(mesh, "HEAD..HEAD~1") == 2
    assert f"{CONTRACT} could not be read before: it links to" in capsys.readouterr().out
    assert run(mesh, "HEAD") == 0


def gitlink(mesh: Path, path: str, to: str) -> str:
    """Replace a path with a submodule, and commit that; the files on disk stay."""
    git(mesh, "rm", "-r", "--quiet", "--cached", "--ignore-unmatch", path)
    git(mesh, "update-index", "--add", "--cacheinfo", f"160000,{to},{path}")
    git(mesh, "commit", "--quiet", "-m", "a submodule")
    return git(mesh, "rev-parse", "HEAD")


def test_folder_that_became_a_submodule_is_not_reported_as_removed(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reverse is not reported as added: its contents are unknown, so the exit code is 2."""
    base = git(mesh, "rev-parse", "HEAD")
    head = gitlink(mesh, "products/player", base)
    told = "products/player is a mesh or repository of its own on one side, so its content was not compared\n"

    for sides in ((base, head), (f"{head}..{base}",)):
        assert run(mesh, *sides) == 2
        out = capsys.readouterr().out
        assert out.endswith(told)
        assert out.startswith("no differences between ")


def test_updated_submodule_is_not_a_change(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is a separate repository on both sides."""
    first = git(mesh, "rev-parse", "HEAD")
    base = gitlink(mesh, "vendor/other", first)
    head = gitlink(mesh, "vendor/other", base)

    assert run(mesh, base, head) == 0
    assert capsys.readouterr().out.startswith("no differences between ")
