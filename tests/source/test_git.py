import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from meshwright.cli.main import main
from meshwright.source import git, git_process, snapshot
from meshwright.source.git import GitError
from requires import requires

SRC = Path(__file__).parents[2] / "src"


def test_revision_is_resolved_once_to_a_commit(repository):
    """Branches, tags (annotated, too) and expressions result in the id of a commit, never of a tag."""
    first = repository.commit()
    repository.git("tag", "--annotate", "v1", "--message", "one")
    second = repository.commit()
    repository.git("branch", "side/branch")
    names = ["v1", "HEAD~1", first[:10], "main", "HEAD", "side/branch", "@"]
    assert [git.resolve(repository.root, name) for name in names] == [first] * 3 + [second] * 4


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("--output=owned", "--output=owned"),
        ("--upload-pack=touch owned", "--upload-pack=touch owned"),
        ("-h", "-h"),
        ("--all", "--all"),
        ("no such branch", "no such branch"),
        ("HEAD\n--output=owned", "HEAD\\n--output=owned"),
        ("HEAD\0", "HEAD\\x00"),
        ("\x1b[31m::error::", "\\x1b[31m::error::"),
        ("\ud800", "\\ud800"),
        ("\udcff", "\\xff"),
        ("", ""),
        ("HEAD..HEAD", "HEAD..HEAD"),
        ("^HEAD", "^HEAD"),
        ("HEAD^{tree}", "HEAD^{tree}"),
        ("HEAD:a.odcs.yaml", "HEAD:a.odcs.yaml"),
        (":/Change", ":/Change"),
    ],
)
def test_unknown_revision_is_reported_in_one_line(repository, monkeypatch, revision, told):
    """A hostile revision is an unknown name: neither an option, nor a file, nor a second line."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    before = sorted(repository.root.rglob("*"))
    with pytest.raises(GitError) as raised:
        snapshot.of_revision(repository.root, revision)
    assert str(raised.value) == f"unknown revision `{told}`"
    assert sorted(repository.root.rglob("*")) == before


def test_too_long_revision_is_an_error(repository):
    """The system limits an argument's length."""
    with pytest.raises(GitError, match=r"cannot run git: .*argument list too long"):
        git.resolve(repository.root, "x" * 10_000_000)


def test_unknown_remote_branch_names_the_command_to_fetch_it(repository):
    """CI often checks out a single branch."""
    with pytest.raises(GitError) as raised:
        git.resolve(repository.root, "origin/main")
    assert str(raised.value) == "unknown revision `origin/main`; run `git fetch origin main`"


def test_merge_base_is_the_last_common_commit(repository):
    """Commits after the fork do not matter."""
    fork = repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit("One way")
    repository.git("checkout", "--quiet", "main")
    repository.commit("Another way")
    assert git.merge_base(repository.root, "main", "side") == fork


def test_unrelated_histories_have_no_merge_base(repository):
    """An orphan branch shares nothing."""
    repository.commit()
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit("Start again")
    with pytest.raises(GitError) as raised:
        git.merge_base(repository.root, "main", "other")
    assert str(raised.value) == "`main` and `other` have no common ancestor"


def test_shallow_clone_names_the_command_to_deepen_it(repository):
    """If a commit or a merge base is missing because of `--depth`."""
    repository.commit()
    repository.git("branch", "side")
    repository.commit()
    clone = repository.root.parent / "clone"
    repository.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", repository.root.as_uri(), str(clone)
    )
    way_out = " in this shallow clone; run `git fetch --unshallow`"
    with pytest.raises(GitError) as no_commit:
        git.resolve(clone, "HEAD~1")
    with pytest.raises(GitError) as no_base:
        git.merge_base(clone, "HEAD", "origin/side")
    assert str(no_commit.value) == "unknown revision `HEAD~1`" + way_out
    assert str(no_base.value) == "`HEAD` and `origin/side` have no common ancestor" + way_out


def test_partial_clone_fetches_nothing(repository):
    """Fetching runs commands in the repository's settings, so a missing content is an error that names the command."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = repository.root.parent / "clone"
    repository.git("clone", "--quiet", "--bare", "--filter=blob:none", repository.root.as_uri(), str(clone))
    subprocess.run(["git", "config", "remote.origin.uploadpack", "touch owned #"], cwd=clone, check=True)
    taken = snapshot.of_revision(clone, "main")
    with pytest.raises(GitError, match="partial clone; run `git fetch --refetch --no-filter`"):
        list(taken.contents())
    assert not (clone / "owned").exists()


def test_folder_outside_of_repositories_has_no_revisions(tmp_path):
    """No work tree, no top level, and a revision is an error with a message."""
    with pytest.raises(GitError) as raised:
        git.resolve(tmp_path, "HEAD")
    assert str(raised.value) == f"`{tmp_path}` is not in a git repository"
    assert git.top_level(tmp_path) is None


def test_top_level_is_found_from_subfolders_and_through_links(repository):
    """Also from a file, in a folder with a line end in its name."""
    repository.write("a\nb/c.yaml")
    link = repository.root.parent / "link"
    link.symlink_to(repository.root / "a\nb")
    places = [repository.root, repository.root / "a\nb", repository.root / "a\nb" / "c.yaml", link]
    assert [git.top_level(place) for place in places] == [repository.root] * 4
    assert git.top_level(repository.root / ".git") is None


def test_revision_without_git_is_an_error(repository, monkeypatch):
    """Folders still work, see the snapshot's tests."""
    monkeypatch.setenv("PATH", str(repository.root))
    with pytest.raises(GitError) as raised:
        git.resolve(repository.root, "HEAD")
    assert str(raised.value) == "git is not installed"
    assert git.top_level(repository.root) is None


@pytest.mark.parametrize("place", [".", "", "{root}", "{root}/bin", "{link}"])
def test_git_in_the_checked_folder_is_not_run(repository, tmp_path, monkeypatch, place):
    """Whatever part of PATH names it. Later parts of PATH are used."""
    root = repository.root
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    link = tmp_path / "link-to-it"
    link.symlink_to(root)
    trap = root / "bin/git" if place.endswith("bin") else root / "git"
    trap.parent.mkdir(exist_ok=True)
    trap.write_text(f"#!/bin/sh\n: >'{tmp_path}/ran'\n")
    trap.chmod(0o755)
    monkeypatch.chdir(root)
    real = os.environ["PATH"]
    monkeypatch.setenv("PATH", place.format(root=root, link=link) + os.pathsep + real)
    assert git.top_level(root) == root
    monkeypatch.setenv("PATH", place.format(root=root, link=link) + os.pathsep + str(tmp_path / "nothing"))
    with pytest.raises(GitError) as raised:
        git.resolve(root, "HEAD")
    assert str(raised.value).startswith("git is installed only in `")
    assert not (tmp_path / "ran").exists()


def test_named_bare_repository_is_read(repository):
    """There is no work tree, and none is needed."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    commit = repository.commit()
    bare = repository.root.parent / "bare.git"
    repository.git("clone", "--quiet", "--bare", ".", str(bare))
    taken = snapshot.of_revision(bare, "HEAD")
    assert taken.origin.commit == commit
    assert [content.data for content in taken.contents()] == [b"kind: DataContract\n"]
    with pytest.raises(GitError, match="is inside a bare repository"):
        git.resolve(bare / "refs", "HEAD")


def test_bare_repository_in_the_tree_runs_nothing(repository):
    """Its settings may name a command for fsmonitor, which `git status` would run; its files are just files."""
    repository.write("sub/x.odcs.yaml", "kind: DataContract\n")
    repository.git("init", "--quiet", "--bare", "sub")
    owned = repository.root / "owned"
    for setting in ("core.fsmonitor", "core.sshCommand", "core.pager"):
        repository.git("--git-dir=sub", "config", setting, f"touch {owned} #")
    repository.git("--git-dir=sub", "config", "core.bare", "false")
    repository.git("--git-dir=sub", "config", "core.worktree", str(repository.root / "sub"))
    for root in (repository.root, repository.root / "sub"):
        assert len(snapshot.of_folder(root).entries) == 1
    with pytest.raises(GitError):
        snapshot.of_revision(repository.root / "sub", "HEAD")
    assert not owned.exists()


def test_settings_of_the_repository_run_nothing(repository):
    """Neither fsmonitor, nor hooks, filters, text conversions and diff programs."""
    owned = repository.root / "owned"
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    repository.write(".gitattributes", "* filter=evil diff=evil\n")
    repository.write("a.odcs.yaml", "kind: DataContract\n# dirty\n")
    command = f"touch {owned}; cat"
    for setting in (
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.external",
    ):
        repository.git("config", setting, command)
    repository.write(".git/hooks/post-index-change", f"#!/bin/sh\n{command}\n")
    (repository.root / ".git/hooks/post-index-change").chmod(0o755)
    for taken in (
        snapshot.of_folder(repository.root),
        snapshot.of_revision(repository.root, "HEAD"),
        snapshot.of_index(repository.root),
    ):
        assert [content.path for content in taken.contents()] == ["a.odcs.yaml"]
    assert not owned.exists()


def test_submodule_is_not_entered(repository, new_repository):
    """`git diff-files` would run `git status` there, with the submodule's own settings."""
    inner = new_repository("inner")
    inner.write("x.odcs.yaml", "kind: DataContract\n")
    inner.commit()
    repository.git("submodule", "--quiet", "add", inner.root.as_uri(), "sub")
    repository.commit()
    owned = repository.root / "owned"
    repository.git("-C", "sub", "config", "core.fsmonitor", f"touch {owned}; false")
    before = snapshot.of_revision(repository.root, "HEAD")
    now = snapshot.of_folder(repository.root)
    assert (dict(now.entries), now.nested) == (dict(before.entries), before.nested) == ({}, ("sub",))
    assert not owned.exists()


def test_git_variables_of_the_caller_are_ignored(repository, new_repository, monkeypatch):
    """A hook's environment names its own repository, while another one may be checked."""
    other = new_repository("other")
    other.commit("Other")
    commit = repository.commit()
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    monkeypatch.setenv("GIT_TRACE", str(other.root / "trace"))
    assert git.resolve(repository.root, "HEAD") == commit
    assert git.index(repository.root).files == ()
    assert not (other.root / "trace").exists()


def test_hook_reads_the_index_of_the_commit(repository):
    """`git commit --all` and `git commit FILE` have a separate index while hooks run."""
    repository.write("a.odcs.yaml", "one")
    repository.write("b.odcs.yaml", "one")
    repository.commit()
    code = (
        f"import sys; sys.path.insert(0, {str(SRC)!r})\n"
        "from pathlib import Path\n"
        "from meshwright.source.snapshot import of_index\n"
        "seen = {content.path: content.data.decode() for content in of_index(Path()).contents()}\n"
        "Path('seen').write_text(repr(seen))\n"
    )
    repository.write("hook.py", code)
    repository.write(".git/hooks/pre-commit", f"#!/bin/sh\nexec {sys.executable} hook.py\n")
    (repository.root / ".git/hooks/pre-commit").chmod(0o755)
    seen = []
    for content, arguments in (("two", ["--all"]), ("three", ["a.odcs.yaml"])):
        repository.write("a.odcs.yaml", content)
        repository.write("b.odcs.yaml", content)
        repository.git("commit", "--quiet", "--message", content, *arguments)
        seen.append((repository.root / "seen").read_text())
    assert seen == [
        "{'a.odcs.yaml': 'two', 'b.odcs.yaml': 'two'}",
        "{'a.odcs.yaml': 'three', 'b.odcs.yaml': 'two'}",
    ]


def test_contents_come_in_the_requested_order(repository):
    """More than fit in a pipe at once, each truncated one byte beyond the limit, equal ones twice."""
    texts = [b"x" * (size % 40) + b"\n%d" % size for size in range(1500)] + [b"y" * 3_000_000, b"", b"end"]
    for number, text in enumerate(texts):
        repository.write(f"{number:04}", text)
    repository.commit()
    blobs = [
        file.blob for file in sorted(git.tree(repository.root, git.resolve(repository.root, "HEAD")).files)
    ]
    assert list(git.contents(repository.root, [*blobs, *blobs], 30)) == [text[:31] for text in texts] * 2


def test_reading_may_stop_early(repository):
    """No process is left, and nothing waits."""
    for number in range(600):
        repository.write(str(number), b"x" * 100_000)
    repository.commit()
    blobs = [file.blob for file in git.tree(repository.root, git.resolve(repository.root, "HEAD")).files]
    contents = git.contents(repository.root, blobs, 1000)
    assert len(next(contents)) == 1001
    contents.close()


def test_repository_of_another_user_is_reported_with_the_remedy(repository):
    """Git refuses it, as happens in containers; the folder's files can still be read."""
    requires("root")  # who else cannot give a folder away
    repository.write("a.odcs.yaml", "one")
    repository.commit()
    for place in (repository.root, repository.root / ".git"):
        shutil.chown(place, 12345)
    with pytest.raises(GitError) as raised:
        git.resolve(repository.root, "HEAD")
    assert str(raised.value) == (
        f"git does not trust `{repository.root}`, which another user owns;"
        f" run `git config --global --add safe.directory {repository.root}`"
    )
    assert list(snapshot.of_folder(repository.root).entries) == ["a.odcs.yaml"]


@pytest.fixture
def hanging(tmp_path, monkeypatch):
    """Return settings that make Git hang at a certain command."""
    real = shutil.which("git")

    def hang(question):
        (tmp_path / "bin").mkdir()
        program = tmp_path / "bin" / "git"
        program.write_text(f'#!/bin/sh\ncase "$*" in *{question}*) exec sleep 60;; esac\nexec {real} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        monkeypatch.setattr(git_process, "PATIENCE", 0.2)

    return hang


@pytest.mark.parametrize("question", ["rev-parse", "ls-files", "diff-files", "cat-file"])
def test_hanging_git_ends_after_a_time_limit(repository, hanging, capsys, question):
    """A walk instead of Git might list other files."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    repository.write("a.odcs.yaml", "kind: DataContract\nid: a\n")
    hanging(question)

    asked = ["check", str(repository.root), "--changed-since", "HEAD"]
    assert main(asked) == 2
    assert "no response from git for" in capsys.readouterr().err


def test_damaged_object_is_reported(repository):
    """The message does not blame the clone."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.commit()
    blob = git.ask(repository.root, "rev-parse", "HEAD:a.odcs.yaml").strip()
    loose = repository.root / ".git/objects" / blob[:2] / blob[2:]
    loose.chmod(0o600)
    loose.write_text("x")
    with pytest.raises(GitError, match=f"cannot read object {blob[:12]} of the repository.*`git fsck`"):
        list(snapshot.of_revision(repository.root, "HEAD").contents())
    loose.unlink()
    with pytest.raises(GitError, match=f"cannot read object {blob[:12]} of the repository; run `git fsck`"):
        list(snapshot.of_revision(repository.root, "HEAD").contents())
