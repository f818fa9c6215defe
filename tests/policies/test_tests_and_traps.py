"""The tests of policies, their small mesh, and the traps in queries."""

from __future__ import annotations

import pytest

from cpu import within
from mesh_of import mesh_of
from meshwright.policies.doubts import doubts
from meshwright.policies.small_mesh import GivenError, source_of
from meshwright.policies.testing import failed_tests
from meshwright.relational.binding import Binder
from meshwright.relational.database import Database
from meshwright.relational.sandbox import MOST_LATE
from policy_of import policy

BINDER = Binder()


def ask(given: str, sql: str) -> list[tuple[object, ...]]:
    """Query the small mesh with some documents."""
    binding = BINDER.bind(sql)
    return list(Database(source_of(given), (binding,)).run(binding).rows)


def test_small_mesh_has_two_ports() -> None:
    """Without findings, so that a test states only its subject."""
    assert ask("", "SELECT address, personal_data, retention_days FROM port") == [
        ("payments/royalties/statements@1", 1, None),
        ("player/play-events/daily@1", 0, None),
    ]


def test_documents_are_merged_by_name() -> None:
    """Mappings by key, lists by the names of their items; null removes, and new items are added."""
    given = """\
kind: DataContract
id: statements
status: null
schema:
  - name: statements
    properties:
      - {name: amount, classification: restricted}
      - {name: added, logicalType: string}
---
kind: Team
name: new-squad
"""
    assert ask(given, "SELECT name, stated_classification FROM field WHERE path GLOB 'statements/*'") == [
        ("added", None),
        ("amount", "restricted"),
        ("currency", "internal"),
        ("payee_email", "confidential"),
        ("statement_id", "internal"),
    ]
    assert ask(given, "SELECT stated_status FROM contract WHERE id = 'statements'") == [(None,)]
    assert ("new-squad",) in ask(given, "SELECT name FROM team")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("[", "cannot be read as YAML"),
        ("name: x\n", "document 1 of `given` has no `kind`"),
        (
            "kind: DataContract\nid: statements\nschema: 3\n",
            "the DataContract of `given` has a mistake at `schema`: expected a list of schema objects, found the number 3",
        ),
        (
            "kind: DataContract\nid: statements\nslaPropertis: []\n",
            "a mistake at `slaPropertis`: unknown key `slaPropertis`",
        ),
        ("kind: Nonsense\nname: x\n", "has a mistake"),
    ],
)
def test_unreadable_given_is_an_error(given: str, reason: str) -> None:
    """A test of something else would prove nothing."""
    with pytest.raises(GivenError, match=reason):
        source_of(given)


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("retention_days > 90", ["null:retention_days"]),
        ("retention_days <> 90", ["null:retention_days"]),
        ("retention_days BETWEEN 90 AND 100", ["null:retention_days"]),
        ("NOT retention_days BETWEEN 0 AND 90", ["null:retention_days"]),
        ("status NOT IN ('active')", ["null:status"]),
        ("retention_days + 1 > 90", ["null:retention_days"]),
        ("1 GROUP BY 1 HAVING max(retention_days) > 90", ["null:retention_days"]),
        ("(retention_days <= 90) IS NOT TRUE", []),
        ("retention_days > 90 OR retention_days IS NULL", []),
        ("ifnull(retention_days, 1000) > 90", []),
        ("retention_days = 90", []),
        ("status IN ('active')", []),
        ("port_id > 3", []),
        ("port.retention_days > 90 AND product.tier <= 1", ["null:retention_days", "null:tier"]),
        ("port.name LIKE '%_ts'", ["like:%_ts"]),
        ("port.name LIKE '%\\_ts' ESCAPE '\\'", []),
        ("port.name GLOB '*_ts'", []),
        ("port.name LIKE '%ts'", []),
    ],
)
def test_traps_are_found(where: str, codes: list[str]) -> None:
    """Each silently passes undeclared values, or matches unintended ones."""
    binding = BINDER.bind(
        f"SELECT port.address FROM port JOIN product USING (product_id) WHERE {where.replace('status', 'port.status')}"
    )
    assert [code for code, _ in doubts(binding)] == codes


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("CASE WHEN retention_days > 90 THEN 1 ELSE 0 END", ["null:retention_days"]),
        ("CASE WHEN retention_days > 90 THEN 1 END", ["null:retention_days"]),
        ("CASE WHEN retention_days <= 90 THEN 0 ELSE 1 END", []),
        ("CASE WHEN retention_days > 90 THEN 'bad' ELSE 'fine' END = 'bad'", ["null:retention_days"]),
        ("CASE WHEN retention_days <= 90 THEN 'fine' ELSE 'bad' END = 'bad'", []),
        ("iif(retention_days > 90, 1, 0)", ["null:retention_days"]),
        ("iif(retention_days <= 90, 0, 1)", []),
    ],
)
def test_case_has_the_trap_unless_its_rest_is_found(where: str, codes: list[str]) -> None:
    """An unknown value matches no WHEN, and gets the value of ELSE."""
    binding = BINDER.bind(f"SELECT address FROM port WHERE {where}")
    assert [code for code, _ in doubts(binding)] == codes


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        (
            "WITH p AS (SELECT address, retention_days AS days FROM port) SELECT address FROM p WHERE days > 9",
            ["null:days"],
        ),
        (
            "WITH p(address, days) AS (SELECT address, retention_days FROM port) SELECT address FROM p WHERE days > 9",
            ["null:days"],
        ),
        (
            "WITH p(address, days) AS (SELECT address, port_id FROM port) SELECT address FROM p WHERE days > 9",
            [],
        ),
        (
            "WITH p AS (SELECT address, ifnull(retention_days, 99) AS d FROM port) SELECT address FROM p WHERE d > 9",
            [],
        ),
        (
            "SELECT address FROM (SELECT address, retention_days * 24 AS hours FROM port) AS q WHERE q.hours > 9",
            ["null:hours"],
        ),
        (
            (
                "WITH a AS (SELECT * FROM port), b AS (SELECT address, retention_days AS d FROM a) "
                "SELECT address FROM b WHERE d > 9"
            ),
            ["null:d"],
        ),
        (
            (
                "WITH a AS (SELECT address, port_id AS d FROM port UNION SELECT address, retention_days FROM contract) "
                "SELECT address FROM a WHERE d > 9"
            ),
            ["null:d"],
        ),
        (
            (
                "WITH RECURSIVE r(address, n) AS (SELECT address, retention_days FROM port UNION "
                "SELECT address, n + 1 FROM r WHERE n < 5) SELECT address FROM r WHERE n > 1"
            ),
            ["null:n"],
        ),
        ("SELECT address, max(retention_days) AS m FROM port GROUP BY address HAVING m > 9", ["null:m"]),
        (
            (
                "SELECT address FROM product AS p WHERE EXISTS "
                "(SELECT 1 FROM port WHERE port.product_id = p.product_id AND tier > 1)"
            ),
            ["null:tier"],
        ),
        (
            "WITH p AS (SELECT address, retention_days > 9 AS late FROM port) SELECT address FROM p WHERE late",
            ["null:retention_days"],
        ),
        (
            (
                "WITH p AS (SELECT address, CASE WHEN retention_days > 9 THEN 'bad' ELSE 'fine' END AS v FROM port) "
                "SELECT address FROM p WHERE v = 'bad'"
            ),
            ["null:retention_days"],
        ),
        (
            (
                "WITH p AS (SELECT address, CASE WHEN retention_days < 9 THEN 'fine' ELSE 'bad' END AS v FROM port) "
                "SELECT address FROM p WHERE v = 'bad'"
            ),
            [],
        ),
        ("SELECT address, CASE WHEN retention_days > 9 THEN 'long' ELSE 'short' END AS v FROM port", []),
    ],
)
def test_trap_is_found_under_another_name(sql: str, codes: list[str]) -> None:
    """A subquery renames a column, or compares and leaves the filter to the outer query."""
    assert [code for code, _ in doubts(BINDER.bind(sql))] == codes


def test_trap_is_quoted_as_it_is_written() -> None:
    """With its NOT."""
    binding = BINDER.bind("SELECT address FROM port WHERE NOT retention_days BETWEEN 0 AND 90")
    [(_, message)] = doubts(binding)
    assert message.startswith("`NOT retention_days BETWEEN 0 AND 90` misses items without `retention_days`;")


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("description NOT LIKE '%UTC%'", ["null:description"]),
        ("NOT description LIKE '%UTC%'", ["null:description"]),
        ("description NOT GLOB '*UTC*'", ["null:description"]),
        ("NOT description REGEXP 'UTC'", ["null:description"]),
        ("NOT (description LIKE '%UTC%' OR name = 'x')", ["null:description", "null:name"]),
        ("NOT description = 'x'", ["null:description"]),
        ("NOT (NOT description LIKE '%UTC%')", []),
        ("description LIKE '%UTC%'", []),
        ("(description LIKE '%UTC%') IS NOT TRUE", []),
        ("ifnull(description, '') NOT LIKE '%UTC%'", []),
        ("description IS NULL OR description NOT LIKE '%UTC%'", []),
    ],
)
def test_negated_comparison_passes_undeclared_values(condition: str, codes: list[str]) -> None:
    """NOT of unknown is unknown."""
    assert [code for code, _ in doubts(BINDER.bind(f"SELECT address FROM field WHERE {condition}"))] == codes


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("domain = NULL", "`domain = NULL` is never true; write `domain IS NULL`"),
        ("NULL <> domain", "`NULL <> domain` is never true; write `domain IS NOT NULL`"),
        ("retention_days > NULL", "`retention_days > NULL` is never true; write `retention_days IS NULL`"),
    ],
)
def test_comparison_with_null_is_never_true(condition: str, message: str) -> None:
    """Whatever is on the other side."""
    found = [said for _, said in doubts(BINDER.bind(f"SELECT address FROM contract WHERE {condition}"))]
    assert found == [message]


def test_slow_tests_have_a_common_time_limit() -> None:
    """A change may add any number of policies: only a few of their tests may use up the time."""
    endless = "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT 'x' AS address FROM r WHERE n < 0"
    names = [f"p{number}" for number in range(20)]
    mesh = mesh_of({f"{name}.yaml": policy(name=name, sql=endless, message="x").encode() for name in names})
    found = failed_tests(mesh)
    late = [each for each in found if each.reason.startswith("the query takes too long")]
    assert len(late) == MOST_LATE
    assert {each.reason for each in found} - {late[0].reason} == {
        f"it was not run, because {MOST_LATE} earlier tests took too long"
    }
    assert len(found) == 40


def test_many_named_items_are_merged_in_linear_time() -> None:
    """Each was compared with each."""
    names = "".join(f"  - {{name: f{number}}}\n" for number in range(4_000))
    given = f"kind: DataContract\nid: statements\nschema:\n- name: statements\n  properties:\n{names}"
    with within(3):
        source_of(given)
