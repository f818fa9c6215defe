"""`fix` corrects the most frequent foreign keys: certain ones without a flag, guesses with `--unsafe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: ward.stays
version: 1.0.0
status: {status}
{top}schema:
  - name: stays
    properties:
      - name: stay
        description: The stay.
        {key}
"""


def fixed(
    folder: Path, *flags: str, key: str = "required: true", status: str = "active", top: str = ""
) -> str:
    """Fix a contract with one property, and return its text."""
    file = folder / "stays.odcs.yaml"
    file.write_text(CONTRACT.format(key=key, status=status, top=top))
    main(["fix", "--preset", "standard", *flags, str(folder)])
    return file.read_text()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("nullable: false", "required: true"),
        ("nullable: true", "required: false"),
        ("isNullable: false", "required: true"),
        ("is_nullable: true", "required: false"),
        ("optional: true", "required: false"),
        ("isRequired: true", "required: true"),
        ("not_null: true", "required: true"),
        ("isUnique: true", "unique: true"),
        ("is_unique: false", "unique: false"),
        ("isPrimaryKey: true", "primaryKey: true"),
        ("primary_key: true", "primaryKey: true"),
        ("physical_name: stay_id", "physicalName: stay_id"),
        ("Business_Name: stay", "businessName: stay"),
    ],
)
def test_equivalent_key_is_written_without_a_flag(tmp_path: Path, wrong: str, right: str) -> None:
    """The value is kept, or negated."""
    assert fixed(tmp_path, key=wrong) == CONTRACT.format(key=right, status="active", top="")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("type: string", "logicalType: string"),
        ("type: varchar(36)", "physicalType: varchar(36)"),
        ("dataType: BIGINT", "physicalType: BIGINT"),
        ("data_type: integer", "logicalType: integer"),
        ("type: timestamp", "physicalType: timestamp"),
        ("logicalType: datetime", "logicalType: timestamp"),
        ("logicalType: decimal", "logicalType: number"),
    ],
)
def test_guess_needs_the_flag(tmp_path: Path, wrong: str, right: str) -> None:
    """The key alone does not determine which of two types is meant."""
    assert wrong in fixed(tmp_path, key=wrong)
    assert right in fixed(tmp_path, "--unsafe", key=wrong)


@pytest.mark.parametrize(
    "wrong", ["nullable: maybe", "nullable: 0", "isUnique: yes please", "type: whatever"]
)
def test_unclear_value_is_not_fixed(tmp_path: Path, wrong: str) -> None:
    """It is neither a truth value nor a type."""
    assert "required" not in fixed(tmp_path, "--unsafe", key=wrong)


def test_existing_key_is_not_written_twice(tmp_path: Path) -> None:
    """The foreign key is removed, but only with the flag: the two may contradict each other."""
    both = "required: false\n        nullable: false"

    assert "nullable: false" in fixed(tmp_path, key=both)
    assert fixed(tmp_path, "--unsafe", key=both) == CONTRACT.format(
        key="required: false", status="active", top=""
    )


@pytest.mark.parametrize(
    "top", ["description:\n", "name:\n", "tags:\n", "name: ~\n", "name: null  # later\n"]
)
def test_empty_key_is_removed(tmp_path: Path, top: str) -> None:
    """It states nothing."""
    assert fixed(tmp_path, top=top) == fixed(tmp_path)


@pytest.mark.parametrize("status", ["Active", "ACTIVE", "' active '"])
def test_case_of_a_status_is_fixed(tmp_path: Path, status: str) -> None:
    """Another case is the same word."""
    assert "status: active\n" in fixed(tmp_path, status=status)


def test_required_empty_key_is_not_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its author must fill it: no fix is offered."""
    text = CONTRACT.format(key="required: true", status="active", top="").replace("id: ward.stays", "id:")
    (tmp_path / "stays.odcs.yaml").write_text(text)

    main(["check", str(tmp_path)])

    told = capsys.readouterr().out
    assert "`id` is empty; expected a string" in told
    assert "remove" not in told


def test_fixes_reverted_for_one_reason_are_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the first location and the number of others."""
    for name in "abc":
        (tmp_path / f"{name}.odcs.yaml").write_text(
            CONTRACT.format(
                key="nullable: false\n        isNullable: false", status="active", top=""
            ).replace("ward.stays", name)
        )

    assert main(["fix", str(tmp_path)]) == 1

    told = capsys.readouterr().out
    assert told.count(": it causes a new error") == 1
    assert "(and 2 more for the same reason)" in told
