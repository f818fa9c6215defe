"""Values that are unreadable on one side are changes of unknown meaning, and hide no other change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import comparison_of, scaffold
from meshwright.changes import assessment
from meshwright.finding.finding import Severity
from meshwright.workspace.change_scope import check_change
from meshwright.workspace.comparison import difference
from meshwright.workspace.review_run import impact
from revisions import edited

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.report.diff import DiffReport
    from revisions import Files

SERVERS = "servers:\n  - server: lake\n    type: s3\n"
PUBLIC = "servers: public\nx-servers:\n  - server: lake\n    type: s3\n"
LATENCY = ("value: 26\n", "value: 48\n")


def compared(folder: Path, before: Files, after: Files) -> DiffReport:
    """Compare two revisions."""
    return difference(comparison_of(folder, before, after))


def described(found: DiffReport) -> dict[str, bool | None]:
    """Return each change in words, and whether it breaks consumers."""
    return {each.words: each.readers for each in found.entries}


def errors(found: DiffReport) -> set[str]:
    """Return the rules that report an error."""
    return {each.rule for each in found.report.diagnostics if each.severity is Severity.ERROR}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("servers:\n", "servers: public\nservers_:\n", "`servers`"),
        ("roles:\n", "roles: public\nroles_:\n", "`roles`"),
        ("slaProperties:\n", "slaProperties: 5\nsla_:\n", "`slaProperties`"),
        (
            "slaProperties:\n  - property: latency\n    value: 26\n    unit: h\n",
            "slaProperties:\n  - [x]\n",
            "`slaProperties/latency`",
        ),
        (
            "    quality:\n      - metric: rowCount\n",
            "    quality: public\n    quality_:\n      - metric: rowCount\n",
            "`quality`",
        ),
        ("schema:\n", "schema: public\nschema_:\n", "`schema`"),
        (
            "logicalTypeOptions:\n          timezone: true\n",
            "logicalTypeOptions: [x]\n",
            "`logicalTypeOptions`",
        ),
        ("        primaryKey: true\n", "        primaryKey: sometimes\n", "`primaryKey`"),
        ("  - role: analyst\n", "  - role: [analyst]\n", "`roles/"),
    ],
)
@pytest.mark.parametrize("is_mended", [False, True], ids=["broken", "mended"])
def test_value_of_another_type_is_incomparable(
    old: str, new: str, words: str, tmp_path: Path, *, is_mended: bool
) -> None:
    """It is an error of the head, or a warning if the base has it; its consumers may be affected."""
    sides = (edited("contract", (old, new)), scaffold())
    found = compared(tmp_path, *(sides if is_mended else sides[::-1]))

    [doubt] = found.incomparable
    assert doubt.words.startswith(words)
    assert ("cannot be compared with the base: expected " in doubt.words) == is_mended
    assert doubt.readers is None
    assert doubt.impact == "may break its only consumer: `payments/royalties`"
    assert ("incomparable-change" in errors(found)) != is_mended


def test_unreadable_value_hides_no_breaking_change(tmp_path: Path) -> None:
    """A weaker service level in the same change is still reported."""
    found = compared(
        tmp_path, scaffold(), edited("contract", ("servers:\n", "servers: public\nservers_:\n"), LATENCY)
    )

    assert described(found)["`latency` changed from `26 h` to `48 h`"] is True
    assert errors(found) == {"incomparable-change", "version-not-bumped"}


def test_unreadable_item_hides_no_other(tmp_path: Path) -> None:
    """One of two fields is unreadable and incomparable, the other is removed."""
    after = edited("contract", ("      - name: played_at\n", "      - [x]\n      - name: at\n"))

    assert described(compared(tmp_path, scaffold(), after)) == {
        "field cannot be compared: expected a mapping, found a list": None,
        "field `at` added": False,
    }


def test_contract_without_a_readable_id_does_not_count_as_removed(tmp_path: Path) -> None:
    """It has the same path; its identity is unknown."""
    found = compared(tmp_path, scaffold(), edited("contract", ("id: play-events.daily\n", "id: [x]\n")))

    assert described(found) == {"`id` cannot be compared: expected a string, found a list": None}


def test_equal_unreadable_values_are_not_a_change(tmp_path: Path) -> None:
    """Nothing was edited, so nothing is in doubt."""
    files = edited("contract", ("servers:\n", "servers: public\nservers_:\n"))
    found = compared(
        tmp_path, files, {**files, "products/player/play-events/contracts/x.odcs.yaml": b"id: [\n"}
    )

    assert not found.entries


def test_governance_document_is_compared_likewise(tmp_path: Path) -> None:
    """Unreadable classification levels still need an approval."""
    found = compared(
        tmp_path, scaffold(), edited("classifications", ("levels:\n", "levels: public\nlevels_:\n"))
    )

    [doubt] = found.incomparable
    assert doubt.needs == "approval by `player-squad` (governance)"
    assert "incomparable-change" in errors(found)


def test_unreadable_prose_in_the_base_is_harmless(tmp_path: Path) -> None:
    """A description breaks no consumer."""
    broken = edited("contract", ("description:\n  purpose: The", "description: 5\nx:\n  purpose: The"))

    assert not compared(tmp_path, broken, scaffold()).incomparable


def test_summary_states_what_was_not_compared(tmp_path: Path) -> None:
    """Even if no consumer is declared."""
    old = {path: data for path, data in scaffold().items() if "royalties" not in path}
    new = {
        path: data
        for path, data in edited("contract", ("servers:\n", "servers: public\nservers_:\n")).items()
        if path in old
    }

    assert impact(comparison_of(tmp_path, old, new)).summary().endswith("; 1 change cannot be compared")


def test_failed_assessment_hides_no_other_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported by address with exit code 2, and the other changes are assessed."""

    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setitem(assessment._ASPECTS, "contract.servers", broken)
    before, after = scaffold(), edited("contract", ("format: parquet", "format: csv"), LATENCY)
    made = comparison_of(tmp_path, before, after)
    found = difference(made)

    assert made.failed_rules == ("incomparable-change",)
    assert described(found)["`latency` changed from `26 h` to `48 h`"] is True
    assert described(found)["cannot verify the change: the comparison failed with KeyError"] is None
    assert "incomparable-change" in errors(found)
    outcome = check_change(made.before, made.after, _strict(), lambda _: True, made.mesh.today)
    assert "incomparable-change" in {each.rule for each in outcome.report.diagnostics if each.counts}


def test_document_that_cannot_be_compared_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its differences are unknown; all others are reported."""
    from meshwright.changes import diff

    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(diff, "recognised", broken)
    after = edited("product", ("status: active", "status: deprecated"), files=edited("contract", LATENCY))
    made = comparison_of(tmp_path, scaffold(), after)

    assert made.failed_rules == ("incomparable-change",)
    assert described(difference(made)) == {
        "cannot verify the change: the comparison failed with KeyError": None,
        "product deprecated": False,
    }


@pytest.mark.parametrize(
    "function",
    ["changes.diff.recognised", "changes.assessment.with_approvers", "workspace.comparison.impact"],
)
def test_lack_of_memory_is_not_a_doubt_about_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """It ends the run with a message; nothing is reported about the document."""

    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(f"meshwright.{function}", short)
    with pytest.raises(MemoryError):
        difference(comparison_of(tmp_path, scaffold(), edited("contract", LATENCY)))


def _strict() -> object:
    from meshwright.rulekit.configuration import Configuration

    return Configuration(preset="strict")


def test_failed_comparison_of_a_draft_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft promises nothing, but the exit code 2 must have a reason."""
    from meshwright.changes import diff

    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(diff, "recognised", broken)
    draft = edited("contract", ("status: active", "status: draft"))
    after = {path: data.replace(b"value: 26\n", b"value: 48\n") for path, data in draft.items()}
    made = comparison_of(tmp_path, draft, after)

    assert made.failed_rules == ("incomparable-change",)
    assert "incomparable-change" in errors(difference(made))
