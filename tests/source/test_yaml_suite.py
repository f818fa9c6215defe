"""The YAML test suite as the oracle of our reader: the suite's values or a diagnostic, never other values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corpora import YamlCase, yaml_cases
from meshwright.source.problem import AmbiguousScalar
from meshwright.source.tree import parse

CASES = yaml_cases()

READ_BY_LIBYAML = {
    "9C9N": "a flow list that goes on without indentation",
    "9JBA": "a comment glued to a flow list's end",
    "CVW2": "a comment glued to a comma",
    "DK95/01": "a tab as indentation of a continued quoted text",
    "EB22": "a %YAML directive without the end of the document before it",
    "G5U8": "plain dashes in a flow list",
    "MUS6/00": "a comment glued to the %YAML directive",
    "MUS6/01": "a %YAML directive behind an empty document",
    "QB6E": "a quoted text that goes on without indentation",
    "RHX7": "the same, behind a mapping",
    "S98Z": "a block text of blank lines only, each indented more",
    "SU5Z": "a comment glued to a quoted text",
    "X4QW": "a comment glued to a block text's header",
    "Y79Y/003": "a tab before a flow list's item",
    "YJV2": "a dash alone in a flow list",
}
"""Texts that YAML 1.2 refuses and libyaml reads: no contract suffers from it."""

REFUSED = {
    "a tag other than `!!str`, `!!map` and `!!seq` asks for a constructor, and none is ever run": """
        2AUY 2XXW 33X3 565N 5TYM 6CK3 6WLZ 74H7 7FWL 9WXW C4HZ CC74 CUP7 F2C7 FH7J J7PZ L94M M5C3 P76L UGM3
        Z67P Z9M4""",
    "a mapping or a list as a key has no form in JSON, so no schema describes it": """
        4FJ6 6BFJ 6PBE 9MMW KK5P LX3P M2N8/00 M2N8/01 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D""",
    "an anchor has letters, digits, `-` and `_`: libyaml and YAML 1.1": "2SXE 8XYN W5VH Y2GN",
    "a tab that may indent in YAML 1.2 misleads who reads the file": """
        6CA3 96NN/00 96NN/01 DK95/00 DK95/03 DK95/04 Q5MG R4YG Y79Y/001""",
    "libyaml takes no tab behind `-`, `?` and `:` where a block could start": "6BCT A2M4 Y79Y/010",
    "a key that starts with a question mark is read in different ways; quote it": "652Z HM87/01",
    "libyaml takes no key without a text": "2JQS 6M2F CFD4 FRK4 NHX8 NKF9 S3PD SM9W/01 UKK6/00",
    "libyaml takes no key of a flow mapping over two lines": "4MUZ/00 4MUZ/01 4MUZ/02 5MUD 9SA2 K3WX NJ66 UT92 VJP3/01",
    "libyaml takes no plain text that starts with a colon in a flow collection": "58MP 5T43 DBG4 HM87/00",
    "libyaml takes no plain text that ends with a colon in a flow collection": "4ABK",
    "libyaml takes no directive but %YAML 1.1, %YAML 1.2 and %TAG": "2LFX 6LVF BEC7 MUS6/05 MUS6/06",
    "libyaml takes no unindented block text at the top": "DK3J FP8R W4TN",
    "libyaml takes no document without `---` behind `...`": "7Z25 M7A3",
    "libyaml takes no `...` without a document": "HWV9 QT73",
}
"""Texts that YAML 1.2 permits and we refuse, by reason: a refusal is reported, and nothing is misread."""
REASONS = {name: reason for reason, names in REFUSED.items() for name in names.split()}


def exact(values: list[Any]) -> list[str]:
    """Return values as texts, so that 1, 1.0 and true differ."""
    return [json.dumps(value, sort_keys=True) for value in values]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_values_are_those_of_the_suite(case: YamlCase) -> None:
    """A valid text is read with the suite's values, or is in the table; no other text is read without a problem."""
    tree = parse(case.yaml)
    is_refused = any(not isinstance(problem, AmbiguousScalar) for problem in tree.problems)

    if case.error:
        assert is_refused != (case.name in READ_BY_LIBYAML)
    else:
        assert is_refused == (case.name in REASONS)
    if case.json is not None and not is_refused and not case.error:
        assert exact([document.value for document in tree.documents]) == exact(case.values)


def test_tables_name_cases_of_the_suite() -> None:
    """A refused case has one reason, and a misspelt name excuses nothing."""
    names = [name for listed in REFUSED.values() for name in listed.split()]

    assert len(CASES) == 402
    assert len(names) == len(set(names))
    assert {*names, *READ_BY_LIBYAML} <= {case.name for case in CASES}


def test_most_valid_cases_are_read() -> None:
    """At least three of four valid cases with values, so that refusing is not a way out."""
    valid = [case for case in CASES if case.json is not None and not case.error]

    assert sum(parse(case.yaml).is_whole for case in valid) / len(valid) > 0.75
