"""Values that are too sensitive for a sample are nowhere in the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from repositories import git

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = PLACES["contract"].rpartition("/")[0]
FIELDS = """      - name: email
        logicalType: string
        logicalTypeOptions: {maxLength: 3}
        description: Where the receipt was sent to.
        classification: confidential
        examples:
        - SENTINEL-example-%d
        - |
          SENTINEL-block
      - name: shown
        logicalType: string
        description: Is known to everybody.
        classification: internal
        examples: [plain-example]
      - name: unsaid
        logicalType: string
        description: Nobody has said how sensitive it is.
        examples: [SENTINEL-unsaid]
      - name: masked
        logicalType: integer
        description: Is masked in the sample.
        classification: restricted
        examples: ["***"]
        customProperties:
          - {property: mask, value: "***"}
      - name: made_up
        logicalType: string
        description: Is made up.
        classification: restricted
        examples: [made-up-example]
        customProperties:
          - {property: synthetic, value: true}
"""
SAMPLE = (
    "play_id,played_at,EMAIL,shown,unsaid,masked,made_up,stranger\n"
    "p1,2026-11-22T08:00:00Z,SENTINEL-cell,plain-cell,SENTINEL-cell,***,made-up-cell,SENTINEL-cell\n"
)


SAMPLES = {
    "csv": SAMPLE,
    "jsonl": '{"play_id": 1, "email": "SENTINEL-cell", "unsaid": "SENTINEL-cell"}\n',
}


@pytest.mark.slow
def test_sensitive_value_is_nowhere_in_the_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither on a page nor in its Markdown, in JSON, in the search, in a change of a commit, in a finding."""
    mesh = tmp_path / "mesh"
    mesh.mkdir()
    git(mesh, "init", "-q")
    for number in (1, 2):
        files = scaffold() | {f"{BESIDE}/samples/plays.csv": SAMPLE.encode()}
        text = files[PLACES["contract"]].decode().replace("roles:\n", FIELDS % number + "roles:\n", 1)
        files[PLACES["contract"]] = text.encode()
        for path, data in files.items():
            (mesh / path).parent.mkdir(parents=True, exist_ok=True)
            (mesh / path).write_bytes(data)
        git(mesh, "add", ".")
        git(mesh, "commit", "-qm", f"number {number}")

    assert main(["catalog", "build", str(mesh), "--output", str(tmp_path / "site")]) == 0

    files_of_site = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    texts = {path: path.read_bytes() for path in files_of_site}
    assert [path for path, text in texts.items() if b"SENTINEL" in text] == []
    contract = next(text.decode() for path, text in texts.items() if path.match("port-daily-1.yaml.txt"))
    fields = yaml.safe_load(contract)["schema"][0]["properties"]
    assert [each["examples"] for each in fields if "examples" in each] == [
        ["•••", "•••"],
        ["plain-example"],
        ["•••"],
        ["***"],
        ["made-up-example"],
    ]
    page = next(text.decode() for path, text in texts.items() if path.match("play-events/index.html"))
    for shown in ("plain-example", "plain-cell", "made-up-example", "made-up-cell", "***", "•••"):
        assert shown in page
    capsys.readouterr()


def test_rule_reports_masked_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once for the examples and once for the sample, but not for fields without a level."""
    files = scaffold() | {f"{BESIDE}/samples/plays.csv": SAMPLE.encode()}
    text = files[PLACES["contract"]].decode().replace("roles:\n", FIELDS % 1 + "roles:\n", 1)
    for path, data in (files | {PLACES["contract"]: text.encode()}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    main(["check", str(tmp_path), "--format", "json"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [each["rule"] for each in found].count("sensitive-sample") == 2
    messages = [each["message"] for each in found]
    assert not any(
        "is not an integer" in each or "SENTINEL" in each for each in messages
    )  # a mask is not a value
    assert "`•••` in `email` has 13 characters, but at most 3 are allowed" in messages


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_no_report_quotes_a_sensitive_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """Neither a line of the sample around a finding, nor an example on a line of the contract, nor a changed one."""
    git(tmp_path, "init", "-q")
    for number in (1, 2):
        files = scaffold() | {f"{BESIDE}/samples/plays.{form}": SAMPLES[form].encode()}
        text = files[PLACES["contract"]].decode().replace("roles:\n", FIELDS % number + "roles:\n", 1)
        for path, data in (files | {PLACES["contract"]: text.encode()}).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
        if number == 1:
            git(tmp_path, "add", ".")
            git(tmp_path, "commit", "-qm", "one")
    for command in (["check", str(tmp_path), "--all"], ["fix", "--diff", "--unsafe", str(tmp_path)]):
        assert main(command) < 2
        told = capsys.readouterr().out
        assert "sample-violates-contract" in told or command[0] == "fix"
        assert "SENTINEL" not in told
    for output in ("text", "json", "markdown"):
        assert main(["diff", "HEAD", "--mesh", str(tmp_path), "--format", output]) < 2
        assert "SENTINEL" not in capsys.readouterr().out


LINKED = """      - name: {name}
        logicalType: string
        description: Who was played.
        classification: {level}
        authoritativeDefinitions:
          - {{type: semanticDefinition, url: 'entity:artist/{scheme}'}}
"""
ENTITY = """apiVersion: meshwright/v1
kind: Entity
name: artist
definition: Somebody who makes music.
steward: player-squad
identifier: {scheme: isni, pattern: '^[0-9]+$', examples: [SENTINEL-%d]}
schemes:
  - {scheme: open, pattern: '^[0-9]+$', examples: [shown-%d]}
"""
MEANING = """apiVersion: meshwright/v1
kind: Meaning
domain: player
entity: artist
means: the artist that is credited first
relation: exactMatch
schemes:
  - name: key
    pattern: '^[0-9]+$'
    examples:
      - SENTINEL-key-%d
"""


def test_no_report_quotes_a_sensitive_identifier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An example of a scheme is as sensitive as the columns with its identifiers: of entities and of meanings."""
    git(tmp_path, "init", "-q")
    columns = LINKED.format(name="isni", level="confidential", scheme="isni")
    columns += LINKED.format(name="own_key", level="restricted", scheme="key")
    columns += LINKED.format(name="open_id", level="internal", scheme="open")
    contract = scaffold()[PLACES["contract"]].decode().replace("roles:\n", columns + "roles:\n", 1)
    for number in (1, 2):
        files = scaffold() | {
            PLACES["contract"]: contract.encode(),
            "governance/entities/artist.yaml": (ENTITY % (number, number)).encode(),
            "products/player/meanings.yaml": (MEANING % number).encode(),
        }
        for path, data in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
        if number == 1:
            git(tmp_path, "add", ".")
            git(tmp_path, "commit", "-qm", "one")
    for output in ("text", "json", "sarif", "markdown"):
        assert main(["check", str(tmp_path), "--all", "--format", output]) == 1
        told = capsys.readouterr().out
        assert told.count("identifier-violates-scheme") >= 3
        assert "SENTINEL" not in told
        assert "•••" in told or output in ("json", "sarif")  # which escape it
        assert "shown-2" in told
    for output in ("text", "json", "markdown"):
        assert main(["diff", "HEAD", "--mesh", str(tmp_path), "--format", output]) < 2
        assert "SENTINEL" not in capsys.readouterr().out
