"""No command shows a secret, of any kind, wherever it is in a mesh."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main
from meshwright.source.secret import secrets_in
from repositories import commit, git
from secrets_of import secrets_of

ROOT = Path(__file__).parents[2]
KINDS = [text for _, text in secrets_of(23).values()]
PIECES = sorted({text[start:end] for text in KINDS for _, start, end in secrets_in(text)})
POLICY = "payments-keeps-personal-data-short"
ALWAYS = ("--from", "2020-01-01", "--to", "2100-01-01")
COMMANDS = (
    ("diff", "BASE"),
    ("diff", "BASE", "--format", "json"),
    ("diff", "BASE", "--format", "markdown"),
    ("impact", "BASE"),
    ("impact", "BASE", "--format", "json"),
    ("report", "--base", "BASE"),
    ("access", "who", "payments/royalties/statements@1"),
    ("access", "what", "auditor", "--format", "json"),
    ("access", "plan", "BASE", "--accept-broken"),
    ("access", "identity", "report", "../groups.json"),
    ("access", "usage", "../reads.csv", "--format", "json"),
    ("check", "--changed-since", "BASE"),
    ("check", "--changed-since", "BASE", "--format", "sarif"),
    ("score",),
    ("score", "--format", "json"),
    ("resolve", "player/play-events/daily@1"),
    ("resolve", "player/play-events/daily@1", "--format", "json"),
    ("graph", "downstream", "player/play-events", "--format", "json"),
    ("graph", "downstream", "player/play-events", "--format", "openlineage"),
    ("entity", "artist"),
    ("entity", "artist", "--format", "json"),
    ("trace", "player/play-events/daily@1", "--freshness"),
    ("query", "SELECT * FROM contract JOIN custom_property USING (address)", "--format", "csv"),
    ("query", "SELECT * FROM product JOIN waiver", "--format", "json"),
    ("rules", "--format", "json"),
    ("explain", POLICY),
    ("policy", "impact", POLICY, "--last", "2"),
    ("policy", "impact", POLICY, "--last", "2", "--format", "json"),
    ("policy", "test"),
    ("evidence", *ALWAYS),
    ("evidence", *ALWAYS, "--format", "json"),
    ("evidence", *ALWAYS, "--format", "html"),
)
KEYS = (
    "purpose:",
    "description:",
    "limitations:",
    "usage:",
    "definition:",
    "title:",
    "reason:",
    "value:",
    "remediation:",
)


def plant(mesh: Path, offset: int) -> int:
    """Put a secret of each kind in turn into each text of some keys; return their number."""
    number = offset
    for path in sorted(mesh.rglob("*.yaml")):
        lines = path.read_text().split("\n")
        for index, line in enumerate(lines):
            key, blank, rest = line.partition(": ")
            if blank and rest[:1].isalpha() and f"{key.strip(' -')}:" in KEYS:
                lines[index] = (
                    f"{key}: {json.dumps(f'{rest} {KINDS[number % len(KINDS)]}', ensure_ascii=False)}"
                )
                number += 1
        path.write_text("\n".join(lines))
    return number - offset


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example with secrets in its texts, different ones in each of two commits."""
    mesh = tmp_path_factory.mktemp("secrets") / "mesh"
    for name in ("governance", "products", "policies"):
        shutil.copytree(ROOT / name, mesh / name)
    (mesh.parent / "groups.json").write_text('{"format": "meshwright-directory/1", "groups": []}')
    (mesh.parent / "reads.csv").write_text("subject,object,column,time\n")
    clean = {path: path.read_text() for path in mesh.rglob("*.yaml")}
    git(mesh.parent, "init", "--quiet", str(mesh))
    for offset in (0, 7):
        for path, text in clean.items():
            path.write_text(text)
        assert plant(mesh, offset) > len(KINDS)
        base = commit(mesh)
        if not offset:
            git(mesh, "tag", "base")
    assert base
    return mesh


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_shows_a_secret(
    mesh: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in its output nor in its messages."""
    monkeypatch.chdir(mesh)
    code = main(["base" if word == "BASE" else word for word in command])

    printed = capsys.readouterr()
    shown = printed.out + printed.err
    assert code in (0, 1), printed.err
    assert len(printed.out) > 20
    assert [piece for piece in PIECES if piece in shown] == []


LEAKING = """apiVersion: v3.2.0
kind: DataContract
id: plays
version: 1.0.0
status: active
servers:
- {server: lake, type: s3, location: s3://lake, password: SECRET}
schema:
- name: plays
  properties:
  - {name: artist, logicalType: string, physicalType: SECRET}
"""


@pytest.mark.parametrize(
    "command", [("diff", "HEAD"), ("check", "--preset", "strict", "--changed-since", "HEAD")]
)
def test_secret_that_only_the_base_contains_is_blanked(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A removed secret is still secret: messages quote the former value."""
    git(tmp_path, "init", "--quiet")
    contract = tmp_path / "plays.odcs.yaml"
    contract.write_text(LEAKING.replace("SECRET", "hunter2-hunter2"))
    commit(tmp_path)
    contract.write_text(LEAKING.replace("SECRET", "text"))
    monkeypatch.chdir(tmp_path)

    main(list(command))

    shown = capsys.readouterr().out
    assert "type changed from `***` to `text`" in shown
    assert "hunter2" not in shown
