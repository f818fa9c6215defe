"""`meshwright evidence`: the decisions of a period, from a real Git history."""

from __future__ import annotations

import csv
import json
import re
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml

from meshwright.cli.main import main
from meshwright.formats.outputs import output_schema
from meshwright.report.evidence import Evidence, EvidenceRow, as_csv, plain_cell
from meshwright.report.evidence_html import as_html
from policy_of import AT, policy
from repositories import commit, git

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
Rows = list[dict[str, str]]
PERIOD = ("--from", "2026-03-01", "--to", "2026-03-31")
WAIVER = {
    "apiVersion": "meshwright/v1",
    "kind": "Waiver",
    "rule": "short-retention",
    "address": AT,
    "reason": "The archive is moved until May.",
    "owner": "payments-squad",
    "approvedBy": "governance",
    "expires": "2026-05-31",
}
AGREEMENT = {
    "apiVersion": "meshwright/v1",
    "kind": "AccessAgreement",
    "port": "player/play-events/daily@1",
    "consumer": {"team": "payments-squad", "use": "fraud dashboard"},
    "columns": ["plays/play_id"],
    "purpose": "service-improvement",
    "role": "analyst",
    "expires": "2026-12-31",
}


class History:
    """A repository whose commits have dates chosen by a test."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._patch = monkeypatch
        git(root, "init", "--quiet", "--initial-branch", "main")

    def write(self, path: str, content: dict[str, Any] | str) -> None:
        """Write a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content if isinstance(content, str) else yaml.safe_dump(content))

    def edit(self, path: str, change: Callable[[Any], None]) -> None:
        """Change the document of a file."""
        content = yaml.safe_load((self.root / path).read_text())
        change(content)
        self.write(path, content)

    def commit(self, day: str) -> str:
        """Commit everything on a day."""
        for who in ("AUTHOR", "COMMITTER"):
            self._patch.setenv(f"GIT_{who}_DATE", f"{day}T12:00:00+00:00")
        return commit(self.root)


@pytest.fixture
def history(mesh: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    """Return a repository with the small mesh since January."""
    found = History(mesh, monkeypatch)
    found.commit("2026-01-05")
    return found


@pytest.fixture
def quarter(history: History) -> History:
    """Return a repository with every kind of decision."""
    history.write("governance/agreements/fraud.yaml", AGREEMENT)
    history.write("policies/short.yaml", policy(status="audit"))
    history.commit("2026-02-10")
    history.write("policies/waivers/archive.yaml", WAIVER)
    history.commit("2026-03-02")
    history.write("policies/short.yaml", policy(status="enforced"))
    history.write("governance/agreements/fraud.yaml", AGREEMENT | {"expires": "2026-09-30"})
    history.commit("2026-03-10")
    history.edit("governance/mesh.yaml", lambda mesh: mesh.update(rules={"unknown-team": "off"}))
    history.edit("products/plays.odcs.yaml", lambda plays: plays["schema"][0]["properties"].pop(1))
    history.commit("2026-03-20")
    (history.root / "policies/waivers/archive.yaml").unlink()
    history.commit("2026-04-02")
    return history


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Run the command and return its exit code, output and messages."""
    code = main(["evidence", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def rows_of(capsys: Capture, *arguments: str) -> Rows:
    """Return the decisions in the CSV."""
    _, out, _ = run(capsys, *(arguments or PERIOD))
    return [each for each in csv.DictReader(StringIO(out)) if each["kind"] not in ("scope", "gap")]


def short(rows: Rows, *keys: str) -> list[tuple[str, ...]]:
    """Return some of the cells."""
    return [tuple(each[key] for key in ("kind", "action", "subject", *keys)) for each in rows]


@pytest.mark.usefixtures("quarter")
def test_period_lists_its_decisions_and_statements_in_force(capsys: Capture) -> None:
    """Each with the days in force; a removal after the period ends what it lists."""
    found = short(rows_of(capsys), "decided", "inForceFrom", "inForceUntil")
    new, old = "in the period", "before"
    assert [each for each in found if each[2] not in ("preset", "analyst")] == [
        ("grant", "added", "payments-squad fraud dashboard", old, "2026-02-10", "2026-03-10"),
        ("policy", "added", "short-retention", old, "2026-02-10", "2026-03-10"),
        ("exception", "added", "short-retention", new, "2026-03-02", "2026-04-02"),
        ("grant", "changed", "payments-squad fraud dashboard", new, "2026-03-10", "2026-09-30"),
        ("policy", "changed", "short-retention", new, "2026-03-10", ""),
        ("breaking-change", "breaking", "field-removed", new, "2026-03-20", ""),
        ("level", "added", "unknown-team", new, "2026-03-20", ""),
    ]


@pytest.mark.usefixtures("quarter")
def test_change_is_described(capsys: Capture) -> None:
    """In the words of `diff`."""
    details = {each["subject"]: each["details"] for each in rows_of(capsys) if each["action"] == "changed"}
    assert details["short-retention"].startswith(
        "`status` changed from `audit` to `enforced`; enforced, error"
    )
    assert "`expires` changed from `2026-12-31` to `2026-09-30`" in details["payments-squad fraud dashboard"]


@pytest.mark.usefixtures("quarter")
def test_removal_is_a_decision_of_its_period(capsys: Capture) -> None:
    """April has the removal of the waiver, which is no longer in force in May."""
    april = rows_of(capsys, "--from", "2026-04-01", "--to", "2026-04-30")
    assert ("exception", "removed", "short-retention", "2026-04-02") in short(april, "inForceFrom")
    may = rows_of(capsys, "--from", "2026-05-01", "--to", "2026-05-31")
    assert not [each for each in may if each["kind"] == "exception"]
    assert ("grant", "changed", "payments-squad fraud dashboard", "before") in short(may, "decided")


def test_expired_statement_is_not_in_force(history: History, capsys: Capture) -> None:
    """Its own last day counts, even if it was not removed."""
    history.write("policies/waivers/archive.yaml", WAIVER | {"expires": "2026-02-28"})
    history.commit("2026-02-01")
    assert not [each for each in rows_of(capsys) if each["kind"] == "exception"]
    found = rows_of(capsys, "--from", "2026-02-28", "--to", "2026-03-31")
    assert [each["inForceUntil"] for each in found if each["kind"] == "exception"] == ["2026-02-28"]


def test_moved_file_is_not_a_decision(history: History, capsys: Capture) -> None:
    """The commit that granted it is kept."""
    history.write("policies/waivers/archive.yaml", WAIVER)
    granted = history.commit("2026-02-01")
    (history.root / "policies/waivers/archive.yaml").rename(history.root / "policies/waivers/moved.yaml")
    history.commit("2026-03-03")
    found = [each for each in rows_of(capsys) if each["kind"] == "exception"]
    assert [(each["action"], each["commit"]) for each in found] == [("added", granted)]


def test_comments_and_baseline_are_exceptions(history: History, capsys: Capture) -> None:
    """Each recorded finding separately."""
    path = "products/plays.odcs.yaml"
    text = (history.root / path).read_text()
    history.write(path, f"# meshwright: ignore[missing-description] known\n{text}")
    entry = "0123456789abcdef unknown-team player/play-events"
    history.write(
        "policies/baseline/player.yaml",
        {
            "apiVersion": "meshwright/v1",
            "kind": "Baseline",
            "domain": "player",
            "rulesAsOf": "0.1",
            "findings": [entry],
        },
    )
    history.commit("2026-03-03")
    found = [each for each in rows_of(capsys) if each["kind"] == "exception"]
    assert short(found, "address", "details") == [
        (
            "exception",
            "added",
            "unknown-team",
            "player/play-events",
            "in the baseline of `player`: 0123456789abcdef",
        ),
        ("exception", "added", "missing-description", path, "comment in the file"),
    ]


def test_grant_starts_on_its_start_date(history: History, capsys: Capture) -> None:
    """Not with its commit, if that is earlier; one that starts after the period is still a decision of it."""
    history.write("governance/agreements/fraud.yaml", AGREEMENT | {"startDate": "2026-05-01"})
    history.commit("2026-03-03")
    found = [each for each in rows_of(capsys) if each["details"].endswith("plays/play_id")]
    assert [(each["inForceFrom"], each["inForceUntil"]) for each in found] == [("2026-05-01", "2026-12-31")]


def test_roles_and_lowered_fields_are_decisions(history: History, capsys: Capture) -> None:
    """A role that a contract gains is a grant, and so is each role of a new contract."""
    path = "products/plays.odcs.yaml"
    contract = yaml.safe_load((history.root / path).read_text())
    history.edit(path, lambda plays: plays["roles"].append({"role": "auditor", "access": "read"}))
    history.edit(path, lambda plays: plays["schema"][0]["properties"][0].update(classification="public"))
    history.write("products/new.odcs.yaml", contract | {"id": "new", "name": "new"})
    history.commit("2026-03-03")
    found = short(rows_of(capsys), "address", "details")
    assert [each for each in found if each[0] in ("grant", "classification")] == [
        (
            "classification",
            "changed",
            "classification",
            "player/play-events/daily@1/plays/play_id",
            "classification changed from `internal` to `public`",
        ),
        ("grant", "added", "analyst", "'-/new@1", "role `analyst` of a new contract"),
        ("grant", "added", "auditor", "player/play-events/daily@1", "role `auditor` added"),
    ]


def test_exceptions_of_other_products_are_omitted(history: History, capsys: Capture) -> None:
    """By address, and comments by the folder of the product; those that may be about any product are kept."""
    history.write("policies/waivers/archive.yaml", WAIVER)
    for path in (
        "products/payments/royalties/product.odps.yaml",
        "products/player/play-events/product.odps.yaml",
        "products/plays.odcs.yaml",
    ):
        text = (history.root / path).read_text()
        history.write(path, f"# meshwright: ignore[missing-description] known\n{text}")
    history.commit("2026-03-03")
    found = rows_of(capsys, *PERIOD, "--product", "player/play-events")
    assert {each["address"] for each in found if each["kind"] == "exception"} == {
        "products/player/play-events/product.odps.yaml",
        "products/plays.odcs.yaml",
    }


def test_settings_in_pyproject_count(history: History, capsys: Capture) -> None:
    """From the day on which no mesh document has any."""
    history.write("pyproject.toml", '[tool.meshwright]\nrules = {unknown-team = "notice"}\n')
    history.commit("2026-03-02")
    (history.root / "governance/mesh.yaml").unlink()
    history.commit("2026-03-03")
    found = [
        each for each in rows_of(capsys) if each["kind"] == "level" and each["subject"] == "unknown-team"
    ]
    assert short(found, "details", "inForceFrom") == [
        ("level", "added", "unknown-team", "level lowered from error to notice", "2026-03-03")
    ]


@pytest.mark.usefixtures("quarter")
def test_product_has_its_own_and_general_decisions(capsys: Capture) -> None:
    """Decisions for the whole mesh are in the evidence of each product; those of other products are not."""
    found = short(rows_of(capsys, *PERIOD, "--product", "player/play-events"))
    assert ("breaking-change", "breaking", "field-removed") in found
    assert ("policy", "changed", "short-retention") in found
    assert not [each for each in found if each[0] == "exception"]
    code, _, error = run(capsys, *PERIOD, "--product", "player/play-event")
    assert (code, error) == (
        2,
        "meshwright: unknown product `player/play-event`; did you mean `player/play-events`?\n",
    )


def test_merge_has_the_authors_of_its_commits(history: History, capsys: Capture) -> None:
    """Not the person who merged."""
    git(history.root, "switch", "--quiet", "--create", "waive")
    history.write("policies/waivers/archive.yaml", WAIVER)
    history.commit("2026-03-02")
    git(history.root, "commit", "--amend", "--quiet", "--no-edit", "--author", "Pia <pia@example.org>")
    git(history.root, "switch", "--quiet", "main")
    git(history.root, "merge", "--quiet", "--no-ff", "--message", "Merge", "waive")
    found = [each for each in rows_of(capsys) if each["kind"] == "exception"]
    assert [(each["author"], each["reviewers"]) for each in found] == [
        ("Pia <pia@example.org>", "unverified")
    ]


def test_reviewers_come_from_the_forge(history: History, tmp_path: Path, capsys: Capture) -> None:
    """The last review of each account counts, the author's does not; the forge dates the merge."""
    history.write("policies/waivers/archive.yaml", WAIVER)
    name = history.commit("2026-03-02")
    review = {"submitted_at": "2026-03-03T10:00:00Z"}
    request = {
        "number": 7,
        "user": {"login": "paul"},
        "created_at": "2026-03-01T08:00:00Z",
        "merged_at": "2026-03-04T08:00:00Z",
        "merge_commit_sha": name,
        "reviews": [
            review | {"user": {"login": "gina"}, "state": "APPROVED"},
            review | {"user": {"login": "paul"}, "state": "APPROVED"},
            review | {"user": {"login": "ida"}, "state": "APPROVED"},
            {"submitted_at": "2026-03-03T11:00:00Z", "user": {"login": "ida"}, "state": "CHANGES_REQUESTED"},
            {"submitted_at": "2026-03-03T12:00:00Z", "user": {"login": "gina"}, "state": "COMMENTED"},
        ],
    }
    export = tmp_path / "export.json"

    def exception() -> dict[str, str]:
        export.write_text(json.dumps([request]))
        found = rows_of(capsys, *PERIOD, "--pull-requests", str(export))
        return next(each for each in found if each["kind"] == "exception")

    found = exception()
    assert (found["author"], found["pullRequest"], found["reviewers"], found["inForceFrom"]) == (
        "paul (a <a@example.org>)",
        "7",
        "gina",
        "2026-03-04",
    )
    request["reviews"] = []
    assert exception()["reviewers"] == "none"
    del request["reviews"]
    assert exception()["reviewers"] == "unverified"
    request |= {"iid": 9, "approved_by": [{"user": {"username": "gina"}}]}
    found = exception()
    assert (found["pullRequest"], found["reviewers"]) == ("9", "gina")


@pytest.mark.usefixtures("quarter")
def test_formats_are_deterministic_and_conform_to_the_schema(capsys: Capture, golden: Any) -> None:
    """Whatever the day and the working tree."""
    for form in ("csv", "json", "html"):
        code, out, _ = run(capsys, *PERIOD, "--format", form)
        assert (code, out) == (0, run(capsys, *PERIOD, "--format", form, "--jobs", "1")[1])
        if form == "json":
            validator = jsonschema_rs.validator_for(output_schema("evidence", is_closed=True))
            assert not [error.message for error in validator.iter_errors(json.loads(out))]
        golden(_numbered(out), f"golden/evidence.{form}")


def _numbered(text: str) -> str:
    """Return a text with the commits numbered as they occur, because their ids depend on the written files."""
    names = dict.fromkeys(found[:12] for found in re.findall(r"\b(?:[0-9a-f]{40}|[0-9a-f]{12})\b", text))
    for number, name in enumerate(names, 1):
        text = re.sub(rf"\b{name}(?:[0-9a-f]{{28}})?\b", f"commit-{number}", text)
    return text


def test_period_before_the_history_is_refused(history: History, capsys: Capture) -> None:
    """Its decisions are unknown, not absent."""
    code, out, error = run(capsys, "--from", "2025-01-01", "--to", "2025-12-31")
    assert (code, out) == (2, "")
    assert "the known history begins on 2026-01-05, after the period" in error
    code, out, _ = run(capsys, "--from", "2025-12-01", "--to", "2026-02-28")
    assert code == 0
    assert "gap,limit,,,,the history begins on 2026-01-05; nothing earlier is known" in out
    assert "gap,limit,,,,the history ends on 2026-01-05; nothing later is known" in out
    assert history


def test_folder_without_a_history_is_refused(mesh: Path, capsys: Capture) -> None:
    """Exit code 2 without a repository, and without commits."""
    code, out, error = run(capsys, *PERIOD)
    assert (code, out, "not in a git repository" in error) == (2, "", True)
    git(mesh, "init", "--quiet")
    code, out, error = run(capsys, *PERIOD)
    assert (code, out, error.count("\n")) == (2, "", 1)


def test_shallow_clone_is_incomplete(quarter: History, tmp_path: Path, capsys: Capture) -> None:
    """Earlier statements in force are listed, without their commits; the exit code is 2."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "3", quarter.root.as_uri(), str(clone))
    code, out, error = run(capsys, *PERIOD, "--mesh", str(clone))
    assert (code, "the clone is shallow: nothing is known before 2026-03-20" in error) == (2, True)
    assert "gap,incomplete" in out
    found = rows_of(capsys, "--from", "2026-03-25", "--to", "2026-03-31", "--mesh", str(clone))
    waiver = next(each for each in found if each["kind"] == "exception")
    assert (waiver["commit"], waiver["inForceFrom"], waiver["inForceUntil"]) == ("", "", "2026-04-02")
    assert run(capsys, "--from", "2026-03-25", "--to", "2026-03-31", "--mesh", str(clone))[0] == 2
    shutil.rmtree(clone)
    git(tmp_path, "clone", "--quiet", "--depth", "1", quarter.root.as_uri(), str(clone))
    code, out, error = run(capsys, *PERIOD, "--mesh", str(clone))
    assert (code, out, "git fetch --unshallow" in error) == (2, "", True)


def test_unreadable_file_is_a_gap(history: History, capsys: Capture) -> None:
    """Its statements count as in force; breaking a file cannot hide an exception."""
    history.write("policies/waivers/archive.yaml", WAIVER)
    granted = history.commit("2026-02-01")
    history.write("policies/waivers/archive.yaml", "kind: Waiver\napiVersion: meshwright/v1\nrule: [\n")
    history.commit("2026-03-03")
    code, _, error = run(capsys, *PERIOD)
    assert (code, "`policies/waivers/archive.yaml` does not compile" in error) == (2, True)
    found = [each for each in rows_of(capsys) if each["kind"] == "exception"]
    assert [(each["commit"], each["inForceUntil"]) for each in found] == [(granted, "2026-05-31")]


def test_date_before_that_of_the_parent_is_reported(history: History, capsys: Capture) -> None:
    """The author chooses the date, and could choose another period."""
    history.write("policies/waivers/archive.yaml", WAIVER)
    history.commit("2026-03-02")
    history.write("policies/waivers/other.yaml", WAIVER | {"address": "player/play-events"})
    history.commit("2026-02-01")
    assert "1 commit dated earlier than a predecessor" in run(capsys, *PERIOD)[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "2026-03-31", "--to", "2026-03-01"),
        (*PERIOD, "--product", "player"),
        (*PERIOD, "--jobs", "-1"),
        (*PERIOD, "--pull-requests", "nowhere.json"),
        (*PERIOD, "--mesh", "nowhere"),
    ],
)
@pytest.mark.usefixtures("history")
def test_misuse_is_a_clear_error(arguments: tuple[str, ...], capsys: Capture) -> None:
    """Exit code 2, one line, and no output."""
    code, out, error = run(capsys, *arguments)
    assert (code, out, error.count("\n")) == (2, "", 1)


def test_hostile_names_and_secrets_are_harmless(history: History, capsys: Capture) -> None:
    """No formula in a cell, no element in the page, no secret anywhere."""
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    reason = "=HYPERLINK(1) <script>alert(1)</script>"
    hostile = WAIVER | {"reason": reason, "owner": f"paul {secret}"}
    history.write("policies/waivers/archive.yaml", hostile)
    history.commit("2026-03-02")
    git(history.root, "commit", "--amend", "--quiet", "--no-edit", "--author", f"=1+1 <b>{secret} <x@y.org>")
    found = next(each for each in rows_of(capsys) if each["kind"] == "exception")
    assert found["reason"].startswith("'=HYPERLINK(1) <script>")
    assert found["author"].startswith("'=1+1")
    outputs = [run(capsys, *PERIOD, "--format", each)[1] for each in ("csv", "json", "html")]
    assert not [each for each in outputs if secret in each]
    assert "<script" not in outputs[2]
    assert "<b>" not in outputs[2]
    assert "&lt;script&gt;" in outputs[2]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1"])
def test_cell_is_never_a_formula(text: str) -> None:
    """Spreadsheets would evaluate it; and no terminal interprets one."""
    assert plain_cell(text).startswith("'")
    assert plain_cell(f"a{text}\x1b[31m").isprintable()


def test_every_column_is_in_the_page_and_the_table(day: date) -> None:
    """Each value of a row is also on the printed page, escaped."""
    words = [f"<{number}>" for number in range(14)]
    row = EvidenceRow("grant", words[0], True, *words[1:7], day, day, *words[7:12], ("<x>",), words[12])
    found = Evidence(day, day, "", "c", day, day, (row,), ())
    page, table = as_html(found), as_csv(found)
    for word in (*words[:13], "<x>"):
        assert word in table
        assert word not in page
        assert word.replace("<", "&lt;").replace(">", "&gt;") in page


@pytest.fixture
def day() -> date:
    """Return any day."""
    from datetime import date

    return date(2026, 3, 1)
