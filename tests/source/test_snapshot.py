import hashlib
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshwright.source import folder, limits
from meshwright.source.folder import Skipped, shown
from meshwright.source.snapshot import Content, Snapshot, of_files, of_folder, of_index, of_revision
from meshwright.source.store import FileEntry
from requires import requires

CONTRACT = b"kind: DataContract\n"


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def content(path: str, data: bytes) -> Content:
    return Content(path, blob(data), data)


def files(taken: Snapshot) -> tuple[object, ...]:
    """Return a snapshot without its source."""
    return (taken.entries, taken.samples, taken.skipped, taken.nested, taken.counted)


def test_folder_commit_and_index_have_the_same_files(repository):
    """Documents by name and by marker, samples, skipped files, nested meshes, and the count of the rest."""
    repository.write("products/b.odps.yaml", "b")
    repository.write("products/a.odcs.yaml", "a")
    repository.write("governance/mesh.yaml", "apiVersion: meshwright/v1\n")
    repository.write("governance/notes.yaml", "x: y\n")
    repository.write("chart/values.yaml", "kind: ConfigMap\n")
    repository.write("chart/contract.yaml", CONTRACT)
    repository.write("products/samples/a.csv", "x\n1\n")
    repository.write("products/samples/deep/a.jsonl", "{}\n")
    repository.write("products/other/a.csv", "x\n")
    repository.write("products/samples/readme.md", "x")
    repository.write("odd.odcs.yaml/readme.md", "x")
    repository.write("examples/one/governance/mesh.yaml")
    repository.write("examples/one/a.odcs.yaml")
    repository.write("examples/one/two/governance/mesh.yaml")
    repository.write("examples/two/pyproject.toml", "[tool.meshwright]\n")
    repository.write("examples/two/a.odcs.yaml")
    repository.write("examples/three/pyproject.toml", "[tool.ruff]\n")
    repository.write("examples/three/a.odcs.yaml", "c")
    repository.write("node_modules/x/a.odcs.yaml")
    repository.write(".venv/a.odcs.yaml")
    repository.write("a/.meshwright/a.odcs.yaml")
    (repository.root / "link.odcs.yaml").symlink_to("products/a.odcs.yaml")
    (repository.root / "away.odcs.yaml").symlink_to("../away.odcs.yaml")
    (repository.root / "away.yaml").symlink_to("../away.yaml")
    repository.commit()
    contents = {
        "chart/contract.yaml": CONTRACT,
        "examples/three/a.odcs.yaml": b"c",
        "governance/mesh.yaml": b"apiVersion: meshwright/v1\n",
        "link.odcs.yaml": b"a",
        "products/a.odcs.yaml": b"a",
        "products/b.odps.yaml": b"b",
    }
    samples = {"products/samples/a.csv": b"x\n1\n", "products/samples/deep/a.jsonl": b"{}\n"}
    skipped = (
        Skipped("away.odcs.yaml", "links to `../away.odcs.yaml`, outside the mesh"),
        Skipped("odd.odcs.yaml", "is a folder"),
    )
    expected = (
        {path: FileEntry(path, blob(data)) for path, data in contents.items()},
        {path: FileEntry(path, blob(data)) for path, data in samples.items()},
        skipped,
        ("examples/one", "examples/two"),
        3,
    )
    taken = [of_folder(repository.root), of_revision(repository.root, "HEAD"), of_index(repository.root)]
    assert [files(one) for one in taken] == [expected, expected, expected]
    assert [list(one.contents()) for one in taken] == [[content(*item) for item in contents.items()]] * 3
    assert list(taken[0].entries) == list(contents)


def test_snapshot_names_its_source(repository):
    """For people; a commit's id is named once."""
    repository.write("a.odcs.yaml")
    commit = repository.commit()
    root = repository.root
    taken = [of_folder(root), of_revision(root, "main"), of_revision(root, commit), of_index(root)]
    assert [str(one.origin) for one in taken] == [str(root), f"main ({commit[:8]})", commit, "the index"]
    assert [one.origin.commit for one in taken] == [None, commit, commit, None]


def test_subfolder_can_be_a_root(repository):
    """Paths are relative to it, whatever else is in the repository."""
    repository.write("sub dir/a.odcs.yaml", "a")
    repository.write("sub dir/x/b.odcs.yaml", "b")
    repository.write("other/c.odcs.yaml", "c")
    repository.commit()
    root = repository.root / "sub dir"
    expected = {
        "a.odcs.yaml": FileEntry("a.odcs.yaml", blob(b"a")),
        "x/b.odcs.yaml": FileEntry("x/b.odcs.yaml", blob(b"b")),
    }
    assert [one.entries for one in (of_folder(root), of_revision(root, "HEAD"), of_index(root))] == [
        expected
    ] * 3


@pytest.mark.slow
def test_too_deep_folder_is_skipped_by_name(tmp_path):
    """The files next to it are read, whatever their depth and exclusions."""
    (tmp_path / "a.odcs.yaml").write_text("kind: DataContract\n")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3_000):
        os.mkdir("d", dir_fd=descriptor)
        inner = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    taken = of_folder(tmp_path, exclude=["legacy/"])
    subprocess.run(["rm", "-r", "--", str(tmp_path / "d")], check=True)

    assert list(taken.entries) == ["a.odcs.yaml"]
    assert [(set(skip.path), skip.why) for skip in taken.skipped] == [
        ({"d", "/"}, "has a name that is too long")
    ]


def test_folder_missing_in_a_revision_has_no_files(repository):
    """A mesh may be new."""
    repository.commit()
    repository.write("new/a.odcs.yaml")
    assert files(of_revision(repository.root / "new", "HEAD")) == ({}, {}, (), (), 0)


def test_excluded_files_are_neither_read_nor_counted(repository):
    """Patterns are relative to the root, wherever the files come from."""
    for path in ("a.odcs.yaml", "tests/b.odcs.yaml", "tests/x/governance/mesh.yaml", "chart/values.yaml"):
        repository.write(path)
    (repository.root / "tests/out.odcs.yaml").symlink_to("/etc/passwd")
    repository.commit()
    exclude = ["/tests/", "values.yaml"]
    expected = ({"a.odcs.yaml": FileEntry("a.odcs.yaml", blob(b""))}, {}, (), (), 0)
    root = repository.root
    taken = [of_folder(root, exclude), of_revision(root, "HEAD", exclude), of_index(root, exclude)]
    assert [files(one) for one in taken] == [expected] * 3


def test_blob_id_is_that_of_the_bytes_on_disk(repository):
    """Clean, edited, edited to the same size at the same second, new, removed, hidden from Git, converted by Git."""
    for name in ("clean", "edited", "same-size", "gone", "assumed", "unneeded"):
        repository.write(f"{name}.odcs.yaml", name + " 1\n")
    repository.write(".gitattributes", "crlf* text=auto\nident* ident\n")
    repository.write("crlf.odcs.yaml", "a: 1\r\n")
    repository.write("ident.odcs.yaml", "# $Id: x$\n")
    repository.write(".gitignore", "ignored*\n")
    repository.write("ignored.odcs.yaml", "ignored")
    repository.write("ignored-tracked.odcs.yaml", "tracked")
    repository.git("add", "--force", "ignored-tracked.odcs.yaml")
    repository.commit()
    repository.git("update-index", "--assume-unchanged", "assumed.odcs.yaml")
    repository.git("update-index", "--skip-worktree", "unneeded.odcs.yaml")
    written = {
        "edited.odcs.yaml": b"edited 2, longer\n",
        "same-size.odcs.yaml": b"same-size 2\n",
        "assumed.odcs.yaml": b"assumed 2\n",
        "unneeded.odcs.yaml": b"unneeded 2\n",
        "new.odcs.yaml": b"new\n",
        "announced.odcs.yaml": b"announced\n",
    }
    for path, data in written.items():
        repository.write(path, data)
    repository.git("add", "--intent-to-add", "announced.odcs.yaml")
    (repository.root / "gone.odcs.yaml").unlink()
    expected = written | {
        "clean.odcs.yaml": b"clean 1\n",
        "crlf.odcs.yaml": b"a: 1\r\n",
        "ident.odcs.yaml": b"# $Id: x$\n",
        "ignored-tracked.odcs.yaml": b"tracked",
    }
    taken = of_folder(repository.root)
    assert taken.entries == {path: FileEntry(path, blob(data)) for path, data in expected.items()}
    assert list(taken.contents()) == [content(path, expected[path]) for path in sorted(expected)]


@pytest.mark.parametrize("line_ends", ["true", "input"])
def test_line_ends_converted_by_git_are_those_on_disk(repository, line_ends):
    """With core.autocrlf, a clean file's bytes differ from its blob in the index."""
    repository.write("a.odcs.yaml", "a: 1\n")
    repository.commit()
    repository.git("config", "core.autocrlf", line_ends)
    repository.write("a.odcs.yaml", "a: 1\r\n")
    repository.git("add", "--all")
    assert of_folder(repository.root).entries["a.odcs.yaml"].blob == blob(b"a: 1\r\n")
    assert of_index(repository.root).entries["a.odcs.yaml"].blob == blob(b"a: 1\n")


def test_repository_with_sha256_uses_it_everywhere(new_repository):
    """Also for new files, so that equal contents have one id."""
    repository = new_repository("sha256", "--object-format=sha256")
    repository.write("a.odcs.yaml", "a")
    repository.commit()
    repository.write("b.odcs.yaml", "a")
    name = hashlib.sha256(b"blob 1\0a").hexdigest()
    assert [entry.blob for entry in of_folder(repository.root).entries.values()] == [name, name]
    assert [one.blob for one in of_folder(repository.root).contents()] == [name, name]
    assert [entry.blob for entry in of_revision(repository.root, "HEAD").entries.values()] == [name]


def test_later_change_is_read_with_its_new_id(repository):
    """Never new bytes with an old id; a removed file is reported."""
    for name in "abcd":
        repository.write(f"{name}.odcs.yaml", "1")
    repository.commit()
    taken = of_folder(repository.root)
    repository.write("a.odcs.yaml", "2")
    (repository.root / "b.odcs.yaml").unlink()
    (repository.root / "c.odcs.yaml").unlink()
    (repository.root / "c.odcs.yaml").mkdir()
    assert list(taken.contents()) == [
        content("a.odcs.yaml", b"2"),
        Skipped("b.odcs.yaml", "was removed during the run"),
        Skipped("c.odcs.yaml", "is a folder"),
        content("d.odcs.yaml", b"1"),
    ]
    with pytest.raises(KeyError):
        taken.read("e.odcs.yaml")


def test_merge_conflict_is_in_the_files_and_makes_the_index_unreadable(repository):
    """The folder has one file with markers; the index has several versions, none of which is the intended one."""
    repository.write("a.odcs.yaml", "1\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.odcs.yaml", "2\n")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("a.odcs.yaml", "3\n")
    repository.commit()
    subprocess.run(["git", "merge", "--quiet", "side"], cwd=repository.root, check=False, capture_output=True)
    taken = of_folder(repository.root)
    [read] = taken.contents()
    assert read == content("a.odcs.yaml", (repository.root / "a.odcs.yaml").read_bytes())
    assert b"<<<<<<<" in read.data
    index = of_index(repository.root)
    assert (index.entries, index.skipped) == ({}, (Skipped("a.odcs.yaml", "has a merge conflict"),))


HOSTILE = [
    "a b.odcs.yaml",
    "line\nend.odcs.yaml",
    "line\nend/x\r.odcs.yaml",
    "esc\x1b[31m.odcs.yaml",
    "::error::x.odcs.yaml",
    "-rf.odcs.yaml",
    "--output=x.odcs.yaml",
    "Case.odcs.yaml",
    "case.odcs.yaml",
    "tab\t.odcs.yaml",
    "back\\slash.odcs.yaml",
    "byte\udcff.odcs.yaml",
    '"quoted".odcs.yaml',
    "* [a]?.odcs.yaml",
    ":(top)x.odcs.yaml",
    "ünï\u202e.odcs.yaml",
    "tip\U0001f4a5.odcs.yaml",
    "100644 blob 0\tx.odcs.yaml",
    "? y.odcs.yaml",
]


def test_any_file_name_is_read_everywhere(repository, monkeypatch):
    """Line ends, escapes, options, bytes that are not UTF-8, names that differ by case: all are just names."""
    for path in HOSTILE:
        repository.write(path, path.encode("utf-8", "surrogateescape"))
    untracked = of_folder(repository.root)
    repository.commit()
    taken = [
        of_folder(repository.root),
        of_revision(repository.root, "HEAD"),
        of_index(repository.root),
        untracked,
    ]
    monkeypatch.setenv("PATH", "/nowhere")
    taken.append(of_folder(repository.root))
    monkeypatch.undo()
    expected = [content(path, path.encode("utf-8", "surrogateescape")) for path in sorted(HOSTILE)]
    assert [list(one.contents()) for one in taken] == [expected] * 5


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b/ü.yaml", "a b/ü.yaml"),
        ("a\nb\r\t", "a\\nb\\r\\t"),
        ("\x1b[31m\x85", "\\x1b[31m\\x85"),
        ("\udcff\udc80", "\\xff\\x80"),
        ("a\\nb", "a\\\\nb"),
        ("\u202e\u2028\ud800", "\\u202e\\u2028\\ud800"),
    ],
)
def test_path_is_shown_printable_and_unambiguous(path, expected):
    """An escape never makes two paths look the same."""
    assert shown(path) == expected
    assert shown(path).isprintable()


LINKS = {
    "b/to-file.odcs.yaml": ("../a/real.odcs.yaml", None),
    "to-link.odcs.yaml": ("b/to-file.odcs.yaml", None),
    "through-folder.odcs.yaml": ("folder/real.odcs.yaml", None),
    "to-other-name.odcs.yaml": ("a/plain.txt", None),
    "to-folder.odcs.yaml": ("a", "which is a folder"),
    "nowhere.odcs.yaml": ("missing.yaml", "which does not exist"),
    "itself.odcs.yaml": ("itself.odcs.yaml", "which is part of a link cycle"),
    "circle.odcs.yaml": ("b/elcric.odcs.yaml", "which is part of a link cycle"),
    "b/elcric.odcs.yaml": ("../circle.odcs.yaml", "which is part of a link cycle"),
    "git.odcs.yaml": (".git/config", "which is never part of a mesh"),
    "above.odcs.yaml": ("../outside.odcs.yaml", "outside the mesh"),
    "far.odcs.yaml": ("a/../../mesh-twin/x.odcs.yaml", "outside the mesh"),
    "zero.odcs.yaml": ("/dev/zero", "outside the mesh"),
    "password.odcs.yaml": ("/etc/passwd", "outside the mesh"),
    "governance/teams.yaml": ("/dev/stdin", "outside the mesh"),
    "esc.odcs.yaml": ("/\x1b[31m\n", "outside the mesh"),
}


def test_only_links_inside_the_mesh_are_followed(repository, monkeypatch):
    """On disk, in a commit and in the index; each that is not followed has a reason."""
    repository.write("a/real.odcs.yaml", "real")
    repository.write("a/plain.txt", "real")
    repository.write("../outside.odcs.yaml", "secret")
    repository.write("../mesh-twin/x.odcs.yaml", "secret")
    (repository.root / "folder").symlink_to("a")
    for path, (target, _) in LINKS.items():
        repository.write(path)
        (repository.root / path).unlink()
        (repository.root / path).symlink_to(target)
    repository.commit()
    readable = ["a/real.odcs.yaml", *(path for path, (_, why) in LINKS.items() if not why)]
    expected = (
        {path: FileEntry(path, blob(b"real")) for path in sorted(readable)},
        {},
        tuple(
            Skipped(path, f"links to `{shown(target)}`, {why}")
            for path, (target, why) in sorted(LINKS.items())
            if why
        ),
        (),
        0,
    )
    taken = [of_folder(repository.root), of_revision(repository.root, "HEAD"), of_index(repository.root)]
    monkeypatch.setenv("PATH", "/nowhere")
    taken.append(of_folder(repository.root))
    monkeypatch.undo()
    assert [files(one) for one in taken] == [expected] * 4
    assert [one.read("to-link.odcs.yaml") for one in taken] == [content("to-link.odcs.yaml", b"real")] * 4


def test_special_files_are_skipped_without_waiting(tmp_path):
    """Pipes, sockets, folders; a folder may be named like a contract and contain contracts."""
    os.mkfifo(tmp_path / "pipe.odcs.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "empty.odcs.yaml").mkdir()
    (tmp_path / "full.ODPS.yml").mkdir()
    (tmp_path / "full.ODPS.yml" / "a.odcs.yaml").write_text("a")
    (tmp_path / "folder.yaml").mkdir()
    assert files(of_folder(tmp_path)) == (
        {"full.ODPS.yml/a.odcs.yaml": FileEntry("full.ODPS.yml/a.odcs.yaml", blob(b"a"))},
        {},
        (
            Skipped("empty.odcs.yaml", "is a folder"),
            Skipped("full.ODPS.yml", "is a folder"),
            Skipped("pipe.odcs.yaml", "is not a regular file"),
        ),
        (),
        2,
    )


def test_tracked_file_of_another_type_is_skipped(repository):
    """Git still lists it."""
    for name in ("pipe", "folder", "link"):
        repository.write(f"{name}.odcs.yaml", name)
    repository.commit()
    for name in ("pipe", "folder", "link"):
        (repository.root / f"{name}.odcs.yaml").unlink()
    os.mkfifo(repository.root / "pipe.odcs.yaml")
    (repository.root / "folder.odcs.yaml").mkdir()
    (repository.root / "link.odcs.yaml").symlink_to("/dev/zero")
    assert of_folder(repository.root).skipped == (
        Skipped("folder.odcs.yaml", "is a folder"),
        Skipped("link.odcs.yaml", "links to `/dev/zero`, outside the mesh"),
        Skipped("pipe.odcs.yaml", "is not a regular file"),
    )


def test_too_large_files_are_skipped_and_never_read_completely(repository):
    """During listing or reading, by name or by a marker; the size of other YAML does not matter."""
    huge = b"# x\n" * (limits.FILE_BYTES // 4 + 1)
    repository.write("a.odcs.yaml", huge)
    repository.write("b.yaml", CONTRACT + huge)
    repository.write("c.yaml", huge + CONTRACT)
    repository.write("d.odcs.yaml", huge[: limits.FILE_BYTES])
    too_large = {path: Skipped(path, "is larger than 2 MiB") for path in ("a.odcs.yaml", "b.yaml")}
    last = content("d.odcs.yaml", huge[: limits.FILE_BYTES])
    dirty = of_folder(repository.root)
    repository.commit()
    for taken in (
        dirty,
        of_folder(repository.root),
        of_revision(repository.root, "HEAD"),
        of_index(repository.root),
    ):
        found = {*taken.skipped, *taken.contents()} - {last}
        assert {replace(each, blob=None) for each in found} == {*too_large.values()}
        assert len(found) == 2
        assert all(each.blob for each in found) is (taken is not dirty)
        assert taken.counted == 1


def test_file_may_be_longer_than_the_system_states():
    """While it is written, or in /proc."""
    requires("/proc")
    read = folder.read("/proc/self", "status", 1000)
    assert isinstance(read, bytes)
    assert len(read) == 1001


def test_folder_has_the_same_files_without_git(repository, monkeypatch):
    """Ignore files are read in every folder; a nested repository is then an ordinary folder."""
    repository.write(".gitignore", "*.tmp.odcs.yaml\n/build/\n")
    repository.write("a/.gitignore", "!keep.tmp.odcs.yaml\nb/*\n!b/c.odcs.yaml\n")
    for path in (
        "a.odcs.yaml",
        "a.tmp.odcs.yaml",
        "build/a.odcs.yaml",
        "a/build/a.odcs.yaml",
        "a/keep.tmp.odcs.yaml",
        "a/b/c.odcs.yaml",
        "a/b/d.odcs.yaml",
        "node_modules/a.odcs.yaml",
    ):
        repository.write(path, path)
    with_git = of_folder(repository.root)
    monkeypatch.setenv("PATH", "/nowhere")
    without = of_folder(repository.root)
    monkeypatch.undo()
    assert files(with_git) == files(without)
    assert list(with_git.entries) == [
        "a.odcs.yaml",
        "a/b/c.odcs.yaml",
        "a/build/a.odcs.yaml",
        "a/keep.tmp.odcs.yaml",
    ]


def test_ignored_folder_is_read_if_it_is_the_root(repository):
    """The user named it."""
    repository.write(".gitignore", "build/\n")
    repository.write("build/a.odcs.yaml", "a")
    assert of_folder(repository.root).entries == {}
    assert list(of_folder(repository.root / "build").entries) == ["a.odcs.yaml"]


def test_nested_repository_is_omitted_by_name(repository):
    """As in Git, which would not add its files."""
    repository.write("a.odcs.yaml", "a")
    repository.write("inner/a.odcs.yaml", "a")
    repository.git("init", "--quiet", "inner")
    repository.git("-C", "inner", "add", "--all")
    repository.git("-C", "inner", "commit", "--quiet", "--message", "Inner")
    taken = of_folder(repository.root)
    assert (list(taken.entries), taken.nested) == (["a.odcs.yaml"], ("inner",))


def test_only_given_files_are_read(tmp_path, monkeypatch):
    """Those without a marker are counted; unreadable ones and those outside the mesh are reported."""
    mesh = tmp_path / "mesh"
    for path in (
        "a.odcs.yaml",
        "b.yaml",
        "c.yaml",
        "samples/d.csv",
        "e.md",
        "inner/f.odcs.yaml",
        "g.odcs.yaml",
    ):
        (mesh / path).parent.mkdir(parents=True, exist_ok=True)
        (mesh / path).write_bytes(CONTRACT if path == "b.yaml" else b"a")
    (mesh / ".gitignore").write_text("*")
    (mesh / "inner" / "governance").mkdir()
    (mesh / "inner" / "governance" / "mesh.yaml").touch()
    (tmp_path / "x.odcs.yaml").touch()
    (mesh / "link.odcs.yaml").symlink_to("a.odcs.yaml")
    monkeypatch.chdir(mesh)
    given = ["a.odcs.yaml", "./a.odcs.yaml", "b.yaml", "c.yaml", "samples/d.csv", "e.md", "inner/f.odcs.yaml"]
    given += [
        "link.odcs.yaml",
        "../x.odcs.yaml",
        "gone.odcs.yaml",
        "samples",
        str(mesh / "samples" / ".." / "b.yaml"),
    ]
    assert files(of_files(Path(), map(Path, given))) == (
        {
            "a.odcs.yaml": FileEntry("a.odcs.yaml", blob(b"a")),
            "b.yaml": FileEntry("b.yaml", blob(CONTRACT)),
            "link.odcs.yaml": FileEntry("link.odcs.yaml", blob(b"a")),
        },
        {"samples/d.csv": FileEntry("samples/d.csv", blob(b"a"))},
        (
            Skipped("../x.odcs.yaml", "is outside the mesh"),
            Skipped("gone.odcs.yaml", "does not exist"),
            Skipped("samples", "is a folder"),
        ),
        ("inner",),
        1,
    )


def test_a_snapshot_can_be_sent_to_another_process(repository):
    """It contains no bytes, and reads the same there."""
    repository.write("a.odcs.yaml", "a" * 100_000)
    repository.commit()
    for taken in (of_folder(repository.root), of_revision(repository.root, "HEAD")):
        sent = pickle.dumps(taken)
        assert len(sent) < 2_000
        assert list(pickle.loads(sent).contents()) == list(taken.contents())


def test_unreadable_files_are_reported(repository, monkeypatch):
    """Files and whole folders, with Git and without."""
    requires("a user other than root")  # root may read everything
    repository.write("a.odcs.yaml", "a")
    repository.write("closed/b.odcs.yaml", "b")
    (repository.root / "a.odcs.yaml").chmod(0)
    (repository.root / "closed").chmod(0)
    taken = [of_folder(repository.root)]
    monkeypatch.setenv("PATH", "/nowhere")
    taken.append(of_folder(repository.root))
    monkeypatch.undo()
    (repository.root / "closed").chmod(0o700)
    assert [one.skipped for one in taken] == [
        (
            Skipped("a.odcs.yaml", "is not readable: permission denied"),
            Skipped("closed/", "is not readable: permission denied"),
        ),
    ] * 2


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "2", "22", "\r\n"]), st.booleans()))
)
def test_a_listing_and_a_reading_always_agree(repository, steps):
    """After any sequence of quick edits and additions: entries name the bytes."""
    for name, text, is_added in steps:
        repository.write(f"{name}.odcs.yaml", text)
        if is_added:
            repository.git("add", "--all")
    taken = of_folder(repository.root)
    assert [FileEntry(one.path, one.blob) for one in taken.contents()] == list(taken.entries.values())
    assert all(one.blob == blob(one.data) for one in taken.contents())


def test_clean_files_identified_by_name_are_not_opened(repository):
    """So that ten thousand of them take only Git's listing."""
    for name in ("a.odcs.yaml", "b.odcs.yaml", "samples/c.csv", "d.yaml"):
        repository.write(name, name)
    repository.commit()
    repository.write("b.odcs.yaml", "edited")
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2] / 'src')!r})\n"
        "from pathlib import Path\n"
        "from meshwright.source.snapshot import of_folder\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, about: opened.append(str(about[0])) if event == 'open' else None)\n"
        "of_folder(Path())\n"
        "print(*sorted(Path(name.strip(\"'\")).name for name in opened if 'mesh/' in name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository.root, check=True, capture_output=True, text=True
    )
    assert done.stdout == "b.odcs.yaml d.yaml\n"
