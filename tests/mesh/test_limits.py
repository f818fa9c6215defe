"""Limits of one file: beyond them there is a diagnostic, and nothing is cut off silently."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

import pytest

from cpu import within
from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import ContractFact, PartialFacts
from meshwright.finding.finding import At
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.source import limits
from meshwright.source.place import Part, Span

HEAD = "apiVersion: v3.0.2\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
LIMITS = Path(__file__).parents[2] / "docs/pages/reference/limits.md"


@cache
def local_rules() -> LocalRules:
    """Return the rules for one file."""
    return LocalRules(all_rules())


def messages(text: str, rule: str) -> list[tuple[str, At]]:
    """Return the messages of a rule about a text, with their locations."""
    unit = compile_unit(text.encode(), local_rules())
    assert not unit.failures
    return [(each.finding.message, each.finding.at) for each in unit.findings if each.rule == rule]


def test_documents_beyond_the_limit_are_not_read_and_reported() -> None:
    """The first one that is not read is marked; those before it count."""
    one = "---\n" + HEAD
    assert messages(one * limits.DOCUMENTS, "over-limit") == []

    text = one * (limits.DOCUMENTS + 2)
    at = limits.DOCUMENTS * len(one)
    assert messages(text, "over-limit") == [("more than 1,000 documents in the file", At(span=Span(at, at)))]
    facts = compile_unit(text.encode(), local_rules()).facts
    assert [type(fact) for fact in facts] == [ContractFact] * limits.DOCUMENTS + [PartialFacts]


def test_values_are_counted_over_all_documents() -> None:
    """Small texts that grow by aliases in each document are also one file."""
    ten = [",".join([f"*{name}"] * 10) for name in "abcd"]
    grown = f"--- [&a [1], &b [{ten[0]}], &c [{ten[1]}], &d [{ten[2]}], [{ten[3]}, {ten[3]}]]\n"

    assert messages(grown * 5, "over-limit") == []
    assert [message for message, _ in messages(grown * 6, "over-limit")] == [
        "more than 250,000 values in the file, with aliases expanded"
    ]


@pytest.mark.parametrize("documents", [1, 2, 500])
def test_structural_problems_are_reported_up_to_the_limit(documents: int) -> None:
    """The first omitted one is marked once, however many documents the file has."""
    each = (limits.PROBLEMS + 1_000) // documents
    text = ("---\n" + HEAD + "".join(f"zzz{number}: 1\n" for number in range(each))) * documents
    last = At((f"zzz{limits.PROBLEMS % each}",), Part.VALUE, document=limits.PROBLEMS // each)

    assert len(messages(text, "unknown-key")) == limits.PROBLEMS
    assert [(message, at.path, at.document) for message, at in messages(text, "over-limit")] == [
        ("more than 1,000 structural problems in the file", last.path, last.document)
    ]


def test_document_with_too_many_problems_is_a_sketch() -> None:
    """References to it are not reported, because its other mistakes are unknown."""
    text = HEAD + "".join(f"zzz{number}: 1\n" for number in range(limits.PROBLEMS + 1))

    assert compile_unit(text.encode(), local_rules()).facts == (PartialFacts("DataContract", "c", None, ()),)


def test_names_in_suppression_comments_beyond_the_limit_suppress_nothing() -> None:
    """A comment without names counts as one; the first comment that is not read is marked."""
    line = "# meshwright: ignore[x] y\n"
    text = HEAD + line * (limits.SUPPRESSED + 5)
    start = len(HEAD) + limits.SUPPRESSED * len(line)

    assert messages(HEAD + line * limits.SUPPRESSED, "over-limit") == []
    assert len(compile_unit(text.encode(), local_rules()).suppressions) == limits.SUPPRESSED
    assert messages(text, "over-limit") == [
        (
            "more than 1,000 names in the suppression comments of the file",
            At(span=Span(start, start + len(line) - 1)),
        )
    ]


def test_names_in_one_comment_beyond_the_limit_suppress_nothing() -> None:
    """The first name that is not read is marked."""
    names = ",".join(["abc"] * (limits.SUPPRESSED_AT_ONCE + 1))
    text = f"{HEAD}# meshwright: ignore[{names}] y\n"
    (comment,) = compile_unit(text.encode(), local_rules()).suppressions

    assert len(comment.names) == limits.SUPPRESSED_AT_ONCE
    assert messages(text, "over-limit") == [
        (
            "more than 100 names in one suppression comment",
            At(span=Span(text.index("]") - 3, text.index("]"))),
        )
    ]


def test_deceptive_characters_are_reported_up_to_the_limit() -> None:
    """Each is a finding, and a file could contain hundreds of thousands."""
    text = HEAD + 'name: "' + "\u200b" * (limits.PROBLEMS + 7) + '"\n'

    assert len(messages(text, "confusable-character")) == limits.PROBLEMS
    assert len(messages(text, "over-limit")) == 1


def test_each_foreign_document_leaves_its_own_sketch() -> None:
    """Only its own text is searched, however many documents surround it."""
    text = "---\nkind: A\nid: a\r\n---\nkind: B\nid: b # x\n---\n[]\n"

    assert compile_unit(text.encode(), local_rules()).facts == (
        PartialFacts("A", "a", None, ()),
        PartialFacts("B", "b", None, ()),
        PartialFacts(None, None, None, ()),
    )


def test_limits_are_documented() -> None:
    """The page of limits has each number."""
    numbers = {value for name, value in vars(limits).items() if name.isupper()}
    mebibyte = 1024 * 1024
    shown = {f"{each:,}" if each % mebibyte else f"{each // mebibyte} MiB" for each in numbers}

    assert shown <= set(re.findall(r"[\d,]*\d(?: MiB)?", LIMITS.read_text(encoding="utf-8")))


def _shuffled(count: int) -> list[str]:
    """Return words of the letters of a known one, from which no count of letters distinguishes them."""
    chance = Random(1)
    return ["".join(chance.sample("authoritativeDefi", 17)) for _ in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize(("documents", "seconds"), [(1, 7), (400, 25)])
def test_suggestions_for_unknown_keys_take_no_time(documents: int, seconds: int) -> None:
    """The number of compared keys per file is limited; a key took up to a millisecond."""
    document = "---\n" + HEAD + "".join(f"{word}: 1\n" for word in _shuffled(40_000 // documents))
    local_rules()
    with within(seconds):
        assert len(messages(document * documents, "unknown-key")) == limits.PROBLEMS
