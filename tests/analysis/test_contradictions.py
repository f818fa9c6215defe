from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import mesh_of, report_on
from meshwright.analysis.flow.columns import FROM_SQL, columns
from meshwright.rulekit.configuration import Configuration
from meshwright.rules.lineage.lineage_contradicts_sql import lineage_contradicts_sql

if TYPE_CHECKING:
    from pathlib import Path

UPSTREAM = b"""apiVersion: v3.1.0
kind: DataContract
id: up
version: 1.0.0
status: active
schema:
  - name: plays
    physicalName: lake.plays_v1
    properties:
      - {name: a}
      - {name: b, physicalName: bee}
      - {name: s, properties: [{name: f}, {name: g}]}
  - name: tracks
    properties:
      - {name: a}
      - {name: t}
"""
PRODUCTS = b"""apiVersion: v1.0.0
kind: DataProduct
id: p
name: up
domain: d
status: active
outputPorts: [{name: out, version: 1.0.0, contractId: up}]
---
apiVersion: v1.0.0
kind: DataProduct
id: q
name: down
domain: d
status: active
inputPorts: [{name: in, version: 1.0.0, contractId: up}]
outputPorts: [{name: out, version: 1.0.0, contractId: down}]
"""
UP = "d/up/out@1"


def derived(sql: str, *sources: str) -> dict[str, bytes]:
    """Make a contract whose only column `x` has this SQL and these declared sources."""
    declared = "".join(f"\n          - {source}" for source in sources) or " []"
    return {
        "up.odcs.yaml": UPSTREAM,
        "products.odps.yaml": PRODUCTS,
        "down.odcs.yaml": f"""apiVersion: v3.1.0
kind: DataContract
id: down
version: 1.0.0
status: active
schema:
  - name: t
    properties:
      - name: x
        transformSourceObjects:{declared}
        transformLogic: |
          {sql}
""".encode(),
    }


def messages(files: dict[str, bytes]) -> list[str]:
    mesh = mesh_of(files)
    contract = next(each for each in mesh.contracts if each.fact.id == "down")
    return [each.message for each in lineage_contradicts_sql.check(contract, mesh)]


@pytest.mark.parametrize(
    ("sql", "sources", "message"),
    [
        (
            "SELECT b FROM plays",
            ["plays/a"],
            f"the SQL reads `{UP}/plays/b`, but the declared source is `{UP}/plays/a`",
        ),
        (
            "SELECT a || bee AS x FROM plays",
            ["plays/a"],
            f"the SQL also reads `{UP}/plays/b`, which is not declared",
        ),
        ("SELECT a AS x FROM plays", ["plays/a", "tracks/t"], f"the SQL does not read `{UP}/tracks/t`"),
        (
            "SELECT aa FROM plays",
            ["plays/a"],
            f"the SQL reads `aa` of `{UP}`, but the declared source is `{UP}/plays/a`",
        ),
        (
            "SELECT p.a FROM lake.plays_v1 p JOIN tracks t ON t.a = p.a",
            ["tracks/a", "tracks/t"],
            f"the SQL reads `{UP}/plays/a`, but the declared source is `{UP}/tracks/t`",
        ),
        (
            "SELECT p.s.f FROM plays p",
            ["plays/s/g"],
            f"the SQL reads `{UP}/plays/s/f`, but the declared source is `{UP}/plays/s/g`",
        ),
        ("LOWER(b)", ["plays/a"], f"the SQL reads `{UP}/plays/b`, but the declared source is `{UP}/plays/a`"),
    ],
)
def test_difference_is_reported_with_both_columns(sql: str, sources: list[str], message: str) -> None:
    """Columns that are read but undeclared, declared but unread, and both."""
    assert messages(derived(sql, *(f"{UP}/{source}" for source in sources))) == [message]


@pytest.mark.parametrize(
    ("sql", "sources"),
    [
        ("SELECT a FROM plays", ["plays/a"]),
        ("SELECT x.a FROM catalog.lake.plays_v1 AS x", ["plays/a"]),
        ("SELECT p.s.f FROM plays p", ["plays/s"]),
        ("SELECT s FROM plays", ["plays/s/f"]),
        ("SELECT b FROM plays", ["plays"]),
        ("SELECT b FROM plays", [""]),
        ("SELECT p.a FROM plays p JOIN tracks t ON t.a = p.a WHERE t.t > 1", ["plays/a", "tracks/t"]),
        ("SELECT COUNT(*) FROM plays", ["plays/a"]),
        ("SELECT a FROM elsewhere", ["plays/b"]),
        ("SELECT a FROM plays JOIN tracks ON TRUE", ["plays/b"]),
        ("SELECT u FROM plays CROSS JOIN UNNEST(plays.s) AS t(u)", ["plays/s"]),
        ("the sum of a by day", ["plays/b"]),
        ("SELECT a FROM plays", []),
    ],
)
def test_agreement_and_uncertainty_are_not_reported(sql: str, sources: list[str]) -> None:
    """Structs, whole objects, conditions, unknown tables, ambiguous names and prose contradict nothing."""
    assert messages(derived(sql, *(f"{UP}/{source}".rstrip("/") for source in sources))) == []


def test_foreign_source_may_be_what_sql_reads() -> None:
    """Next to a source that is unknown here, nothing that is read can be undeclared."""
    assert messages(derived("SELECT b FROM plays", "raw_plays")) == []


def test_sql_without_declared_sources_is_lineage() -> None:
    """The columns that the SQL reads are the sources, and its text is their location."""
    mesh = mesh_of(derived("SELECT s || t AS x FROM plays JOIN tracks ON plays.a = tracks.a"))
    known = columns(mesh)
    target = known.targets[0]

    assert known.name(target) == "t/x"
    assert [known.address(known.sources[edge]) for edge in known.edges_into(target)] == [
        f"{UP}/tracks/t",
        f"{UP}/plays/s",
    ]
    assert known.kinds == bytes([FROM_SQL, FROM_SQL])
    assert known.edge_at(0).path[-1] == "transformLogic"
    assert known.foreign == frozenset()


@pytest.mark.parametrize(
    ("style", "sql", "marked"),
    [
        ("|", "SELECT\n            p.bee AS b2\n          FROM plays AS p", "bee"),
        (">-  # bee", "SELECT\n            p.B\n          FROM plays AS p", "B"),
        ("|", "SELECT p.aa\n          FROM plays AS p", "aa"),
        ("", "SELECT p.bee AS b2 FROM plays AS p", "SELECT p.bee AS b2 FROM plays AS p"),
    ],
)
def test_column_is_marked_in_a_block_of_sql(tmp_path: Path, style: str, sql: str, marked: str) -> None:
    """By either of its names, in any case; SQL in one line is marked as a whole."""
    files = derived(sql, f"{UP}/plays/a")
    files["down.odcs.yaml"] = files["down.odcs.yaml"].replace(b": |\n", f": {style}\n".encode())
    if not style:
        files["down.odcs.yaml"] = files["down.odcs.yaml"].replace(b"transformLogic: \n ", b"transformLogic:")
    report = report_on(tmp_path, files, Configuration(select=frozenset({"lineage-contradicts-sql"})))
    (place,) = [each.range for each in report.diagnostics if each.range]
    lines = files["down.odcs.yaml"].decode().splitlines()

    assert place.start.line == place.end.line
    assert lines[place.start.line - 1][place.start.column - 1 : place.end.column - 1] == marked
