"""Joins as SQL over random rows: the uniqueness in contracts decides what repeats, and the SQL states it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import mesh_of
from meshwright.analysis.meaning.fan_out import caution, fan_out, remarks
from meshwright.analysis.meaning.join_sql import sql
from meshwright.analysis.meaning.joins import JoinOperand, meet
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.analysis.meaning.joins import JoinPath

LAW = settings(max_examples=60, derandomize=True, deadline=None)
KEYS = st.lists(st.integers(0, 4), max_size=7)


def described(domain: str, name: str, columns: dict[str, tuple[str, bool]]) -> dict[str, bytes]:
    """Write a port `<domain>/p/o@1` whose object has linked columns, each unique or not."""
    fields = "".join(
        f"      - name: {column}\n        logicalType: integer\n        unique: {str(unique).lower()}\n"
        f"        authoritativeDefinitions:\n          - {{type: semanticDefinition, url: 'entity:artist/{scheme}'}}\n"
        for column, (scheme, unique) in columns.items()
    )
    return {
        f"{domain}/product.odps.yaml": (
            f"apiVersion: v1.1.0\nkind: DataProduct\nid: {domain}.p\nname: p\nversion: 1.0.0\nstatus: active\n"
            f"domain: {domain}\noutputPorts:\n  - {{name: o, version: 1.0.0, contractId: {domain}.o}}\n"
        ).encode(),
        f"{domain}/contract.odcs.yaml": (
            f"apiVersion: v3.2.0\nkind: DataContract\nid: {domain}.o\nversion: 1.0.0\nstatus: active\n"
            f"schema:\n  - name: {name}\n    properties:\n{fields}"
        ).encode(),
        f"{domain}/meanings.yaml": (
            f"apiVersion: meshwright/v1\nkind: Meaning\ndomain: {domain}\nentity: artist\nmeans: an artist\n"
            "relation: exactMatch\nschemes: []\n"
        ).encode(),
    }


@cache
def way_of(*, left: bool, right: bool, through: tuple[bool, bool] | None = None) -> JoinPath:
    """Return the join of `fees` and `plays`, each key unique or not; with a crosswalk, through its two keys."""
    entity = (
        "apiVersion: meshwright/v1\nkind: Entity\nname: artist\ndefinition: Somebody.\nsteward: someone\n"
        "identifier: {scheme: isni, check: luhn}\nschemes:\n  - {scheme: ipi, check: luhn}\n"
        f"crosswalks: [{'both/p/o@1' if through else ''}]\n"
    )
    files = {
        "artist.yaml": entity.encode(),
        **described("one", "fees", {"a": ("isni", left)}),
        **described("two", "plays", {"b": ("ipi" if through else "isni", right)}),
    }
    if through:
        files |= described("both", "pairs", {"x": ("isni", through[0]), "y": ("ipi", through[1])})
    mesh = mesh_of(files)
    one, two = (mesh.ports[port].contract for port in ("one/p/o@1", "two/p/o@1"))
    assert one is not None
    assert two is not None
    way = meet(JoinOperand(one), JoinOperand(two), mesh).way
    assert way is not None
    return way


def joined(way: JoinPath, **tables: Sequence[tuple[int, ...]]) -> list[dict[str, Any]]:
    """Run the SQL of a join over tables whose first column is the row number."""
    columns = {"fees": ("fee", "a"), "plays": ("play", "b"), "pairs": ("pair", "x", "y")}
    with requires("duckdb").connect() as connection:
        for name, rows in tables.items():
            connection.execute(
                f"CREATE TABLE {name} ({', '.join(f'{each} INTEGER' for each in columns[name])})"
            )
            for row in rows:
                connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
        done = connection.execute(sql(way, "duckdb"))
        names = [each[0] for each in done.description]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def numbered(keys: list[int], *, is_unique: bool) -> list[tuple[int, int]]:
    """Number the rows of a table by their keys; a unique key occurs once."""
    return list(enumerate(dict.fromkeys(keys) if is_unique else keys))


@pytest.mark.slow
@LAW
@given(left=st.booleans(), right=st.booleans(), ones=KEYS, others=KEYS)
def test_no_row_repeats_unless_the_sql_states_it(
    *, left: bool, right: bool, ones: list[int], others: list[int]
) -> None:
    """Each row with a partner counts once, or the comment states that it does not."""
    way = way_of(left=left, right=right)
    fees, plays = numbered(ones, is_unique=left), numbered(others, is_unique=right)
    found = fan_out(way)

    result = joined(way, fees=fees, plays=plays)

    both = {key for _, key in fees} & {key for _, key in plays}
    met = [sum(key in both for _, key in rows) for rows in (fees, plays)]
    if found.is_grouped:
        assert (left, right) == (False, False)
        assert [sum(row[name] for row in result) for name in ("fees_rows", "plays_rows")] == met
    else:
        for column, is_repeated, count in (
            ("fee", found.left_after, met[0]),
            ("play", found.right_after, met[1]),
        ):
            numbers = [row[column] for row in result]
            assert len(set(numbers)) == count
            assert is_repeated or len(numbers) == count
    assert bool(remarks(way)) == (not (left and right)) == bool(caution(way))


@pytest.mark.slow
@LAW
@given(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    KEYS,
    KEYS,
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=7),
)
def test_repetition_through_a_crosswalk_is_stated(
    unique: tuple[bool, bool, bool, bool], ones: list[int], others: list[int], pairs: list[tuple[int, int]]
) -> None:
    """Each step may be harmless, but the whole path many-to-many."""
    left, entry, exit_, right = unique
    way = way_of(left=left, right=right, through=(entry, exit_))
    kept = list({(pair[0] if entry else number): pair for number, pair in enumerate(pairs)}.values())
    kept = list({(pair[1] if exit_ else number): pair for number, pair in enumerate(kept)}.values())
    rows = [(number, *pair) for number, pair in enumerate(kept)]
    found = fan_out(way)

    result = joined(
        way, fees=numbered(ones, is_unique=left), plays=numbered(others, is_unique=right), pairs=rows
    )

    for is_grouped, is_repeated, row, key in (
        (found.is_left_grouped, found.left_after, "fee", "a"),
        (found.is_right_grouped, found.right_after, "play", "b"),
    ):
        values = [each[key if is_grouped else row] for each in result]
        assert is_repeated or len(values) == len(set(values))
    says_all = not (found.left_after or found.right_after)
    assert ("do not sum" in "".join(remarks(way))) == (not says_all)


@pytest.mark.parametrize("name", ["a\n; DROP TABLE plays --", "a\u2028b", "a`b"])
def test_no_name_ends_a_comment(name: str) -> None:
    """The name of an object is in one line of the comment."""
    way = way_of.__wrapped__(left=False, right=False)
    fact = way.start.contract.fact.objects[0]
    object.__setattr__(fact, "name", name)

    lines = sql(way, "duckdb").split("WITH ", 1)[0].splitlines()

    assert all(line.startswith("-- ") for line in lines)
    assert not re.search(r"^;", sql(way, "duckdb"), re.MULTILINE) or "\n; DROP" in name
