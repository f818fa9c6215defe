"""Findings of policies that a change adds: `diff` and `report` count them, and they are not findings of the change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from policy_of import policy
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
AS_OF = ("--as-of", "2026-11-22")


@pytest.fixture
def repository(mesh: Path) -> Path:
    """Return a repository whose base has one policy."""
    git(mesh, "init", "--quiet", "--initial-branch", "main")
    (mesh / "policies/old.yaml").write_text(policy(name="old-rule", status="audit"))
    commit(mesh)
    return mesh


def said(capsys: Capture, *arguments: str) -> str:
    """Return the output of a command."""
    main([*arguments, *AS_OF])
    return capsys.readouterr().out


def test_findings_of_a_new_policy_are_counted(repository: Path, capsys: Capture) -> None:
    """In each format, also for drafts; the policy does not check the change."""
    (repository / "policies/new.yaml").write_text(policy(status="draft"))
    assert "\nnew policy `short-retention` (draft): 1 finding once it is in audit or enforced\n" in said(
        capsys, "diff", "HEAD"
    )
    found = said(capsys, "diff", "HEAD", "--format", "markdown")
    assert (
        "- new policy <code>short-retention</code> (draft)&#58; 1 finding once it is in audit or enforced"
        in found
    )
    found = json.loads(said(capsys, "diff", "HEAD", "--format", "json"))
    assert found["policies"] == [
        {"policy": "short-retention", "status": "draft", "new": True, "findings": 1, "reason": None}
    ]
    found = said(capsys, "report", "--base", "HEAD")
    assert "Policies of this change (1)" in found
    assert "| <code>short-retention</code> | draft, new | 1 |" in found


def test_findings_of_a_changed_query_are_counted(repository: Path, capsys: Capture) -> None:
    """Other edits of a policy change none of its findings; a retired one has none."""
    path = repository / "policies/old.yaml"
    path.write_text(policy(name="old-rule", status="enforced"))
    assert "policies" not in json.loads(said(capsys, "diff", "HEAD", "--format", "json"))
    query = "SELECT address FROM port"
    path.write_text(policy(name="old-rule", sql=query, message="is there"))
    assert "changed query of policy `old-rule` (enforced): 2 findings after the merge" in said(
        capsys, "diff", "HEAD"
    )
    path.write_text(policy(name="old-rule", sql=query, message="is there", status="retired"))
    assert "policy `old-rule`" not in said(capsys, "diff", "HEAD").rpartition("\n\n")[2]


def test_policy_that_cannot_run_has_a_reason(repository: Path, capsys: Capture) -> None:
    """Instead of a number."""
    (repository / "policies/new.yaml").write_text(policy(sql="SELECT adress FROM port"))
    expected = "new policy `short-retention` (enforced): cannot run: unknown column `adress`; did you mean `address`?"
    assert expected in said(capsys, "diff", "HEAD")
    assert "cannot run: unknown column <code>adress</code>" in said(capsys, "report", "--base", "HEAD")


def test_only_a_few_endless_policies_are_tried(repository: Path, capsys: Capture) -> None:
    """A change from outside can add any number of them."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT address, x FROM port, n WHERE x < 0"
    for name in ("a", "b", "c"):
        text = policy(name=f"rule-{name}", sql=endless, message="{address}")
        (repository / f"policies/{name}.yaml").write_text(text)
    found = json.loads(said(capsys, "diff", "HEAD", "--format", "json"))["policies"]
    assert [each["findings"] for each in found] == [None, None, None]
    assert "takes too long" in found[0]["reason"]
    assert {each["reason"] for each in found[1:]} == {
        "it was not run, because an earlier policy took too long"
    }
