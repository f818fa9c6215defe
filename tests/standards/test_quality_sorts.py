"""Quality rules of no sort, or of another one: one mistake, at the key that would be edited."""

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
    """Return rule, text at the place and fix of what is reported of some keys of a contract."""
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
def test_a_rule_of_no_sort_is_one_mistake(
    keys: str, right: tuple[str, str, str | None], tmp_path: Path, capsys: Capture
) -> None:
    """Its other keys are those of the sort that is meant."""
    assert found(of_rule(keys), tmp_path, capsys) == [right]


def test_a_misspelt_key_beside_is_a_mistake_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    """Two edits are two findings."""
    keys = of_rule("type: library, query: select 1, descripton: a, mustBe: 0")

    assert [each[1] for each in found(keys, tmp_path, capsys)] == ["query", "descripton"]


def test_a_key_of_an_open_block_is_taken_for_the_missing_one_that_it_resembles(
    tmp_path: Path, capsys: Capture
) -> None:
    """A server without a type may have any key; one in ODCS 3.0 has its quality rules open as well."""
    server = "servers: [{server: s, typ: postgres, host: h, port: 1, database: d, schema: s}]"

    assert found(server, tmp_path, capsys) == [("unknown-key", "typ", "rename it to `type`")]
    assert found(server.replace("typ:", "kind:"), tmp_path, capsys) == [("missing-key", "s, kind", None)]
    keys = of_rule("rul: nullValues, mustBe: 0")
    assert found(keys, tmp_path, capsys, "v3.0.2") == [("unknown-key", "rul", "rename it to `rule`")]


def test_the_fix_of_a_renamed_key_leaves_nothing(tmp_path: Path, capsys: Capture) -> None:
    """The metric is written by its name of today, and nothing else is touched."""
    keys = of_rule("rule: duplicateCount, mustBeLessThan: 1, name: rule")
    found(keys, tmp_path, capsys)

    main(["fix", str(tmp_path)])

    text = (tmp_path / "c.odcs.yaml").read_text()
    assert text.splitlines()[-1] == of_rule("metric: duplicateValues, mustBeLessThan: 1, name: rule")
