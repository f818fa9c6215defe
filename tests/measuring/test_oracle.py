"""Figures of measure compared with plain Python over the same rows: `Decimal`, `Fraction` and `re`, without an engine."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from measured import NOW, contract
from meshwright.measuring.observation import Filter
from meshwright.measuring.plan import probes
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping
from meshwright.rulekit.locator import Locator
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.measuring.jobs import Job
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import Limits
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.measuring.probe import Probe

requires("duckdb")
requires("pyarrow")

PATTERN = r"^a[b-d]*\d?$"
PROPERTIES = rf"""
      - name: text
        logicalType: string
        required: true
        unique: true
        logicalTypeOptions: {{minLength: 2, maxLength: 3, pattern: '{PATTERN}'}}
        enum: [{{value: ''}}, {{value: ab}}, {{value: abc}}, {{value: ad1}}]
        quality:
          - {{metric: nullValues, mustBe: 0}}
          - {{metric: missingValues, arguments: {{missingValues: [null, '', N/A]}}, mustBe: 0}}
          - {{metric: invalidValues, arguments: {{validValues: [ab, abc, xb], pattern: '^ab'}}, mustBe: 0}}
          - {{metric: duplicateValues, mustBe: 0}}
      - name: real
        logicalType: number
        logicalTypeOptions: {{minimum: -1.5, exclusiveMaximum: 100}}
        enum: [{{value: 0}}, {{value: 1.5}}, {{value: -2}}]
        quality:
          - {{metric: invalidValues, arguments: {{validValues: [1.5, 7]}}, mustBe: 0}}
          - {{metric: duplicateValues, mustBe: 0}}
      - name: whole
        logicalType: integer
        unique: true
        logicalTypeOptions: {{exclusiveMinimum: 0.5, maximum: 10, multipleOf: 3}}
      - name: exact
        logicalType: number
        logicalTypeOptions: {{minimum: 0.05, maximum: 99.9, multipleOf: 0.05}}
      - name: flag
        logicalType: boolean
        enum: [{{value: true}}]
      - name: at
        logicalType: timestamp
        unique: true
        logicalTypeOptions: {{minimum: '2026-11-01T00:00:00Z', maximum: '2026-11-21T23:00:00+01:00'}}
"""
LATENCY = "slaProperties: [{property: latency, value: 1, unit: h, element: orders.at}]"
NAMES = ("text", "real", "whole", "exact", "flag", "at")
LIMITS = Limits(256, 1, "", 64, 60)

TEXTS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "ab", "abc", "ad1", "ad1\n", "a\nb", "AB", "N/A", "äb", "a😀", "a\t", '"', ",", "NULL", " ab"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5),
)
REALS = st.one_of(
    st.none(), st.sampled_from([0.0, -0.0, 1.5, -1.5, 100.0, 99.99999, -2.0, 7.0, 1e22, 5e-324]), st.floats()
)
WHOLES = st.one_of(st.none(), st.integers(-3, 13), st.sampled_from([2**63 - 1, -(2**63)]))
EXACTS = st.one_of(
    st.none(), st.decimals(-2, 120, places=2), st.sampled_from([Decimal("0.05"), Decimal("99.90")])
)
MOMENTS = st.one_of(
    st.none(),
    st.datetimes(datetime(2026, 10, 25), datetime(2026, 11, 23), timezones=st.just(UTC)),  # noqa: DTZ001 - with a zone
    st.sampled_from([datetime(2026, 11, 21, 22, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXTS,
            "real": REALS,
            "whole": WHOLES,
            "exact": EXACTS,
            "flag": st.sampled_from([None, True, False]),
            "at": MOMENTS,
        }
    ),
    max_size=12,
)


NOTHING: dict[str, Any] = dict.fromkeys(NAMES)
AROUND_NOW = [
    datetime.fromisoformat(NOW) + timedelta(minutes=5, microseconds=each)  # the most that counts as now
    for each in (-1, 0, 1)
]


def expected(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the nonzero figures."""
    found: dict[str, Any] = {}

    def count(key: str, column: str, is_bad: Any, *, nulls: bool = False) -> None:
        bad = sum(
            1
            for row in rows
            if (row[column] is None if nulls else row[column] is not None and is_bad(row[column]))
        )
        if bad:
            found[key] = bad

    def repeated(key: str, column: str) -> None:
        values = [row[column] for row in rows if row[column] is not None]
        counts = Counter("nan" if isinstance(each, float) and math.isnan(each) else each for each in values)
        many = [number for number in counts.values() if number > 1]
        if many:
            found.update({key: len(many), f"{key}/rows": sum(many)})

    def real(value: float) -> Decimal:
        return Decimal(repr(value))

    count("text#required", "text", None, nulls=True)
    count("text#minLength", "text", lambda each: len(each) < 2)
    count("text#maxLength", "text", lambda each: len(each) > 3)
    # Python's `$` lets a line feed pass, and its `\d` is not ASCII alone
    ours = re.compile(r"\Aa[b-d]*[0-9]?\Z")
    count("text#pattern", "text", lambda each: not ours.search(each))
    count("text#enum", "text", lambda each: each not in ("", "ab", "abc", "ad1"))
    repeated("text#unique", "text")
    count("text#quality/0", "text", None, nulls=True)
    missing = sum(row["text"] in (None, "", "N/A") for row in rows)
    found |= {"text#quality/1": missing} if missing else {}
    count(
        "text#quality/2", "text", lambda each: each not in ("ab", "abc", "xb") or not re.search("^ab", each)
    )
    repeated("text#quality/3", "text")
    count("real#minimum", "real", lambda each: math.isnan(each) or real(each) < Decimal("-1.5"))
    count("real#exclusiveMaximum", "real", lambda each: math.isnan(each) or real(each) >= 100)
    count("real#enum", "real", lambda each: each not in (0, 1.5, -2))
    count("real#nan", "real", math.isnan)
    count("real#quality/0", "real", lambda each: each not in (1.5, 7))
    repeated("real#quality/1", "real")
    count("whole#exclusiveMinimum", "whole", lambda each: each <= Decimal("0.5"))
    count("whole#maximum", "whole", lambda each: each > 10)
    count("whole#multipleOf", "whole", lambda each: each % 3 != 0)
    repeated("whole#unique", "whole")
    count("exact#minimum", "exact", lambda each: each < Decimal("0.05"))
    count("exact#maximum", "exact", lambda each: each > Decimal("99.9"))
    count("exact#multipleOf", "exact", lambda each: each % Decimal("0.05") != 0)
    count("flag#enum", "flag", lambda each: not each)
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 21, 22, tzinfo=UTC)
    count("at#minimum", "at", lambda each: each < first)
    count("at#maximum", "at", lambda each: each > last)
    repeated("at#unique", "at")
    return found


def clock(rows: list[dict[str, Any]]) -> list[Any]:
    """Return the newest value that is not from the future, the oldest, and the number of future ones."""
    until = datetime.fromisoformat(NOW) + timedelta(minutes=5)
    values = [row["at"] for row in rows if row["at"] is not None]
    past = [each for each in values if each <= until]

    def text(value: datetime | None) -> str:
        return "" if value is None else value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    return [text(max(past, default=None)), text(min(values, default=None)), len(values) - len(past)]


def parquet_file(path: Path, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(),
        "real": pa.float64(),
        "whole": pa.int64(),
        "exact": pa.decimal128(9, 2),
        "flag": pa.bool_(),
        "at": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema(list(kinds.items()))
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def csv_file(path: Path, rows: list[dict[str, Any]]) -> None:
    def cell(value: Any) -> str:
        if value is None:
            return ""
        text = (
            value.isoformat()
            if isinstance(value, datetime)
            else repr(value)
            if isinstance(value, float)
            else str(value)
        )
        return '"' + text.replace('"', '""') + '"' if isinstance(value, str) else text

    lines = [",".join(NAMES), *(",".join(cell(row[name]) for name in NAMES) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def json_file(path: Path, rows: list[dict[str, Any]]) -> None:
    def value(each: Any) -> Any:
        if isinstance(each, Decimal):
            return str(each)
        return each.isoformat() if isinstance(each, datetime) else each

    lines = [json.dumps({name: value(each) for name, each in row.items()}) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


WRITERS = {"parquet": parquet_file, "csv": csv_file, "json": json_file}


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Probe:
    folder = tmp_path_factory.mktemp("mesh")
    (folder / "orders.odcs.yaml").write_text(contract(PROPERTIES, more=LATENCY), encoding="utf-8")
    source = compiled(of_folder(folder), {})
    mesh = link(source.linkable, datetime(2026, 11, 22, tzinfo=UTC).date())
    (only,) = mesh.contracts
    (found,) = probes(only, mesh, mapping(Locator(source).value(only.home.file, 0)))
    return found


def answer(probe: Probe, form: Any, path: Path) -> dict[str, Any]:
    """Run a query in DuckDB in this process."""
    from meshwright.workspace.measuring import process

    place = Place("files", "", form, (str(path),))
    return process._answer(Job(probe, place, (), {}, Filter(), NOW, LIMITS))


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
@example(rows=[{**NOTHING, "real": math.nan}])
@example(rows=[{**NOTHING, "at": each} for each in AROUND_NOW])
@example(rows=[{**NOTHING, "text": each} for each in ("ab", "abx", "xb", "ab\n", "", None)])
@example(rows=[])
def test_figures_equal_those_of_python(
    form: str, rows: list[dict[str, Any]], probe: Probe, tmp_path: Path
) -> None:
    """Nulls, NaN, infinities, empty strings, line feeds, letters beyond ASCII, repeated keys; in all three formats."""
    if form == "json":  # which has no NaN and no infinity
        rows = [
            {**row, "real": row["real"] if row["real"] is None or math.isfinite(row["real"]) else 0.5}
            for row in rows
        ]
    path = tmp_path / f"rows.{form}"
    WRITERS[form](path, rows)

    found = answer(probe, form, path)

    assert "unavailable" not in found, found
    wanted = expected(rows)
    assert found["figures"] == wanted
    assert found["unmeasured"] == {}
    assert found["rows"] == len(rows)
    assert found["clocks"] == {"at": clock(rows)}


def test_csv_of_pythons_writer_is_read_back() -> None:
    """The file of the test is CSV: quotes, commas and line feeds of texts are kept."""
    rows = [{"text": 'a"b,\n'}]
    written = io.StringIO()
    csv.DictWriter(written, ["text"], quoting=csv.QUOTE_ALL).writerow(rows[0])

    assert written.getvalue() == '"a""b,\n"\r\n'
