"""Every change that breaks a declared consumer states the remedy, and no fix would remove a version."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, TODAY, compiled_in, files_of, scaffold
from meshwright.changes.verdict import Bump
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.examples import examples
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import SnapshotSource
from meshwright.workspace.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from meshwright.rulekit.examples import Example
    from meshwright.workspace.comparison import Comparison

CONTRACT, PRODUCT, CONSUMER = PLACES["contract"], PLACES["product"], PLACES["other_product"]
WAYS = (
    "`meshwright new version ",
    "keep it as deprecated until they have migrated",
    " must agree; ",
    "restore `",
    "use `deprecated`",
)
OUTPUTS = r"(?s)outputPorts:\n.*?(?=customProperties)"
PAIRS = [
    pytest.param(before, after, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, (before, after) in enumerate(
        (one, other)
        for one, other in zip(examples(rule.doc), examples(rule.doc)[1:], strict=False)
        if (one.verdict, other.verdict) == ("before", "after")
    )
]
Edit = tuple[str, str, str]
RETYPED: tuple[Edit, ...] = (
    (CONTRACT, r"varchar\(36\)", "bigint"),
    (CONTRACT, "Type: string", "Type: integer"),
)


def compared(
    folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes], name: str = "main"
) -> Comparison:
    """Compare two meshes; the base is a revision with a name, or a folder without one."""
    one, other = compiled_in(folder / "before", before), compiled_in(folder / "after", after)
    if name:
        one = replace(one, snapshot=replace(one.snapshot, origin=SnapshotSource("f" * 40, "f" * 40, name)))
    return compare(one, other, None, Configuration(preset="strict"), TODAY)


def edited(files: Mapping[str, bytes], edits: tuple[Edit, ...]) -> dict[str, bytes]:
    """Return files after edits; one without a pattern removes its file."""
    made = dict(files)
    for path, pattern, new in edits:
        if not pattern:
            del made[path]
            continue
        text, count = re.subn(pattern, new, made[path].decode(), count=1)
        assert count == 1, (path, pattern)
        made[path] = text.encode()
    return made


def messages(found: Comparison, rule: str) -> list[str]:
    """Return the messages of a rule."""
    return [each.message for each in found.report.diagnostics if each.rule == rule]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_finding_about_a_break_states_the_remedy(before: Example, after: Example, tmp_path: Path) -> None:
    """So do the findings of each comparing rule in its own examples; the scaffold has the consumers."""
    found = compared(tmp_path, files_of(before), files_of(after))
    breaking = {
        each.verdict.row
        for each in found.assessed
        if each.verdict.bump is Bump.MAJOR
        and each.verdict.readers is not False
        and any(hit.hops == 1 and hit.reads is not False for hit in each.consumers)
    }
    told = [each for each in found.report.diagnostics if each.rule in {*breaking, "version-not-bumped"}]
    for each in told if breaking else ():
        is_version = each.rule == "version-not-bumped"
        assert any(way in each.message for way in WAYS) or (
            is_version and " a version; add one" in each.message
        )
        title = each.remedy.title if each.remedy is not None else ""
        assert not re.fullmatch(r"bump the version to \d+\.0\.0", title)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("main", "`meshwright new version player/play-events/daily@1 --changed-since main`"),
        (
            "origin/release-7",
            "`meshwright new version player/play-events/daily@1 --changed-since origin/release-7`",
        ),
        ("it's", """`meshwright new version player/play-events/daily@1 --changed-since 'it'"'"'s'`"""),
        (
            "",
            "restore it and make the change in version 2: `meshwright new version player/play-events/daily@1`",
        ),
    ],
)
def test_command_names_the_base_like_the_user(name: str, command: str, tmp_path: Path) -> None:
    """It can be pasted into a shell; a folder is not a revision."""
    found = compared(tmp_path, scaffold(), edited(scaffold(), RETYPED), name)
    (said,) = messages(found, "version-not-bumped")
    assert command in said


ROADS: dict[str, tuple[tuple[Edit, ...], tuple[Edit, ...], str, str]] = {
    "port-removed": (
        (),
        ((PRODUCT, OUTPUTS, "outputPorts: []\n"),),
        "removed-with-consumers",
        (
            "output port `daily` removed, but 1 consumer needs it: `payments/royalties`;"
            " keep it as deprecated until they have migrated"
        ),
    ),
    "renamed-product": (
        (),
        ((PRODUCT, "name: play-events", "name: plays"),),
        "address-moved",
        (
            "`name` changed from `play-events` to `plays`; breaks its only consumer: `payments/royalties`;"
            " keep it as deprecated until they have migrated"
        ),
    ),
    "backwards": (
        (),
        (
            (CONTRACT, "version: 1.0.0", "version: 0.9.0"),
            (PRODUCT, "    version: 1.0.0", "    version: 0.9.0"),
        ),
        "removed-with-consumers",
        "major version 1 of `play-events.daily` removed, but 1 consumer needs it: `payments/royalties`; restore `1.0.0`",
    ),
    "without-product": (
        ((PRODUCT, "", ""),),
        RETYPED,
        "version-not-bumped",
        (
            "`plays/play_id`: type changed from `varchar(36)` to `bigint`, which requires a major version;"
            " `-/play-events.daily@1` has 1 consumer; `payments-squad` must agree; record this in a waiver"
        ),
    ),
    "without-order": (
        (
            (CONTRACT, "version: 1.0.0", "version: 2024-10"),
            (PRODUCT, "    version: 1.0.0", "    version: 2024-10"),
        ),
        (
            *RETYPED,
            (CONTRACT, "version: 2024-10", "version: 2024-11"),
            (PRODUCT, "    version: 2024-10", "    version: 2024-11"),
        ),
        "version-not-bumped",
        (
            "`plays/play_id`: type changed from `varchar(36)` to `bigint`, which requires a new version,"
            " but `2024-10` and `2024-11` cannot be compared; `player/play-events/daily@2024-10` has 1 consumer;"
            " `payments-squad` must agree; record this in a waiver"
        ),
    ),
    "port-type": (
        (),
        ((PRODUCT, "type: files", "type: table"),),
        "version-not-bumped",
        (
            "`daily@1`: `type` changed from `files` to `table`, which requires a major version; `player/play-events` has"
            " 1 consumer; keep it and make the change in version 2:"
            " `meshwright new version player/play-events/daily@1 --changed-since main`"
        ),
    ),
    "unread": (
        (
            (CONSUMER, r"inputPorts:\n(?:  [^\n]*\n)+", ""),
            (CONSUMER, r"    inputContracts:\n(?:      [^\n]*\n)+", ""),
        ),
        RETYPED,
        "version-not-bumped",
        (
            "`plays/play_id`: type changed from `varchar(36)` to `bigint`,"
            " which requires a major version: bump `1.0.0` to `2.0.0`"
        ),
    ),
}


@pytest.mark.parametrize("name", ROADS)
def test_remedy_fits_the_change(name: str, tmp_path: Path) -> None:
    """A removed item is kept, a change without a next version needs consent, and a change without consumers needs a bump."""
    first, edits, rule, said = ROADS[name]
    before = edited(scaffold(), first)
    assert messages(compared(tmp_path, before, edited(before, edits)), rule) == [said]


@pytest.mark.parametrize("name", ["port-removed", "renamed-product"])
def test_version_is_checked_after_a_removal_is_undone(name: str, tmp_path: Path) -> None:
    """A change that must be undone is one finding; no version would be right for it."""
    first, edits, rule, _ = ROADS[name]
    before = edited(scaffold(), first)
    found = compared(tmp_path, before, edited(before, edits))
    assert len(messages(found, rule)) == 1
    assert messages(found, "version-not-bumped") == []
