"""An exception covers only the field that it names: later ones next to it are reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from mesh_of import PLACES, report_on, scaffold
from meshwright.cli.main import main
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic

CASE = GOLDEN / "cases/oracles-waiver-and-baseline-hide-new-leak.txtar"
CONTRACT = "products/shop/b/o.odcs.yaml"
BASELINE = "policies/baseline/shop.yaml"
WAIVER = """apiVersion: meshwright/v1
kind: Waiver
rule: classification-leak
address: shop/b/o@1/t/c0
reason: It is looked at.
owner: shop-team
approvedBy: fin-team
expires: "2026-12-31"
"""
C1 = """  - name: c1
    logicalType: string
    classification: public
    transformSourceObjects:
    - shop/a/o@1/t/s
"""


def leaks(folder: Path, files: dict[str, bytes]) -> dict[str | None, bool]:
    """Return the leaking fields, and whether each counts."""
    found = report_on(folder, files).diagnostics
    return {each.address: each.counts for each in found if each.rule == "classification-leak"}


def case() -> dict[str, bytes]:
    """Return the case's files: `c0` is in the baseline, `c1` was added later."""
    files = unpacked(CASE.read_text(encoding="utf-8"))
    found = {path.removeprefix("head/"): data for path, data in files.items()}
    assert C1 in found[CONTRACT].decode()
    return found


def test_baseline_of_one_leak_does_not_hide_another(tmp_path: Path) -> None:
    """The original case: `c0` stays in the baseline of an earlier release, `c1` is an error."""
    assert leaks(tmp_path, case()) == {"shop/b/o@1/t/c0": False, "shop/b/o@1/t/c1": True}


def test_waiver_of_one_leak_does_not_hide_another(tmp_path: Path) -> None:
    """The same with a waiver, whether the new field is after the waived one or before it."""
    files = case()
    del files[BASELINE]
    files["policies/waivers/c0.yaml"] = WAIVER.encode()
    assert leaks(tmp_path / "behind", files) == {"shop/b/o@1/t/c0": False, "shop/b/o@1/t/c1": True}

    text = files[CONTRACT].decode().replace(C1, "")
    files[CONTRACT] = text.replace("  properties:\n", f"  properties:\n{C1}").encode()
    assert leaks(tmp_path / "before", files) == {"shop/b/o@1/t/c0": False, "shop/b/o@1/t/c1": True}


def test_new_leak_next_to_a_recorded_one_fails_the_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1, and the message names the new field; without it, the check passes."""
    files = case()
    write(files, tmp_path)
    assert main(["check", str(tmp_path), "--as-of", "2026-11-22"]) == 1
    assert "`c1` is public but derives from `shop/a/o@1/t/s`" in capsys.readouterr().out

    (tmp_path / CONTRACT).write_text(files[CONTRACT].decode().replace(C1, ""), encoding="utf-8")
    assert main(["check", str(tmp_path), "--as-of", "2026-11-22"]) == 0


HEAD = """apiVersion: v3.2.0
kind: DataContract
id: royalties.statements
version: 1.0.0
status: active
schema:
- name: statements
  properties:
"""
SOURCE = "transformSourceObjects: [player/play-events/daily@1/plays/play_id]"
PERSONAL = "customProperties: [{property: dataCategory, value: user.contact}]"
SERVER = "servers: [{server: lake, type: s3, location: s3://x/y}]\n"
ROLE = "roles: [{role: analyst}]\n"
FIELDS = [
    ("missing-classification", "logicalType: string", ""),
    ("unknown-classification", "logicalType: string, classification: secret", ""),
    ("role-below-clearance", "logicalType: string, classification: restricted", ROLE),
    ("unprotected-sensitive-field", "logicalType: string, classification: restricted", SERVER),
    ("personal-data-without-retention", f"logicalType: string, classification: internal, {PERSONAL}", ""),
    ("sensitive-sample", "logicalType: string, classification: restricted, examples: [real]", ""),
    ("classification-leak", f"logicalType: string, classification: public, {SOURCE}", ""),
    ("unknown-source-field", f"logicalType: string, {SOURCE.replace('play_id', 'play_ids')}", ""),
]


def of_fields(
    folder: Path, rule: str, field: str, top: str, names: str, *, more: dict[str, bytes] | None = None
) -> list[Diagnostic]:
    """Return the findings of a rule in a contract whose fields are all alike."""
    fields = "".join(f"  - {{name: {name}, {field}}}\n" for name in names)
    files = {**scaffold(), PLACES["other_contract"]: f"{HEAD}{fields}{top}".encode(), **(more or {})}
    found = report_on(folder, files).diagnostics
    return [each for each in found if each.rule == rule and "royalties" in (each.address or "")]


@pytest.mark.parametrize(("rule", "field", "top"), FIELDS, ids=lambda each: re.sub(r"\W.*", "", each) or "-")
def test_exception_of_some_fields_does_not_cover_another(
    rule: str, field: str, top: str, tmp_path: Path
) -> None:
    """A baseline of two fields covers two findings, not that of a third one, after them or before them."""
    known = of_fields(tmp_path / "two", rule, field, top, "ab")
    fingerprints = {each.fingerprint for each in known}
    assert len(fingerprints) == 2

    for number, names in enumerate(("abc", "cab")):
        found = of_fields(tmp_path / str(number), rule, field, top, names)
        (new,) = (each for each in found if each.fingerprint not in fingerprints)
        assert "c" in re.findall(r"`(?:statements/)?(\w)`", new.message) or new.address.endswith("/c")


@pytest.mark.parametrize(
    ("rule", "field", "top"),
    [each for each in FIELDS if each[0].startswith(("role", "unprotected", "personal"))],
    ids=lambda each: re.sub(r"\W.*", "", each) or "-",
)
def test_waiver_of_a_field_covers_only_that_field(rule: str, field: str, top: str, tmp_path: Path) -> None:
    """It names the field after the role, server or port; an old one covers the field that gave the group its name."""
    first, second, *_ = of_fields(tmp_path / "all", rule, field, top, "abc")
    assert first.waivable_address is not None
    assert second.waivable_address is not None
    assert first.waivable_address.endswith("statements/a")

    for number, (address, waived) in enumerate(
        [(second.waivable_address, [False, True, False]), (first.address, [True, False, False])]
    ):
        text = WAIVER.replace("classification-leak", rule).replace("shop/b/o@1/t/c0", address or "")
        text = text.replace("shop-team", "player-squad").replace("fin-team", "payments-squad")
        found = of_fields(
            tmp_path / str(number), rule, field, top, "abc", more={"policies/waivers/w.yaml": text.encode()}
        )
        assert [each.waived is not None for each in found] == waived


STANDARD = """apiVersion: meshwright/v1
kind: Standard
name: own
title: What fields look like
names: {field: "^[A-Z]+$"}
fieldFormats:
  - {fields: ["*"], logicalType: integer, why: everything is a number}
"""


@pytest.mark.parametrize("rule", ["name-off-convention", "field-format-off-standard"])
def test_standards_are_reported_field_by_field(rule: str, tmp_path: Path) -> None:
    """An exception for two fields that violate a standard does not cover a third."""
    more = {"governance/own.yaml": STANDARD.encode()}
    known = of_fields(tmp_path / "two", rule, "logicalType: string", "", "ab", more=more)
    found = of_fields(tmp_path / "three", rule, "logicalType: string", "", "cab", more=more)

    assert len(known) == 2
    assert {each.address for each in found} - {each.address for each in known} == {
        "payments/royalties/statements@1/statements/c"
    }
    assert {each.fingerprint for each in known} < {each.fingerprint for each in found}
