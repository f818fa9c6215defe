"""Files and folders by exact names, on disk, in a commit and in the index."""

from meshwright.source.presence import around, presence
from meshwright.source.snapshot import of_folder, of_index, of_revision

PATHS = [
    "docs/Terms.md",
    "docs",
    "docs/terms.md",
    "Docs/Terms.md",
    "none/x.md",
    "docs/Terms.md/x",
    "link/x.md",
    "a.odcs.yaml",
]
MISSING = [None, None, "docs/terms.md", "Docs", "none", "docs/Terms.md/x", None, None]


def test_disk_commit_and_index_agree(repository):
    """Whatever the file system makes of letter case; nothing is known about targets of links."""
    repository.write("a.odcs.yaml", "kind: DataContract\n")
    repository.write("docs/Terms.md", "x")
    (repository.root / "link").symlink_to("..")
    repository.commit()
    root = repository.root

    for taken in (of_folder(root), of_revision(root, "HEAD"), of_index(root)):
        there = presence(taken)
        assert [there.missing(path) for path in PATHS] == MISSING


def test_empty_folder_is_unknown(tmp_path):
    """It may be a submodule that was not fetched."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.odcs.yaml").write_text("kind: DataContract\n")

    assert presence(of_folder(tmp_path)).missing("sub/x.md") is None


def test_repository_around_a_mesh_is_read(repository):
    """The mesh's folder, and those next to it; nothing for a mesh that is the repository."""
    repository.write("data/mesh/a.odcs.yaml", "kind: DataContract\n")
    repository.write("docs/x.md", "x")
    repository.commit()
    mesh = repository.root / "data/mesh"

    for taken in (of_folder(mesh), of_revision(mesh, "HEAD"), of_index(mesh)):
        there, prefix = around(taken) or (None, "")
        assert prefix == "data/mesh/"
        assert there is not None
        assert (there.missing("docs/x.md"), there.missing("docs/y.md")) == (None, "docs/y.md")
    assert around(of_folder(repository.root)) is None
