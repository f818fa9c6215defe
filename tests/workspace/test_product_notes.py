"""The Markdown files next to products that a catalog shows."""

from __future__ import annotations

from types import SimpleNamespace

from meshwright.workspace.product_notes import LIMIT, notes_beside

HOME = "products/player/plays/product.odps.yaml"
MESH = SimpleNamespace(products=[SimpleNamespace(home=SimpleNamespace(file=HOME))])


def found(folder, files, exclude=(), blank=lambda text: text):
    """Return the notes of a product whose folder has files, as title, path and text."""
    for path, text in files.items():
        file = folder / "products/player/plays" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    notes = notes_beside(folder, MESH, exclude, blank).get(HOME, ())
    return [(each.title, each.file.removeprefix("products/player/plays/"), each.text) for each in notes]


def test_readme_runbook_and_decisions_are_found_in_this_order(tmp_path) -> None:
    """The first heading is the title, or else the file's name; other files are omitted."""
    files = {
        "decisions/0001-x.md": "# Why *x*\n\nBecause.",
        "README.md": "---\ntitle: other\n---\n# What it is\nPlays.",
        "runbook.md": "Restart it.",
        "notes.md": "private",
        "contracts/README.md": "of the contracts",
    }

    assert found(tmp_path, files) == [
        ("What it is", "README.md", "Plays."),
        ("runbook", "runbook.md", "Restart it."),
        ("Why x", "decisions/0001-x.md", "\nBecause."),
    ]


def test_unpublished_files_are_omitted(tmp_path) -> None:
    """Excluded and ignored files, links, files that are too long; secrets are blanked."""
    files = {
        "README.md": "key: s3cret",
        ".gitignore": "RUNBOOK.md\n",
        "RUNBOOK.md": "ignored",
        "decisions/1.md": "x" * (LIMIT + 1),
        "decisions/3.md": "excluded",
    }
    (tmp_path / "secret.txt").write_text("outside")
    (tmp_path / "products/player/plays/decisions").mkdir(parents=True)
    (tmp_path / "products/player/plays/decisions/4.md").symlink_to(tmp_path / "secret.txt")

    notes = found(tmp_path, files, ["**/decisions/3.md"], lambda text: text.replace("s3cret", "***"))

    assert notes == [("README", "README.md", "key: ***")]
