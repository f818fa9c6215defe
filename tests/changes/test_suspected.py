"""A removed and an added field may be one renamed field: this is a hint, never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, comparison_of
from revisions import edited, fields, replaced

if TYPE_CHECKING:
    from pathlib import Path

OLD = "{name: skip_reason, logicalType: string, classification: internal}"
HINT = "possibly renamed; give both the same `id`"


@pytest.mark.parametrize(
    ("new", "is_suspected"),
    [
        ("{name: skipped_reason, logicalType: string, classification: internal}", True),
        ("{name: why, logicalType: string, classification: internal}", True),
        ("{name: skipped_reason, logicalType: integer, classification: internal}", False),
        ("{name: skipped_reason, logicalType: string, classification: public}", False),
        ("{name: skipped_reason, logicalType: string, physicalType: uuid, classification: internal}", False),
    ],
    ids=["near-name", "same-place", "other-type", "other-level", "other-physical-type"],
)
def test_rename_without_id_is_suggested(new: str, tmp_path: Path, *, is_suspected: bool) -> None:
    """For the same type and level, and a similar name or the same position; the removal remains a removal."""
    found = _removal(tmp_path, OLD, new)
    assert found == [HINT] * is_suspected


def test_two_ids_are_two_fields(tmp_path: Path) -> None:
    """Different ids state that it is not a rename."""
    new = OLD.replace("skip_reason", "skipped_reason")
    assert _removal(tmp_path, f"{{id: a, {OLD[1:]}", f"{{id: b, {new[1:]}") == []


def test_only_an_added_field_is_suggested(tmp_path: Path) -> None:
    """An existing field is not the new name of another."""
    assert (
        _removal(tmp_path, OLD, "", "{name: skip_reasons, logicalType: string, classification: internal}")
        == []
    )


def _removal(folder: Path, old: str, new: str, *others: str) -> list[str]:
    """Return the hints of the only removal."""
    before = edited("contract", files=None)
    sides = [
        _with(before, fields(*others, old)),
        _with(before, fields(*others, *([new] if new else []))),
    ]
    report = comparison_of(folder, *sides).report
    (removed,) = [each for each in report.diagnostics if each.rule == "field-removed"]
    return [each.message for each in removed.related if each.message == HINT]


def _with(files: dict[str, bytes], schema: str) -> dict[str, bytes]:

    return {**files, PLACES["contract"]: replaced(files[PLACES["contract"]].decode(), schema)}
