"""Ends of products and ports: by permitted steps, and not while there are consumers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, comparison_of, scaffold
from meshwright.quantities.lifecycle import NEXT, STATUSES
from revisions import Files, edited

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic

ERRORS = frozenset(
    {
        "illegal-status-transition",
        "removed-with-consumers",
        "version-not-bumped",
        "version-went-backwards",
        "version-reused",
        "address-moved",
    }
)


def errors(folder: Path, before: Files, after: Files, tip: Files | None = None) -> dict[str, Diagnostic]:
    """Return the findings of the rules about versions and ends."""
    found = comparison_of(folder, before, after, tip).report.diagnostics
    return {each.rule: each for each in found if each.rule in ERRORS}


def with_status(status: str) -> Files:
    """Return the scaffold with a status of contract and product."""
    files = edited("contract", ("status: active", f"status: {status}"))
    return edited("product", ("status: active", f"status: {status}"), files=files)


def bumped(files: Files, version: str) -> Files:
    """Bump contract and port."""
    files = edited("contract", ("version: 1.0.0", f"version: {version}"), files=files)
    return edited(
        "product", ("version: 1.0.0\n    contractId", f"version: {version}\n    contractId"), files=files
    )


def without_consumers(files: Files) -> Files:
    """Remove the product that reads the port."""
    return {path: data for path, data in files.items() if "royalties" not in path}


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_statuses_follow_each_other(before: str, after: str, tmp_path: Path) -> None:
    """A skipped step is reported; an unchanged status is not a step."""
    found = errors(tmp_path, with_status(before), with_status(after))

    assert ("illegal-status-transition" in found) == (after != before and after not in NEXT[before])


def test_retirement_is_refused_while_consumers_remain(tmp_path: Path) -> None:
    """The finding names them; without consumers it is permitted."""
    before, after = with_status("deprecated"), with_status("retired")

    found = errors(tmp_path / "with", before, after)["removed-with-consumers"]
    assert found.message == (
        "`play-events.daily` retired, but 1 consumer needs it: `payments/royalties`; "
        "keep it as deprecated until they have migrated"
    )
    rest = errors(tmp_path / "without", without_consumers(before), without_consumers(after))
    assert "removed-with-consumers" not in rest


def test_contracts_are_retired_with_their_product(tmp_path: Path) -> None:
    """Those without their own status."""
    files = edited("contract", ("status: active\n", ""))
    before = edited("product", ("status: active", "status: deprecated"), files=files)
    after = edited("product", ("status: active", "status: retired"), files=files)

    found = errors(tmp_path, before, after)["removed-with-consumers"]
    assert found.range is not None
    assert found.range.path == PLACES["product"]


def test_file_may_be_removed_without_consumers(tmp_path: Path) -> None:
    """Removing product and contract is an error only if there are consumers."""
    before = scaffold()
    gone = (PLACES["contract"], PLACES["product"])
    after = {path: data for path, data in before.items() if path not in gone}

    found = errors(tmp_path / "with", before, after)["removed-with-consumers"]
    assert found.range is not None
    assert found.range.path == PLACES["other_product"]
    assert errors(tmp_path / "without", without_consumers(before), without_consumers(after)) == {}


def test_removed_product_must_not_leave_its_contracts(tmp_path: Path) -> None:
    """The port has no owner any longer; its own contracts do not count as consumers."""
    before = scaffold()
    after = {path: data for path, data in before.items() if path != PLACES["product"]}

    found = errors(tmp_path / "with", before, after)["removed-with-consumers"]
    assert found.message == (
        "product `player/play-events` removed, but 1 consumer needs it: `payments/royalties`; "
        "keep it as deprecated until they have migrated"
    )
    assert errors(tmp_path / "without", without_consumers(before), without_consumers(after)) == {}


def test_product_may_take_over_ports_of_another(tmp_path: Path) -> None:
    """Consumers still have the contract: it moved, and was not removed."""
    before = scaffold()
    after = edited("product", ("id: play-events", "id: plays"), ("name: play-events", "name: plays"))

    assert "removed-with-consumers" not in errors(tmp_path, before, after)


def test_bump_names_what_changed(tmp_path: Path) -> None:
    """If the message of the change does not name it, because its readers see no schema."""
    after = edited("contract", ("logicalType: timestamp", "logicalType: timestamp\n        unique: true"))
    found = errors(tmp_path / "field", scaffold(), after)["version-not-bumped"]
    assert found.message.startswith("`plays/played_at`: now unique, which requires a minor version")

    found = errors(tmp_path / "product", with_status("active"), with_status("deprecated"))
    assert found["version-not-bumped"].message.startswith(
        "product deprecated, which requires a minor version"
    )


def test_draft_may_be_removed(tmp_path: Path) -> None:
    """It promised nothing."""
    before = with_status("draft")
    after = {path: data for path, data in before.items() if path != PLACES["contract"]}

    assert errors(tmp_path, before, after) == {}


def test_fix_bumps_contract_and_port_but_no_consumer(tmp_path: Path) -> None:
    """The fix of a minor change is safe; that of a breaking one is unsafe, and offered only without consumers."""
    alone, broken = without_consumers(scaffold()), edited("contract", ("value: 26", "value: 30"))
    minor = errors(tmp_path / "minor", scaffold(), edited("contract", ("value: 26", "value: 20")))
    major = errors(tmp_path / "major", alone, without_consumers(broken))
    assert errors(tmp_path / "read", scaffold(), broken)["version-not-bumped"].remedy is None

    for found, version, is_safe in ((minor, "1.1.0", True), (major, "2.0.0", False)):
        remedy = found["version-not-bumped"].remedy
        assert remedy is not None
        assert remedy.is_safe is is_safe
        edits = [(each.range.path, each.text) for each in remedy.edits]
        assert edits == [(PLACES["contract"], version), (PLACES["product"], version)]


def test_honest_bump_is_enough(tmp_path: Path) -> None:
    """A minor version for a minor change; a major one for a breaking change without consumers."""
    minor = bumped(edited("contract", ("value: 26", "value: 20")), "1.1.0")
    major = bumped(edited("contract", ("value: 26", "value: 30")), "2.0.0")

    assert errors(tmp_path / "minor", scaffold(), minor) == {}
    assert set(errors(tmp_path / "major", scaffold(), major)) == {"removed-with-consumers"}
    assert errors(tmp_path / "nobody", without_consumers(scaffold()), without_consumers(major)) == {}


def test_below_1_the_minor_part_acts_as_major(tmp_path: Path) -> None:
    """A breaking change of 0.3.0 requires 0.4.0."""
    before = without_consumers(bumped(scaffold(), "0.3.0"))
    after = edited("contract", ("value: 26", "value: 30"), files=before)

    assert "`0.4.0`" in errors(tmp_path / "not", before, after)["version-not-bumped"].message
    done = edited("contract", ("version: 0.3.0", "version: 0.4.0"), files=after)
    done = edited("product", ("version: 0.3.0", "version: 0.4.0"), files=done)
    assert errors(tmp_path / "done", before, done) == {}


def test_version_cannot_be_reused(tmp_path: Path) -> None:
    """The target branch has another text under the claimed version."""
    mine = bumped(edited("contract", ("value: 26", "value: 20")), "1.1.0")
    theirs = bumped(edited("contract", ("value: 26", "value: 25")), "1.1.0")

    found = errors(tmp_path / "other", scaffold(), mine, theirs)
    assert found["version-reused"].remedy is not None
    assert found["version-reused"].remedy.title == "bump the version to 1.2.0"
    assert errors(tmp_path / "same", scaffold(), mine, mine) == {}


WAIVER = b"""apiVersion: meshwright/v1
kind: Waiver
rule: version-not-bumped
address: player/play-events/daily@1
reason: The version is bumped with the next release, which is on Monday.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
"""


def test_no_change_waives_itself(tmp_path: Path) -> None:
    """A waiver counts only if the base has it."""
    waived = {"policies/waivers/bump.yaml": WAIVER}
    before, after = scaffold(), edited("contract", ("value: 26", "value: 30"))

    own = errors(tmp_path / "own", before, {**after, **waived})["version-not-bumped"]
    granted = errors(tmp_path / "granted", {**before, **waived}, {**after, **waived})["version-not-bumped"]

    assert own.counts
    assert not granted.counts
