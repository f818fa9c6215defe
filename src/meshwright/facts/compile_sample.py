"""Compilation of a sample's bytes to a unit: decode, read the first rows, pack them; never raises.

This module has no access to contracts; a sample's object and conformance are determined after linking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.facts import SampleFact
from meshwright.facts.unit import Failure, LocalFinding, Unit, pack
from meshwright.facts.values import Values
from meshwright.source.discovery import SAMPLE_BYTES
from meshwright.source.place import Lines
from meshwright.source.reader import Document
from meshwright.source.rows import Rows, csv_rows, jsonl_rows, no_rows
from meshwright.source.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.facts.compile import LocalChecker
    from meshwright.source.rows import Form


def compile_sample(data: bytes, form: Form, checker: LocalChecker, parquet: Callable[[bytes], Rows]) -> Unit:
    """Compile one sample; `parquet` is the reader for Parquet files."""
    text, rows = ("", parquet(data)) if form == "parquet" else _text(data, form)
    findings: list[LocalFinding] = []
    failures: list[Failure] = []
    for subject in (*rows.problems, Values((rows.value,), text, is_data=True)):
        verdict = checker(subject, 0)
        findings += verdict.findings
        failures += verdict.failures
    packed = pack((Document(rows.value, rows.offsets),), Lines.of(text))
    fact = SampleFact(form, rows.columns, is_whole=not rows.problems, packed=packed)
    return Unit((fact,), tuple(findings), tuple(failures), packed)


def unread_sample(form: Form) -> Unit:
    """Return a placeholder for an unreadable sample."""
    return Unit((SampleFact(form, (), is_whole=False),), (), (), pack((), Lines.of("")))


def _text(data: bytes, form: Form) -> tuple[str, Rows]:
    text, problems = decode(data, SAMPLE_BYTES)
    if problems:
        return text, no_rows(*problems)
    return text, csv_rows(text) if form == "csv" else jsonl_rows(text)
