"""A mesh of two products, to which tests add policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from meshwright.cli.main import main
from meshwright.policies.small_mesh import SMALL_MESH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT = "payments/royalties/statements@1"
GIVEN = "kind: DataContract\nid: statements\n"
KEPT = f"{GIVEN}slaProperties: [{{property: retention, value: 90, unit: d}}]\n"


def policy(**changes: Any) -> str:
    """Write a policy; None leaves a key out."""
    content = {
        "apiVersion": "meshwright/v1",
        "kind": "Policy",
        "name": "short-retention",
        "title": "Ports with personal data keep it for at most 90 days",
        "owner": "governance",
        "severity": "error",
        "status": "enforced",
        "sql": "SELECT address, retention_days FROM port WHERE personal_data AND (retention_days <= 90) IS NOT TRUE",
        "message": "keeps personal data for {retention_days} days",
        "tests": [{"fails": [AT], "given": GIVEN}, {"passes": [AT], "given": KEPT}],
    }
    return yaml.safe_dump({key: value for key, value in {**content, **changes}.items() if value is not None})


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small mesh of policy tests as files."""
    monkeypatch.chdir(tmp_path)
    for number, document in enumerate(yaml.safe_load_all(SMALL_MESH)):
        kind = document["kind"]
        path = tmp_path / {
            "Mesh": "governance/mesh.yaml",
            "DataProduct": f"products/{document.get('domain')}/{document.get('name')}/product.odps.yaml",
            "DataContract": f"products/{document.get('id')}.odcs.yaml",
        }.get(kind, f"governance/{number}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "Mesh":
            document["preset"] = "essential"
        path.write_text(yaml.safe_dump(document, sort_keys=False))
    (tmp_path / "policies").mkdir()
    return tmp_path


@pytest.fixture
def checked(
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, list[tuple[str, str, str | None]]]]:
    """Return a function that checks a mesh: exit code, and rule, severity and address of findings of policies."""

    def run(*flags: str, as_of: str = "2026-11-22") -> tuple[int, list[tuple[str, str, str | None]]]:
        capsys.readouterr()
        code = main(["check", "--format", "json", "--as-of", as_of, *flags])
        said = json.loads(capsys.readouterr().out)
        return code, [
            (each["rule"], each["severity"], each["address"])
            for each in said["diagnostics"]
            if not each.get("waived")
            and not each.get("suppressed")
            and not each.get("known")
            and "missing" not in each["rule"]
        ]

    return run
