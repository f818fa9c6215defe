"""Hostile names of objects, fields, teams and texts in SQL and diagrams are data, and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import cmarkgfm
import pytest
import yaml

from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "orders"
NAMES = (
    *(
        PLAIN,
        'a"b',
        "a'b",
        "a`b",
        "a]b[c",
        "x; DROP TABLE canary",
        "a--b",
        "a/*b*/",
        "a\\",
        "a|b",
        "a?b",
        "a, b",
        "a) b(",
    ),
    *(
        "a\\'; DROP TABLE canary; --",
        'a\\"; DROP TABLE canary; --',
        'a"; DROP TABLE canary; --',
        "a = b OR 1=1",
    ),
    *(
        '"]; click n0 "javascript:alert(1)"',
        'x"]; n9 [URL="javascript:alert(1)"',
        "#quot;",
        "end",
        "subgraph",
        "select",
    ),
    *(
        '%%{init: {"securityLevel":"loose"}}%%',
        "$1 $$x$$",
        ":x",
        "@@version",
        "a{b}{{c}}",
        "{{ x }}",
        "a\\0b",
        "1abc",
    ),
    *(
        "@org/team",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "Orders",
    ),
    *(
        "a.b",
        "a_b",
        "a-b",
        "ünïcode 名前",
        "a\u00a0b",
        "a\u2028b",
        "a\u0085b",
        "a\u202eb",
        "a\u200bb",
        "a\nb",
        "x" * 200,
    ),
)
PORTS = ("dom/one/out@1", "dom/two/out@1")


def contract(name: str, hostile: str, *more: dict[str, Any]) -> dict[str, Any]:
    """Return a contract whose object and key have a hostile name."""
    link = {"type": "semanticDefinition", "url": "entity:thing/code"}
    key = {"name": hostile, "logicalType": "string", "primaryKey": True, "authoritativeDefinitions": [link]}
    columns = [key, *more]
    table = {"name": hostile, "physicalName": hostile, "description": hostile, "properties": columns}
    head = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "version": "1.0.0",
        "status": "active",
    }
    return {**head, "schema": [table]}


def product(name: str, hostile: str, reads: str = "") -> dict[str, Any]:
    """Return a product of a hostile team, with one port."""
    port: dict[str, Any] = {"name": "out", "version": "1.0.0", "contractId": f"of-{name}"}
    inputs = [{"name": hostile, "version": "1.0.0", "contractId": reads}] if reads else []
    port |= {"inputContracts": [{"id": reads, "version": "1.0.0"}]} if reads else {}
    head = {"apiVersion": "v1.0.0", "kind": "DataProduct", "id": name, "name": name, "version": "1.0.0"}
    rest = {
        "status": "active",
        "domain": "dom",
        "team": {"name": hostile},
        "description": {"purpose": hostile},
    }
    return {**head, **rest, "outputPorts": [port], **({"inputPorts": inputs} if inputs else {})}


@pytest.fixture(params=NAMES, ids=ascii)
def hostile(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a mesh of two ports with a hostile name, the second derived from the first; return the name."""
    name: str = request.param
    own = "meshwright/v1"
    scheme = {"scheme": "code", "logicalType": "string"}
    documents = {
        "mesh.yaml": {"apiVersion": own, "kind": "Mesh", "name": "m", "title": name},
        "thing.yaml": {
            "apiVersion": own,
            "kind": "Entity",
            "name": "thing",
            "title": name,
            "steward": name,
            "definition": name,
            "identifier": scheme,
        },
        "domain.yaml": {"apiVersion": own, "kind": "Domain", "name": "dom", "title": name, "purpose": name},
        "one.odcs.yaml": contract("of-one", name),
        "two.odcs.yaml": contract("of-two", name, {"name": f"{name}2", "logicalType": "string"}),
        "one.odps.yaml": product("one", name),
        "two.odps.yaml": product("two", name, "of-one"),
    }
    for path, document in documents.items():
        (tmp_path / path).write_text(yaml.safe_dump(document, sort_keys=False))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")
    return name


def run(capsys: pytest.CaptureFixture[str], command: str) -> str:
    """Run the program, and return its output; it may report findings."""
    code = main(f"{command} --as-of 2026-11-01".split())
    out, err = capsys.readouterr()
    assert code in {0, 1}, err
    return out


def test_join_is_one_statement_that_only_reads(hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    """DuckDB runs it on a table with that name: one row is returned, and nothing is dropped."""
    duckdb = requires("duckdb")
    sql = run(capsys, f"join {' '.join(PORTS)} --sql --dialect duckdb --accept-meaning")
    table, key, other = map(quoted, (hostile, hostile, f"{hostile}2"))

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE canary (sings INT)")
        connection.execute(f"CREATE TABLE {table} ({key} TEXT, {other} TEXT)")
        connection.execute(f"INSERT INTO {table} VALUES ('a', 'b')")
        assert len(duckdb.extract_statements(sql)) == 1
        rows = connection.execute(sql).fetchall()
        assert connection.execute("SELECT count(*) FROM canary").fetchall() == [(0,)]

    assert rows == [("a", "b", "a", "b")]


def quoted(name: str) -> str:
    """Return a name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


@pytest.mark.usefixtures("hostile")
def test_diagrams_have_names_only_in_labels(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of Mermaid and DOT has a known form, whose labels have no quote, bracket or link from the name."""
    mermaid = run(capsys, f"graph upstream {PORTS[1]} --format mermaid")
    dot = run(capsys, f"graph upstream {PORTS[1]} --format dot")
    label = r"[^\"<>\[\]{}`|\\]*"
    of_mermaid = re.compile(
        rf'flowchart LR|  n\d+(\["{label}"\]|\(\["{label}"\]\))|  n\d+ --> n\d+|  class(Def)? [\w,:-]+ [\w:-]+'
    )
    text = r'"(?:[^"\\]|\\.)*"'
    of_dot = re.compile(
        r"digraph mesh \{|  rankdir=LR;|  node \[shape=box, fontname=\"sans-serif\"\];|\}|  n\d+ -> n\d+;"
        rf"|  n\d+ \[label={text}, tooltip={text}(, shape=ellipse)?(, style=bold)?\];"
    )

    assert [line for line in mermaid.splitlines() if not of_mermaid.fullmatch(line)] == []
    assert [line for line in dot.splitlines() if not of_dot.fullmatch(line)] == []
    assert mermaid.count("-->") == dot.count("->") > 0


def test_lineage_events_are_lines_of_json_with_the_name(
    hostile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also for programs that end lines elsewhere, such as at U+0085 and U+2028; the name is complete."""
    events = [
        json.loads(line)
        for line in run(capsys, f"graph upstream {PORTS[1]} --format openlineage").splitlines()
    ]

    assert len(events) == 2
    assert json.dumps(hostile)[1:-1] in json.dumps(events)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("form", ["markdown", "teams"])
def test_names_have_no_effect_in_markdown(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As a forge renders it: no element, link or image comes from the name."""
    page = cmarkgfm.github_flavored_markdown_to_html(run(capsys, f"check --preset strict --format {form}"))

    assert re.findall(r"<(?:script|img|iframe)|href=\"(?!https?:|#)[^\"]*|onerror=(?![^<]*<)", page) == []
