"""Fingerprints consist of names, addresses and codes; former ones still work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import report_on
from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.diagnostic import Diagnostic, PreexistingIn
from meshwright.rulekit.fingerprints import distinguished, fingerprints
from meshwright.source.rows import csv_rows, jsonl_rows
from subjects import GOLDEN, seed_files

if TYPE_CHECKING:
    from pathlib import Path

BASELINE = """\
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - {} ends-soon player/play-events/daily@1#sla/endOfSupport
"""


@pytest.mark.parametrize("fingerprint", ["cff6bfd8a08bb5c3", "d49e0dbd43836266"])
def test_baseline_with_words_in_fingerprints_still_works(tmp_path: Path, fingerprint: str) -> None:
    """The first one is of "its support", which was once part of the fingerprint."""
    _, files = seed_files(GOLDEN / "seeds/ends-soon.txtar")
    files["policies/baseline/player.yaml"] = BASELINE.format(fingerprint).encode()

    found = [each for each in report_on(tmp_path, files).diagnostics if each.rule == "ends-soon"]

    assert [each.known for each in found] == [PreexistingIn.BASELINE]


def test_former_discriminators_give_former_fingerprints() -> None:
    """The current one comes first; equal ones occur once."""
    new = fingerprints("rule", "a/b", "", Finding("", At(), discriminator="code"), str)
    old = fingerprints("rule", "a/b", "", Finding("", At(), discriminator="its words"), str)
    both = Finding("", At(), discriminator="code", former=("its words", "code"))

    assert fingerprints("rule", "a/b", "", both, str) == (*new, *old)


def test_equal_former_fingerprints_are_numbered_as_before() -> None:
    """The second of two equal ones had a different number, whatever they have now."""

    def diagnostic(fingerprint: str, *former: str) -> Diagnostic:
        return Diagnostic("rule", "group", Severity.ERROR, "", None, None, (), None, fingerprint, former)

    once = [each.fingerprint for each in distinguished([diagnostic("old"), diagnostic("old")])]
    now = tuple(distinguished([diagnostic("one", "old"), diagnostic("two", "old")]))

    assert [each.fingerprint for each in now] == ["one", "two"]
    assert [each.former for each in now] == [(once[0],), (once[1],)]


def test_reasons_of_unreadable_rows_have_different_codes() -> None:
    """Different words, different codes."""
    texts = ('a,b\n1\n2,"3\n', "a,a,\n", "a;b\n")
    lines = (
        '{"a" 1}',
        '{"a": 1, "a": 2}',
        '{"a": 1 "b"}',
        "[1 2]",
        "[1] 2",
        '{"a"}',
        "{1: 2}",
        '"\\x"',
        "[",
        "1",
    )
    problems = [each for text in texts for each in csv_rows(text).problems]
    problems += [each for line in lines for each in jsonl_rows(line).problems]
    codes: dict[str, set[str]] = {}
    for each in problems:
        codes.setdefault(each.code, set()).add(each.what)

    assert all(len(words) == 1 for words in codes.values()), codes
    assert codes.keys() >= {
        "cell-count 1 2",
        "unclosed-quote",
        "duplicate-column a",
        "unnamed-column",
        "delimiter ';'",
    }
    assert codes.keys() >= {
        "colon",
        "duplicate-key a",
        "comma }",
        "comma ]",
        "trailing-text",
        "key",
        "text",
        "value",
    }
