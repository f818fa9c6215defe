"""`meshwright waive` as users run it, and the effect of a waiver."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exit_codes import exit_code
from meshwright.cli.main import main
from meshwright.finding.finding import Severity
from meshwright.rulekit.diagnostic import Diagnostic
from meshwright.source.tree import parse
from meshwright.workspace.exception_files import waiver_text
from minimal_mesh import MINIMAL
from repositories import git, start

from mesh_of import TODAY  # isort: skip

PRODUCT = "products/player/play-events/product.odps.yaml"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
OF_CHANGE = "policies/waivers/version-not-bumped-player-play-events-daily-1.yaml"
WAIVER = "policies/waivers/unknown-team-player-play-events.yaml"
AS_OF = ("--as-of", "2026-11-22")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with one finding."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    target = root / PRODUCT
    target.write_text(target.read_text().replace("player-squad", "player-squadd", 1))
    return root


def run(command: str, *arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code(command, *arguments, *AS_OF)


def waive(mesh: Path, finding: str, **terms: str) -> int:
    """Waive a finding, on acceptable terms unless others are given."""
    stated = {
        "reason": "Next week.",
        "expires": "2027-01-31",
        "owner": "player-squad",
        "approved-by": "payments-squad",
        **{name.replace("_", "-"): value for name, value in terms.items()},
    }
    flags = [part for name, value in stated.items() for part in (f"--{name}", value)]
    return run("waive", finding, "--mesh", str(mesh), *flags)


def checked(mesh: Path, capsys: Capture, *arguments: str) -> dict[str, Any]:
    """Check, and return the JSON output."""
    capsys.readouterr()
    run("check", str(mesh), "--format", "json", *arguments)
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_a_waived_finding_stays_visible_and_does_not_fail(mesh: Path, capsys: Capture) -> None:
    """The waiver is written by fingerprint, and the report states its end and reason."""
    fingerprint = checked(mesh, capsys)["diagnostics"][0]["fingerprint"]

    assert waive(mesh, fingerprint) == 0
    assert capsys.readouterr().out == (
        f"wrote {WAIVER}: `unknown-team` at `player/play-events` is waived until 2027-01-31\n"
    )
    assert (mesh / WAIVER).read_text() == (
        "apiVersion: meshwright/v1\nkind: Waiver\nrule: unknown-team\naddress: player/play-events\n"
        'reason: Next week.\nowner: player-squad\napprovedBy: payments-squad\nexpires: "2027-01-31"\n'
    )
    report = checked(mesh, capsys)
    assert [each["waived"] for each in report["diagnostics"]] == [
        {"reason": "Next week.", "owner": "player-squad", "expires": "2027-01-31"}
    ]
    assert (report["summary"]["errors"], report["summary"]["waived"]) == (0, 1)
    assert run("check", str(mesh)) == 0
    assert (
        "waived until 2027-01-31: unknown-team at player/play-events (Next week.)" in capsys.readouterr().out
    )


def test_finding_may_be_named_by_its_location(mesh: Path) -> None:
    """`path:line` is accepted if one finding begins there."""
    assert waive(mesh, f"{PRODUCT}:9") == 0
    assert (mesh / WAIVER).exists()


def test_finding_counts_again_after_the_waiver_ends(mesh: Path, capsys: Capture) -> None:
    """The last day is included; after it the finding fails, and the waiver is reported."""
    waive(mesh, f"{PRODUCT}:9")

    assert main(["check", str(mesh), "--as-of", "2027-01-31"]) == 0
    assert main(["check", str(mesh), "--as-of", "2027-02-01"]) == 1
    capsys.readouterr()
    main(["check", str(mesh), "--format", "json", "--as-of", "2027-02-01"])
    report = json.loads(capsys.readouterr().out)
    assert [(each["rule"], each["severity"]) for each in report["diagnostics"]] == [
        ("expired-waiver", "warning"),
        ("unknown-team", "error"),
    ]


def test_waiver_of_a_rule_that_did_not_run_is_not_unused(mesh: Path, capsys: Capture) -> None:
    """A narrower check knows what it leaves out."""
    waive(mesh, f"{PRODUCT}:9")

    assert checked(mesh / "policies", capsys)["diagnostics"] == []
    assert checked(mesh, capsys, "--ignore", "unknown-team")["diagnostics"] == []


def test_waiver_is_not_unused_while_a_file_is_broken(mesh: Path, capsys: Capture) -> None:
    """Its finding may be in the unreadable file."""
    waive(mesh, f"{PRODUCT}:9")
    (mesh / PRODUCT).write_text("kind: DataProduct\n  name: [\n")

    assert "unused-waiver" not in {each["rule"] for each in checked(mesh, capsys)["diagnostics"]}


@pytest.mark.parametrize(
    ("finding", "terms", "said"),
    [
        ("0123456789abcdef", {}, "unknown finding `0123456789abcdef`"),
        (f"{PRODUCT}:1", {}, f"unknown finding `{PRODUCT}:1`"),
        (f"{PRODUCT}:9", {"reason": " "}, "--reason is empty"),
        (f"{PRODUCT}:9", {"expires": "2026-11-21"}, "--expires 2026-11-21 is in the past"),
        (
            f"{PRODUCT}:9",
            {"expires": "2027-02-21"},
            "--expires 2027-02-21 is too late: an error may be waived for 90 days, until 2027-02-20",
        ),
        (f"{PRODUCT}:9", {"expires": "soon"}, "`soon` is not a date"),
        (
            f"{PRODUCT}:9",
            {"approved_by": "Player-Squad"},
            "`player-squad` owns the waiver and cannot approve it",
        ),
        (
            f"{PRODUCT}:9",
            {"owner": "player-sqad"},
            "unknown team `player-sqad`; did you mean `player-squad`?",
        ),
    ],
)
def test_waiver_that_would_cause_a_finding_is_not_written(
    mesh: Path, capsys: Capture, finding: str, terms: dict[str, str], said: str
) -> None:
    """Exit code 2, a reason in one line, and no file."""
    assert waive(mesh, finding, **terms) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert not (mesh / "policies").exists()


def test_existing_file_is_kept(mesh: Path, capsys: Capture) -> None:
    """A waiver is granted once; another file with the same name is not overwritten either."""
    target = mesh / WAIVER
    target.parent.mkdir(parents=True)
    target.write_text("# mine\n")

    assert waive(mesh, f"{PRODUCT}:9") == 2
    assert f"`{WAIVER}` already exists; it is not overwritten" in capsys.readouterr().err
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_text() == "# mine\n"
    target.unlink()
    assert waive(mesh, f"{PRODUCT}:9") == 0
    assert waive(mesh, f"{PRODUCT}:9") == 2
    assert "the finding is already waived, until 2027-01-31" in capsys.readouterr().err


def test_finding_in_a_registry_can_be_waived(mesh: Path, capsys: Capture) -> None:
    """Its address is the entry's."""
    shutil.copy(MINIMAL / PRODUCT, mesh / PRODUCT)
    teams = mesh / "governance/organisation.yaml"
    teams.write_text(teams.read_text().replace("owner: player-squad", "owner: player-squadd"))
    (finding,) = checked(mesh, capsys)["diagnostics"]

    assert finding["address"] == "domain:player"
    assert waive(mesh, finding["fingerprint"]) == 0
    assert run("check", str(mesh)) == 0


def test_finding_without_an_address_cannot_be_waived(mesh: Path, capsys: Capture) -> None:
    """A waiver is for one exact address."""
    (mesh / PRODUCT).write_text("kind: DataProduct\n  name: [\n")
    first = next(each for each in checked(mesh, capsys)["diagnostics"] if each["rule"] == "yaml-syntax")

    assert waive(mesh, first["fingerprint"]) == 2
    assert "`yaml-syntax` cannot be waived" in capsys.readouterr().err


@given(reason=st.text(min_size=1), address=st.text(min_size=1))
@settings(max_examples=200, derandomize=True)
def test_any_text_is_read_back_unchanged(reason: str, address: str) -> None:
    """No reason and no name breaks the file or changes its meaning."""
    finding = Diagnostic("a-rule", "a", Severity.ERROR, "", None, address, (), None, "0")
    clean = reason.encode(errors="ignore").decode()
    text = waiver_text(finding, clean, "one", "other", TODAY)
    document = parse(text).documents[0].value if address.isprintable() else None

    assert document is None or (document["reason"], document["address"]) == (clean, address)


def test_finding_of_a_change_is_waived_from_its_base_on(mesh: Path, capsys: Capture) -> None:
    """No change can excuse itself; a waived finding is shown in `diff` and in the comment."""
    start(mesh)
    target = mesh / CONTRACT
    text = target.read_text()
    target.write_text(text.replace("value: 26", "value: 30"))
    line = text.splitlines().index("version: 1.0.0") + 1
    diff = ("diff", "main", "--mesh", str(mesh))

    assert waive(mesh, f"{CONTRACT}:{line}") == 2
    capsys.readouterr()
    assert waive(mesh, f"{CONTRACT}:{line}", changed_since="main") == 0
    assert capsys.readouterr().out == (
        f"wrote {OF_CHANGE}: `version-not-bumped` at `player/play-events/daily@1` is waived until 2027-01-31; "
        "comparisons use the waivers of the base revision, so merge this file first\n"
    )
    assert run(*diff) == 1
    git(mesh, "add", OF_CHANGE)
    git(mesh, "commit", "--quiet", "--message", "Waive")
    capsys.readouterr()
    assert run(*diff) == 0
    told = "waived until 2027-01-31: version-not-bumped at player/play-events/daily@1 (Next week.)"
    assert told in capsys.readouterr().out
    assert run("report", "--base", "main", "--mesh", str(mesh)) == 0
    assert "| waived until 2027-01-31 | error |" in capsys.readouterr().out
