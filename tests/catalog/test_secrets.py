"""A secret in a document is nowhere in its site."""

from __future__ import annotations

import json
import re
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mesh_of import TODAY, compiled_in
from meshwright.cli.main import main
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.locator import Locator
from meshwright.source.secret import secrets_in
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.pipeline import redactor_of
from repositories import git
from requires import requires
from secrets_of import secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
READ = frozenset(
    {
        *(
            "title",
            "description",
            "definition",
            "purpose",
            "limitations",
            "usage",
            "use",
            "why",
            "means",
            "reason",
        ),
        *(
            "label",
            "value",
            "comment",
            "transformDescription",
            "dataGranularityDescription",
            "transformLogic",
        ),
        *("remediation", "references"),
        *("channel", "target", "measuredAt", "businessName", "url", "location"),
    }
)
"""Keys of texts that people read, and of values of any kind."""
SECRET = re.compile(rb"ghp_[0-9]{36}|(?:first|second)-hunter")
KINDS = [text for _, text in secrets_of(5).values()]
PIECES = sorted({text[start:end].encode() for text in KINDS for _, start, end in secrets_in(text)})


def planted(value: Any, numbers: Iterator[int], key: str = "") -> Any:
    """Return a document with a token in each of its texts, and with a secret of another kind in some."""
    if isinstance(value, dict):
        return {name: planted(each, numbers, name) for name, each in value.items()}
    if isinstance(value, list):
        return [planted(each, numbers, key) for each in value]
    if not isinstance(value, str) or key not in READ:
        return value
    number = next(numbers)
    return f"{value} ghp_{number:036} {KINDS[number // 5 % len(KINDS)] if number % 5 == 0 else ''}"


@pytest.mark.slow
def test_secret_is_nowhere_in_the_site(tmp_path: Path, capsys) -> None:
    """Neither on a page nor in a Markdown version, in JSON, a feed, the search, the contract, or a change of a commit."""
    numbers = count()
    mesh = tmp_path / "mesh"
    for name in ("governance", "products", "policies"):
        shutil.copytree(ROOT / name, mesh / name)
    git(tmp_path, "init", "-q", str(mesh))
    for step in ("first", "second"):
        for file in mesh.rglob("*.yaml"):
            documents = [planted(each, numbers) for each in yaml.safe_load_all(file.read_bytes())]
            if file.match("play-events/contracts/daily.v1.odcs.yaml"):
                documents[0]["tags"] = ["daily", f"postgres://reader:{step}-hunter@lake.example/plays"]
            comment = "".join(f"# {line}\n" for line in KINDS[next(numbers) % len(KINDS)].splitlines())
            file.write_text(comment + yaml.safe_dump_all(documents, sort_keys=False, width=1_000_000))
        for file in mesh.rglob("*.csv"):
            header, first, *rest = file.read_text().splitlines()
            cell = json.dumps(KINDS[next(numbers) % len(KINDS)]).replace('\\"', '""').replace("\\n", "\n")
            file.write_text("\n".join((header, f"{cell},{first.partition(',')[2]}", *rest, "")))
        for file in mesh.rglob("*.jsonl"):
            rows = [json.loads(line) for line in file.read_text().splitlines()]
            key = next(iter(rows[0]))
            rows = [{**row, key: KINDS[next(numbers) % len(KINDS)]} for row in rows]
            file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        git(mesh, "add", ".")
        git(mesh, "commit", "-qm", f"postgres://reader:{step}-hunter@lake.example/plays")

    assert main(["catalog", "build", str(mesh), "--as-of", "2026-11-22"]) == 0, capsys.readouterr()
    site = mesh / "build/site"
    found = {
        (path.relative_to(site).as_posix(), match)
        for path in site.rglob("*")
        if path.is_file()
        for match in SECRET.findall(path.read_bytes())
    }

    shown = [
        (path.relative_to(site).as_posix(), piece)
        for path in site.rglob("*")
        if path.is_file()
        for content in (path.read_bytes(),)
        for piece in PIECES
        if piece in content
    ]

    assert next(numbers) > 1000
    assert found == set()
    assert shown == []
    assert not (site / "broken").exists()
    assert "***" in (site / "products/player/play-events/index.html").read_text()
    assert '- "***"' in (site / "products/player/play-events/port-daily-1.yaml.txt").read_text()


TOKEN = f"ghp_{7:036}"
WAYS = {
    "plain": "password: hunter2-hunter2\n",
    "quoted": "password: 'hunter2-hunter2'\n",
    "in a flow": "{password: hunter2-hunter2, user: me}\n",
    "literal": f"password: |\n  {TOKEN}\n  hunter3\nuser: me\n",
    "folded, at the end": f"user: me\npassword: >-\n  {TOKEN}\n   hunter3",
    "anchored": "password: &it hunter2-hunter2\nagain: *it\n",
    "elsewhere": "password: hunter2-hunter2\nuser: hunter2-hunter2\nid: xhunter2-hunter2x\n# hunter2-hunter2\n",
    "in several lines": f"password: {TOKEN}\n  hunter3\nuser: me\n",
}


@pytest.mark.parametrize("server", WAYS.values(), ids=WAYS)
def test_rest_of_a_document_is_shown_without_its_secrets(tmp_path: Path, server: str) -> None:
    """Whatever their notation."""
    text = f"apiVersion: v3.2.0\nkind: DataContract\nservers:\n- {server.replace(chr(10), chr(10) + '  ')}"
    source = compiled_in(tmp_path, {"a.odcs.yaml": text.encode()})

    shown = redactor_of(source, Locator(source)).document("a.odcs.yaml")

    (before,), (after,) = (yaml.safe_load(each)["servers"] for each in (text, shown))
    assert "hunter" not in shown
    assert TOKEN not in shown
    assert after.keys() == before.keys()
    assert after["password"] == "***"
    assert after.get("user") == {"hunter2-hunter2": "(***)"}.get(before.get("user"), before.get("user"))


def test_rows_of_parquet_are_blanked(tmp_path: Path) -> None:
    """Such a sample has no text; the rest of its rows is shown."""
    arrow, parquet = requires("pyarrow"), requires("pyarrow.parquet")
    (tmp_path / "samples").mkdir()
    rows = {"note": ["x", f"see {TOKEN}"], "nested": [[{"b": "y"}], [{"b": TOKEN}]]}
    parquet.write_table(arrow.table(rows), tmp_path / "samples/plays.parquet")
    text = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nschema:\n- name: plays\n"
    source = compiled_in(tmp_path, {"a.odcs.yaml": text.encode()})

    made = catalogued(tmp_path, source, Configuration(), TODAY)

    (sample,) = made.source.mesh.samples
    assert sample.fact.rows() == [
        {"note": "x", "nested": [{"b": "y"}]},
        {"note": "***", "nested": [{"b": "***"}]},
    ]
    assert {each.rule for each in made.outcome.report.diagnostics} >= {"secret-in-document"}
