"""`meshwright rules` and `schema` as users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshwright.cli.main import main
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule_page import page
from meshwright.workspace.generated_files import MARK

Capture = pytest.CaptureFixture[str]


def test_a_page_per_rule_and_an_index_are_written(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run changes nothing, not even the time of a file."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "docs/rules"
    names = {rule.name for rule in all_rules()}
    total = len(names) + 1

    assert main(["rules", "--docs", str(folder)]) == 0
    assert capsys.readouterr().out == f"{total} of {total} pages rewritten\n"
    assert {path.name for path in folder.iterdir()} == {"index.md", *(f"{name}.md" for name in names)}
    for rule in all_rules():
        assert (folder / f"{rule.name}.md").read_text() == MARK + page(rule)
        assert f"[{rule.name}]({rule.name}.md)" in (folder / "index.md").read_text()

    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert main(["rules", "--docs", str(folder)]) == 0
    assert capsys.readouterr().out == f"0 of {total} pages rewritten\n"
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_only_our_own_pages_are_removed(tmp_path: Path) -> None:
    """The page of a removed rule is deleted; other files are kept."""
    (tmp_path / "gone-rule.md").write_text(MARK + "# gone-rule\n")
    (tmp_path / "hand-written.md").write_text("# By hand\n")

    assert main(["rules", "--docs", str(tmp_path)]) == 0

    assert not (tmp_path / "gone-rule.md").exists()
    assert (tmp_path / "hand-written.md").read_text() == "# By hand\n"


def test_page_of_others_is_not_overwritten(tmp_path: Path, capsys: Capture) -> None:
    """Nothing at all is then written."""
    (tmp_path / "index.md").write_text("# By hand\n")

    assert main(["rules", "--docs", str(tmp_path)]) == 2
    assert "was not written by this command" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["index.md"]
    assert (tmp_path / "index.md").read_text() == "# By hand\n"


def test_kinds_are_listed_and_each_has_a_schema(capsys: Capture) -> None:
    """Contracts and products first, then the governance documents."""
    assert main(["schema"]) == 0
    kinds = capsys.readouterr().out.split()
    assert kinds[:2] == ["DataContract", "DataProduct"]
    assert "Team" in kinds
    assert kinds[-2:] == ["tables", "small-mesh"]  # the relational model, and the mesh of policy tests

    for kind in kinds[:-2]:
        assert main(["schema", kind]) == 0
        assert (
            json.loads(capsys.readouterr().out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        )


def test_committed_schemas_are_the_printed_ones(capsys: Capture) -> None:
    """Editors use the committed ones."""
    folder = Path(__file__).parents[2] / "governance/schemas"
    assert main(["schema", "Team"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((folder / "Team.schema.json").read_text())


def test_unknown_kind_ends_with_2(capsys: Capture) -> None:
    """With a suggestion."""
    assert main(["schema", "Taem"]) == 2
    assert capsys.readouterr().err == ("meshwright: unknown kind of document `Taem`; did you mean `Team`?\n")
