"""A document in JSON has the same findings as in YAML."""

from __future__ import annotations

import json
import math
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpora import contracts, products
from mesh_of import TODAY
from meshwright.cli.main import main
from meshwright.rulekit.configuration import Configuration
from meshwright.source.snapshot import of_folder
from meshwright.source.tree import parse
from meshwright.workspace.comparison import compare
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from mistakes.all_of_them import MISTAKES
from repositories import start

if TYPE_CHECKING:
    from meshwright.workspace.compiled import CompiledSnapshot
    from mistakes.mistake import Mistake

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests/meshes/minimal"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs"
PRODUCT = "products/player/play-events/product.odps"
STRICT = Configuration(preset="strict")
OF_YAML = {"ambiguous-scalar", "merge-key", "yaml-syntax", "unused-suppression", "confusable-character"}
"""Rules about YAML syntax."""


def as_json(text: str, **layout: Any) -> str | None:
    """Write a YAML document as JSON; None if JSON cannot express it, or a comment matters."""
    tree = parse(text)
    if not tree.is_whole or len(tree.documents) != 1 or tree.problems or "meshwright:" in text:
        return None
    value = tree.documents[0].value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, **layout) + "\n"
    except ValueError:
        return None


_LINK = re.compile(r"(?<![\w./-])[\w./-]+\.od[cp]s\.yaml")  # a long word is tried once


def linked_in(folder: Path) -> set[Path]:
    """Return the files to which others link by name."""
    return {
        (path.parent / link).resolve()
        for path in folder.rglob("*.yaml")
        for link in _LINK.findall(path.read_text(encoding="utf-8", errors="replace"))
    }


def convert(folder: Path, **layout: Any) -> int:
    """Write the contracts and products of a mesh as JSON, except those that links name; return their number."""
    count = 0
    documents = {*folder.rglob("*.odcs.yaml"), *folder.rglob("*.odps.yaml")}
    for path in sorted(documents - linked_in(folder)):
        text = as_json(path.read_text(encoding="utf-8", errors="replace"), **layout)
        if text is not None:
            path.with_suffix(".json").write_text(text, encoding="utf-8")
            path.unlink()
            count += 1
    return count


def said(source: CompiledSnapshot) -> list[tuple[str, ...]]:
    """Return the findings, without positions and findings about YAML."""
    report = check(source, STRICT, lambda _: True, TODAY).report
    assert "rule-failed" not in {each.rule for each in report.diagnostics}
    return sorted(
        (
            each.rule,
            each.message.replace(".json", ".yaml"),
            each.address or "",
            each.range.path.replace(".json", ".yaml") if each.range else "",
            each.fingerprint if each.address else "",
            each.remedy.title if each.remedy else "",
        )
        for each in report.diagnostics
        if each.rule not in OF_YAML
    )


def example(folder: Path, mistake: Mistake | None = None) -> Path:
    """Copy the example into a folder, and make a mistake."""
    for part in ("products", "governance", "policies"):
        shutil.copytree(ROOT / part, folder / part)
    if mistake is not None:
        for change in mistake.changes:
            change.apply(folder)
    return folder


def checked_in_both(tmp_path: Path, mistake: Mistake | None) -> None:
    """Check a mesh in YAML and in JSON."""
    mesh = example(tmp_path / "mesh", mistake)
    as_yaml = said(compiled(of_folder(mesh), {}))
    count = convert(mesh, indent=2)
    source = compiled(of_folder(mesh), {})

    assert count > 30
    assert len([path for path in source.snapshot.entries if path.endswith(".json")]) == count
    assert said(source) == as_yaml


@pytest.mark.slow
def test_example_in_json_has_the_same_findings(tmp_path: Path) -> None:
    """Including waivers, fingerprints and fixes."""
    checked_in_both(tmp_path, None)


IN_DOCUMENTS = [
    each
    for each in MISTAKES
    if each.rule not in OF_YAML | {"json-syntax", "not-utf8", "duplicate-key"}
    and any(path.endswith((".odcs.yaml", ".odps.yaml")) for change in each.changes for path in change.paths)
]


@pytest.mark.slow
@pytest.mark.parametrize("mistake", IN_DOCUMENTS[::12], ids=lambda each: each.rule)
def test_mistake_in_json_has_the_same_findings(mistake: Mistake, tmp_path: Path) -> None:
    """A few of the seeded ones."""
    checked_in_both(tmp_path, mistake)


@pytest.mark.nightly
@pytest.mark.parametrize("mistake", IN_DOCUMENTS, ids=lambda each: each.rule)
def test_each_mistake_in_json_has_the_same_findings(mistake: Mistake, tmp_path: Path) -> None:
    """All seeded ones in contracts and products."""
    checked_in_both(tmp_path, mistake)


def test_vendored_documents_in_json_have_the_same_findings(tmp_path: Path) -> None:
    """As one mesh, because separate ones would take long."""
    for path in [*contracts("valid"), *contracts("invalid"), *products()]:
        (tmp_path / "x").mkdir(exist_ok=True)
        kind = "odps" if "odps" in path.as_posix() else "odcs"
        shutil.copy(path, tmp_path / "x" / f"{path.parent.name}-{path.stem}.{kind}.yaml")
    first = compiled(of_folder(tmp_path), {})
    # what JSON cannot say stays as it is in both
    as_yaml = said(first)

    assert convert(tmp_path) > 30
    assert said(compiled(of_folder(tmp_path), {})) == as_yaml


@pytest.mark.parametrize("layout", [{}, {"indent": 2}, {"separators": (",", ":")}])
def test_yaml_written_as_json_is_not_a_change(layout: dict[str, Any], tmp_path: Path) -> None:
    """In both directions, in any layout."""
    before, after = (Path(shutil.copytree(MINIMAL, tmp_path / name)) for name in ("before", "after"))
    assert convert(after, **layout) == 3
    one, other = (compiled(of_folder(each), {}) for each in (before, after))

    for base, head in ((one, other), (other, one)):
        compared = compare(base, head, None, STRICT, TODAY)
        assert compared.assessed == ()
        assert compared.report.diagnostics == ()


def mesh_in_json(tmp_path: Path) -> Path:
    """Return the clean mesh with its contract and product in JSON."""
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    assert convert(mesh, indent=2) == 3
    return mesh


def spoil(path: Path, old: str, new: str) -> None:
    """Put a mistake into a file."""
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))


def test_clean_mesh_in_json_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Even if its standard requires `.yaml`."""
    assert main(["check", str(mesh_in_json(tmp_path))]) == 0
    assert "all clear in 8 documents" in capsys.readouterr().out


def test_fix_is_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every other byte is kept."""
    mesh = mesh_in_json(tmp_path)
    product = mesh / f"{PRODUCT}.json"
    good = product.read_bytes()
    spoil(product, '"player-squad"', '"player-squadd"')

    assert main(["fix", "--unsafe", str(mesh)]) == 0
    assert "unknown-team: replace with `player-squad`" in capsys.readouterr().out
    assert product.read_bytes() == good


def test_broken_file_causes_no_follow_on_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is one finding, and none about the missing contract of its port."""
    mesh = mesh_in_json(tmp_path)
    contract = mesh / f"{CONTRACT}.json"
    contract.write_text(contract.read_text().rstrip().removesuffix("}") + ",}\n")

    assert main(["check", "--format", "json", str(mesh)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in report["diagnostics"]] == ["json-syntax"]


def test_git_commands_read_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`diff`, `--changed-since`, `impact` and `resolve`, from revisions and from files."""
    mesh = mesh_in_json(tmp_path)
    start(mesh)
    monkeypatch.chdir(mesh)
    spoil(mesh / f"{CONTRACT}.json", '"name": "play_id"', '"name": "play_key"')

    assert main(["diff", "HEAD"]) == 1
    assert f"{CONTRACT}.json" in capsys.readouterr().out
    assert main(["check", "--changed-since", "HEAD"]) == 1
    assert f"{CONTRACT}.json" in capsys.readouterr().out
    assert main(["impact", "HEAD"]) in (0, 1)
    assert "play_id" in capsys.readouterr().out
    assert main(["resolve", "player/play-events/daily@1"]) == 0
    assert f"{CONTRACT}.json" in capsys.readouterr().out


def test_baseline_in_json_stays_json(tmp_path: Path) -> None:
    """`baseline shrink` writes it."""
    mesh = mesh_in_json(tmp_path)
    spoil(mesh / f"{PRODUCT}.json", '"player-squad"', '"player-squadd"')
    assert main(["baseline", "create", "--mesh", str(mesh)]) == 0
    (baseline,) = (mesh / "policies/baseline").iterdir()
    known = parse(baseline.read_text()).documents[0].value
    baseline.unlink()
    in_json = baseline.with_suffix(".json")
    gone = "0123456789abcdef unknown-team player/play-events"
    in_json.write_text(json.dumps({**known, "findings": [*known["findings"], gone]}))

    assert main(["check", str(mesh)]) in (0, 1)
    assert main(["baseline", "shrink", "--mesh", str(mesh)]) == 0
    assert json.loads(in_json.read_text()) == known


def test_waiver_in_json_covers_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has no suppression comments."""
    mesh = mesh_in_json(tmp_path)
    spoil(mesh / f"{PRODUCT}.json", '"player-squad"', '"player-squadd"')
    waiver = {
        "apiVersion": "meshwright/v1",
        "kind": "Waiver",
        "rule": "unknown-team",
        "address": "player/play-events",
        "reason": "The team is being founded.",
        "owner": "payments-squad",
        "approvedBy": "player-squad",
        "expires": str(TODAY + timedelta(days=20)),
    }
    file = mesh / "policies/waivers/squad.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(waiver, separators=(",", ":")))

    main(["check", "--as-of", str(TODAY), "--format", "json", str(mesh)])

    report = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in report["diagnostics"] if not each["waived"]] == []
    assert [each["rule"] for each in report["diagnostics"]] == ["unknown-team"]


def test_other_json_is_ignored(tmp_path: Path) -> None:
    """It is neither a document nor counted, whatever its size."""
    mesh = mesh_in_json(tmp_path)
    before = of_folder(mesh)
    (mesh / "package.json").write_text('{"name": "x", "apiVersion": "meshwright"}')
    (mesh / "index.json").write_text(json.dumps({"docs": [{"text": '"kind": "DataContract"'}] * 100_000}))
    (mesh / "contract.schema.json").write_text('{"properties": {"kind": {"const": "DataContract"}}}')
    (mesh / "broken.json").write_text("{")

    after = of_folder(mesh)

    assert replace(after, store=before.store) == before


def test_too_large_document_is_reported(tmp_path: Path) -> None:
    """Its marker is at its start."""
    (tmp_path / "a.json").write_text('{"kind": "DataContract", "id": "' + "x" * 3_000_000 + '"}')

    assert [each.why for each in of_folder(tmp_path).skipped] == ["is larger than 2 MiB"]


def test_json_has_no_infinity() -> None:
    """The conversion of this file relies on it."""
    assert as_json("a: .inf\n") is None
    assert parse("a: .inf\n").documents[0].value == {"a": math.inf}
