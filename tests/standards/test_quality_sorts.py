"""Quality rules without a type, or of another type: one mistake, at the key to edit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
Told = list[tuple[str, str, str | None]]


def found(keys: str, folder: Path, capsys: Capture, version: str = "v3.1.0") -> Told:
    """Return rule, marked text and fix of the findings about some keys of a contract."""
    text = f"apiVersion: {version}\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n{keys}\n"
    (folder / "c.odcs.yaml").write_text(text)
    main(["check", str(folder), "--format", "json", "--preset", "essential"])
    lines = text.splitlines()
    return [
        (
            each["rule"],
            lines[each["line"] - 1][each["column"] - 1 :].split(":")[0],
            each["fix"] and each["fix"]["title"],
        )
        for each in json.loads(capsys.readouterr().out)["diagnostics"]
    ]


def of_rule(keys: str) -> str:
    return f"schema: [{{name: t, properties: [{{name: x, logicalType: string, quality: [{{{keys}}}]}}]}}]"


@pytest.mark.parametrize(
    ("keys", "right"),
    [
        ("rule: nullValues, mustBe: 0", ("missing-key", "rule", "write `metric: nullValues`")),
        (
            "type: library, rule: duplicateCount, mustBe: 0",
            ("missing-key", "rule", "write `metric: duplicateValues`"),
        ),
        ("rule: of our own, mustBe: 0", ("missing-key", "rule", None)),
        ("metrc: nullValues, mustBe: 0", ("unknown-key", "metrc", "rename it to `metric`")),
        (
            "Metric: invalidValues, arguments: {pattern: a}, mustBe: 0",
            ("unknown-key", "Metric", "rename it to `metric`"),
        ),
        ("typ: sql, query: select 1, mustBe: 0", ("unknown-key", "typ", "rename it to `type`")),
        ("query: select 1, mustBe: 0", ("missing-key", "query", None)),
        ("engine: soda, implementation: a", ("missing-key", "engine", None)),
        ("name: n, mustBe: 0, arguments: {}", ("missing-key", "n, mustBe", None)),
        ("type: library, query: select 1, mustBe: 0", ("unknown-key", "query", None)),
        ("type: custom, query: select 1, mustBe: 0", ("unknown-key", "query", None)),
        ("type: sql, engine: soda, implementation: a", ("unknown-key", "engine", None)),
    ],
)
def test_rule_without_a_type_is_one_mistake(
    keys: str, right: tuple[str, str, str | None], tmp_path: Path, capsys: Capture
) -> None:
    """Its other keys are those of the intended type."""
    assert found(of_rule(keys), tmp_path, capsys) == [right]


def test_misspelt_key_next_to_it_is_a_separate_mistake(tmp_path: Path, capsys: Capture) -> None:
    """Two edits are two findings."""
    keys = of_rule("type: library, query: select 1, descripton: a, mustBe: 0")

    assert [each[1] for each in found(keys, tmp_path, capsys)] == ["query", "descripton"]


def test_similar_key_in_an_open_block_counts_as_the_missing_one(tmp_path: Path, capsys: Capture) -> None:
    """A server without a type may have any key; so may quality rules in ODCS 3.0."""
    server = "servers: [{server: s, typ: postgres, host: h, port: 1, database: d, schema: s}]"

    assert found(server, tmp_path, capsys) == [("unknown-key", "typ", "rename it to `type`")]
    assert found(server.replace("typ:", "kind:"), tmp_path, capsys) == [("missing-key", "s, kind", None)]
    keys = of_rule("rul: nullValues, mustBe: 0")
    assert found(keys, tmp_path, capsys, "v3.0.2") == [("unknown-key", "rul", "rename it to `rule`")]


def test_fix_of_a_renamed_key_leaves_no_finding(tmp_path: Path, capsys: Capture) -> None:
    """The metric gets its current name, and nothing else is touched."""
    keys = of_rule("rule: duplicateCount, mustBeLessThan: 1, name: rule")
    found(keys, tmp_path, capsys)

    main(["fix", str(tmp_path)])

    text = (tmp_path / "c.odcs.yaml").read_text()
    assert text.splitlines()[-1] == of_rule("metric: duplicateValues, mustBeLessThan: 1, name: rule")
