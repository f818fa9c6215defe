from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mesh_of import TODAY, comparison_of, scaffold
from meshwright.catalog.history import (
    DomainLeadTimes,
    History,
    HistoryChange,
    HistoryEntry,
    HistoryVersion,
    LeadTime,
)
from meshwright.mesh.link import link
from meshwright.source.history import added, past
from meshwright.source.snapshot import of_folder
from meshwright.workspace import history as bounds
from meshwright.workspace.compiled import compiled
from meshwright.workspace.history import history_of
from meshwright.workspace.pull_requests import PullRequest, PullRequestsError, pull_requests_of
from repositories import git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"
AGREEMENT = "products/player/play-events/agreements/dashboard.yaml"
PLAYS = "player/play-events"
ASKED = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer: {team: payments-squad, use: churn dashboard}
purpose: product-analytics
role: analyst
expires: "2027-06-30"
"""


@dataclass
class Repository:
    """A mesh under Git, with days as times."""

    root: Path
    patch: pytest.MonkeyPatch

    def edit(self, path: str, *replaced: tuple[str, str]) -> None:
        """Replace texts of a file, which must contain them."""
        text = (self.root / path).read_text()
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        (self.root / path).write_text(text)

    def write(self, path: str, data: bytes) -> None:
        """Write a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def on(self, day: int, author: int | None = None) -> None:
        """Set the clock to noon of a day in January."""
        self.patch.setenv("GIT_COMMITTER_DATE", f"2026-01-{day:02}T12:00:00Z")
        self.patch.setenv("GIT_AUTHOR_DATE", f"2026-01-{author or day:02}T12:00:00Z")

    def commit(self, message: str, day: int) -> str:
        """Commit everything."""
        self.on(day)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", message)
        return git(self.root, "rev-parse", "HEAD")

    def history(self, root: Path | None = None, proposed: Mapping[str, PullRequest] | None = None) -> History:
        """Return the history of the working tree."""
        root = root or self.root
        source = compiled(of_folder(root), {})
        return history_of(root, source, link(source.linkable, TODAY), proposed=proposed)


def day(number: int) -> datetime:
    """Return noon of a day in January."""
    return datetime(2026, 1, number, 12, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return the clean mesh, committed."""
    made = Repository(tmp_path / "mesh", monkeypatch)
    made.root.mkdir()
    git(made.root, "init", "--quiet", "--initial-branch=main")
    for path, data in scaffold().items():
        made.write(path, data)
    made.commit("Begin", 1)
    return made


def test_change_is_described_with_its_version(repository):
    """The versions of contract and port are one change; breaking changes come first."""
    repository.edit(
        CONTRACT,
        ("version: 1.0.0", "version: 1.1.0"),
        ("name: play_id", "name: id"),
        ("Plays of tracks by listeners.", "Plays of tracks."),
    )
    repository.edit(PRODUCT, ("    version: 1.0.0", "    version: 1.1.0"))
    name = repository.commit("Call it id\n\nBecause.", 2)

    assert repository.history().of(PLAYS)[0] == HistoryEntry(
        name,
        day(2),
        "Call it id",
        PLAYS,
        (
            HistoryChange(
                "player/play-events/daily@1/plays",
                "daily@1/plays",
                "primary key field `play_id` removed",
                "major",
                is_breaking=True,
            ),
            HistoryChange(
                "player/play-events/daily@1/plays",
                "daily@1/plays",
                "`description` changed from `Plays of tracks by listeners.` to `Plays of tracks.`",
                "patch",
                is_breaking=False,
            ),
        ),
        versions=(HistoryVersion("daily@1", "1.0.0", "1.1.0"),),
        worst="major",
        is_breaking=True,
    )


def test_new_product_is_one_sentence(repository):
    """Including its contracts and ports."""
    entries = repository.history().of(PLAYS)
    assert [each.said for each in entries] == [
        (HistoryChange(PLAYS, "", "product added", "none", is_breaking=False),)
    ]


def test_commit_without_changes_is_omitted(repository):
    """Comments and order do not count, whatever the commit message."""
    repository.edit(CONTRACT, ("schema:\n", "# the plays\nschema:\n"))
    repository.commit("Explain", 2)

    assert [each.subject for each in repository.history().of(PLAYS)] == ["Begin"]


def test_merge_is_one_entry(repository):
    """The commits of the branch are not entries; the generated message is omitted."""
    git(repository.root, "switch", "--quiet", "--create", "change")
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays."))
    repository.commit("First try", 2)
    repository.edit(CONTRACT, ("description: Plays.\n", "description: Plays of tracks.\n"))
    repository.commit("Second try", 3)
    git(repository.root, "switch", "--quiet", "main")
    repository.on(4)
    git(
        repository.root,
        "merge",
        "--quiet",
        "--no-ff",
        "-m",
        "Merge branch 'change'\n\nSay it shorter",
        "change",
    )

    entries = repository.history().of(PLAYS)
    assert [(each.when, each.subject) for each in entries] == [
        (day(4), "Say it shorter"),
        (day(1), "Begin"),
    ]


def test_moved_product_is_followed(repository):
    """Documents are identified by their content, not by their path."""
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))
    repository.commit("Say it shorter", 2)
    git(repository.root, "mv", "products/player/play-events", "products/player/plays")
    repository.commit("Move it", 3)

    assert [each.subject for each in repository.history().of(PLAYS)] == ["Say it shorter", "Begin"]


def test_renamed_product_keeps_its_history(repository):
    """Under its new address; entries use its name at the time."""
    repository.edit(PRODUCT, ("\nname: play-events", "\nname: plays"))
    repository.commit("Rename it", 2)

    entries = repository.history().of("player/plays")
    assert [(each.subject, each.worst, each.said[0].place) for each in entries] == [
        ("Rename it", "major", ""),
        ("Begin", "none", ""),
    ]
    assert repository.history().of(PLAYS) == ()


def test_removed_product_is_among_the_recent_changes(repository):
    """It has no page, but consumers want to know."""
    for path in (PRODUCT, CONTRACT):
        (repository.root / path).unlink()
    repository.commit("Remove it", 2)

    found = repository.history()
    assert (found.of(PLAYS), found.recent[0].address, [each.words for each in found.recent[0].said]) == (
        (),
        PLAYS,
        ["product removed"],
    )


def test_document_with_mistakes_has_an_entry_without_words(repository):
    """Changes are unknown if one side is unreadable; later ones are described again."""
    repository.write(CONTRACT, b"kind: DataContract\nid: [\n")
    repository.commit("Break it", 2)
    repository.write(CONTRACT, scaffold()[CONTRACT])
    repository.commit("Mend it", 3)
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))
    repository.commit("Say it shorter", 4)

    entries = repository.history().of(PLAYS)
    assert [(each.subject, each.is_read, len(each.said), each.is_breaking) for each in entries] == [
        ("Say it shorter", True, 1, False),
        ("Mend it", False, 0, None),
        ("Break it", False, 0, None),
        ("Begin", True, 1, False),
    ]


def test_older_commits_are_described_by_their_subjects(repository, monkeypatch):
    """Only the newest of many are compared; an older one about all products is among the recent changes."""
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))
    repository.commit("Say it shorter", 2)
    monkeypatch.setattr(bounds, "COMMITS", 1)

    found = repository.history()
    assert [(each.subject, each.is_read) for each in found.of(PLAYS)] == [
        ("Say it shorter", True),
        ("Begin", False),
    ]
    assert [(each.subject, each.address, each.more) for each in found.recent] == [
        ("Say it shorter", PLAYS, 0),
        ("Begin", "", 2),
    ]


def test_commit_with_too_many_documents_is_not_compared(repository, monkeypatch):
    """Smaller ones before it are."""
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))
    repository.commit("Say it shorter", 2)
    monkeypatch.setattr(bounds, "DOCUMENTS", 2)

    assert [(each.subject, each.is_read) for each in repository.history().of(PLAYS)] == [
        ("Say it shorter", True),
        ("Begin", False),
    ]


@pytest.mark.parametrize(("today", "kept", "is_cut"), [(8, [5, 4, 3, 2, 1, 1], False), (33, [5, 4, 3], True)])
def test_changes_of_the_last_31_days_are_complete(repository, monkeypatch, today, kept, is_cut):
    """The number of others is limited, and the mesh and each product state whether any are missing."""
    monkeypatch.setattr(bounds, "RECENT", 1)
    monkeypatch.setattr(bounds, "LAST", 3)
    for number in range(2, 6):
        repository.edit(CONTRACT, ("Plays of tracks", "Plays of tracks again"))
        repository.commit("Say it longer", number)
    source = compiled(of_folder(repository.root), {})
    found = history_of(repository.root, source, link(source.linkable, date(2026, 1, 1) + timedelta(today)))

    days = [each.when.day for each in found.recent]
    assert (days, found.is_cut) == (kept, is_cut)
    assert (len(found.of(PLAYS)), found.cut) == (3, {PLAYS})


def test_number_of_older_changes_is_limited(repository, monkeypatch):
    """A quiet mesh still shows its last changes."""
    for number in range(2, 6):
        repository.edit(CONTRACT, ("Plays of tracks", "Plays of tracks again"))
        repository.commit("Say it longer", number)
    found = repository.history()
    assert (len(found.recent), found.is_cut, found.cut) == (6, False, frozenset())

    monkeypatch.setattr(bounds, "RECENT", 3)
    found = repository.history()
    assert ([each.when.day for each in found.recent], found.is_cut) == ([5, 4, 3], True)


def test_uncommitted_edits_are_not_history(repository):
    """The page shows the working tree, the changelog does not."""
    repository.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))

    assert [each.subject for each in repository.history().of(PLAYS)] == ["Begin"]


def test_removed_secret_is_not_shown(repository):
    """Neither in a description nor in the subject."""
    password = "correct-horse-9Xq7battery"
    repository.edit(CONTRACT, ("    location: s3:", f"    accessKey: {password}\n    location: s3:"))
    repository.edit(
        CONTRACT,
        ("schema:\n", f"customProperties:\n  - property: password\n    value: {password}\nschema:\n"),
    )
    repository.commit("Add", 2)
    repository.write(CONTRACT, scaffold()[CONTRACT])
    repository.commit(f"Remove {password}", 3)

    assert password not in repr(repository.history())


def test_first_commit_of_a_shallow_clone_is_omitted(repository, tmp_path):
    """Its changes are unknown, and so is the start of everything."""
    repository.edit(PRODUCT, ("status: active", "status: draft"))
    repository.commit("Rethink", 2)
    repository.edit(PRODUCT, ("status: draft", "status: active"))
    repository.commit("Release", 3)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=2", repository.root.as_uri(), str(clone))

    found = repository.history(clone)
    assert ([each.subject for each in found.of(PLAYS)], found.is_shallow, found.leads) == (
        ["Release"],
        True,
        {},
    )


def test_folder_without_commits_has_no_history(repository, tmp_path):
    """A folder without Git, and a repository without commits, state it."""
    other = tmp_path / "other"
    for path, data in scaffold().items():
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_bytes(data)
    assert repository.history(other) == History(why_none="the files are not in a Git repository")
    git(other, "init", "--quiet", "--initial-branch=main")
    assert repository.history(other) == History(
        why_none="git failed: your current branch 'main' does not have any commits yet"
    )


def test_mesh_in_a_folder_has_its_own_history(repository, tmp_path):
    """Changes elsewhere in the repository are omitted."""
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet", "--initial-branch=main")
    inner = Repository(outer / "mesh", repository.patch)
    for path, data in scaffold().items():
        inner.write(path, data)
        inner.write(f"../other/{path}", data)
    git(outer, "add", "--all")
    git(outer, "commit", "--quiet", "--message", "Begin")
    inner.edit(CONTRACT, ("Plays of tracks by listeners.", "Plays of tracks."))
    inner.edit(f"../other/{CONTRACT}", ("Plays of tracks by listeners.", "Other plays."))
    inner.commit("Say it shorter", 2)

    said = [each.said[0].words for each in inner.history().of(PLAYS)]
    assert said == [
        "`description` changed from `Plays of tracks by listeners.` to `Plays of tracks.`",
        "product added",
    ]


def test_lead_times_are_listed(repository):
    """From draft to active, and from an agreement's first commit to its merge."""
    repository.edit(PRODUCT, ("\nid: play-events", "\nid: plays-again"), ("name: play-events", "name: again"))
    text = (repository.root / PRODUCT).read_bytes()
    repository.write(PRODUCT, scaffold()[PRODUCT])
    new = "products/player/again/product.odps.yaml"
    repository.write(new, text.replace(b"status: active", b"status: draft"))
    repository.commit("Scaffold", 3)
    git(repository.root, "switch", "--quiet", "--create", "ask")
    repository.write(AGREEMENT, ASKED.encode())
    repository.commit("Ask", 4)
    repository.edit(AGREEMENT, ("churn dashboard", "dashboard of churn"))
    repository.commit("Ask better", 5)
    git(repository.root, "switch", "--quiet", "main")
    repository.write(new, text)
    repository.commit("Release", 10)
    repository.on(11)
    git(repository.root, "merge", "--quiet", "--no-ff", "-m", "Merge branch 'ask'", "ask")
    git(repository.root, "mv", AGREEMENT, AGREEMENT.replace("dashboard", "churn"))
    repository.commit("Move it", 20)

    assert repository.history().leads == {"player": DomainLeadTimes(LeadTime(7.0, 1), LeadTime(7.0, 1))}


def test_immediate_changes_have_no_lead_time(repository):
    """A product that was active from the start, and an agreement without review."""
    repository.write(AGREEMENT, ASKED.encode())
    repository.commit("Grant", 4)

    assert repository.history().leads == {}


def test_agreement_with_a_request_date_counts_from_it(repository):
    """Also if it was squashed; a later date is ignored."""
    repository.write(AGREEMENT, f'{ASKED}requestedOn: "2026-01-01"\n'.encode())
    repository.write(AGREEMENT.replace("dashboard", "later"), f'{ASKED}requestedOn: "2026-02-01"\n'.encode())
    repository.commit("Grant", 4)

    assert repository.history().leads == {"player": DomainLeadTimes(None, LeadTime(3.0, 1))}


def test_pull_requests_state_when_a_squashed_change_was_opened(repository, tmp_path):
    """A product that started as active, and an agreement, count from the day on which their request was opened."""
    new = "products/player/again/product.odps.yaml"
    text = (repository.root / PRODUCT).read_bytes()
    repository.write(
        new, text.replace(b"id: play-events", b"id: again").replace(b"name: play-events", b"name: again")
    )
    repository.write(AGREEMENT, ASKED.encode())
    commit = repository.commit("Release", 9)
    requests = [
        {
            "merge_commit_sha": commit,
            "created_at": "2026-01-02T12:00:00Z",
            "merged_at": "2026-01-09T12:00:00Z",
        },
        {"merge_commit_sha": "0" * 40, "created_at": "2026-01-02T12:00:00Z", "merged_at": None},
    ]
    file = tmp_path / "requests.json"
    for written in (
        json.dumps(requests),
        "\n".join(map(json.dumps, requests)),
        "[]\n" + json.dumps(requests),
    ):
        file.write_text(written)
        found = repository.history(None, pull_requests_of(file)).leads

        assert found == {"player": DomainLeadTimes(LeadTime(7.0, 1), LeadTime(7.0, 1))}


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', "\xff", "[" * 100_000])
def test_wrong_file_of_pull_requests_is_reported(tmp_path, text):
    """In one line."""
    file = tmp_path / "requests.json"
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(PullRequestsError, match="is not a list of pull requests as JSON"):
        pull_requests_of(file)
    with pytest.raises(PullRequestsError, match="cannot be read"):
        pull_requests_of(tmp_path / "nowhere.json")


def test_any_commit_is_read(repository):
    """Line ends, colons and odd file names do not change the structure; undecodable names stay distinct."""
    name = repository.commit(":100644 100644 a b M\n\n:000000\n\n", 2)
    strange = "products/a\tb\nc:d é.yaml"
    repository.write(strange, b"x: 1\n")
    git(repository.root, "config", "log.showSignature", "true")
    git(repository.root, "config", "log.diffMerges", "off")
    git(repository.root, "config", "color.ui", "always")
    last = repository.commit("\n\n:odd\n", 3)

    commits = past(repository.root).commits
    assert [(each.name, each.subject, [edit.path for edit in each.edits]) for each in commits[:1]] == [
        (last, ":odd", [strange])
    ]
    assert name not in [each.name for each in commits]
    assert added(repository.root)[strange] == day(3)


def test_times_beyond_the_calendar_are_limited(repository):
    """Clocks of commits may be wrong."""
    for when in ("@0 +0000", "@99999999999999 +0000"):
        repository.write("a.yaml", when.encode())
        git(repository.root, "add", "--all")
        repository.patch.setenv("GIT_COMMITTER_DATE", when)
        git(repository.root, "commit", "--quiet", "--message", "Later")

    assert [each.when.year for each in past(repository.root).commits] == [9999, 1970, 2026]


BODY = "contractId: play-events.daily"
EDITS = {
    "a field goes": [(CONTRACT, ("      - name: played_at", "      - name: begun_at"))],
    "a product is a draft": [(PRODUCT, ("status: active", "status: draft"))],
    "a product moves to another domain": [(PRODUCT, ("domain: player", "domain: payments"))],
    "a contract is another one": [
        (CONTRACT, ("id: play-events.daily", "id: play-events.hourly")),
        (PRODUCT, (BODY, "contractId: play-events.hourly")),
    ],
    "a port is another contract's": [(PRODUCT, (BODY, "contractId: royalties.statements"))],
    "a major comes in place": [
        (CONTRACT, ("version: 1.0.0", "version: 2.0.0")),
        (PRODUCT, ("    version: 1.0.0", "    version: 2.0.0")),
    ],
    "a level is another one": [(CONTRACT, ("classification: internal", "classification: restricted"))],
}


@pytest.mark.parametrize("status", ["active", "draft"])
@pytest.mark.parametrize("name", EDITS)
def test_description_of_a_commit_equals_a_comparison(name, status, repository, tmp_path):
    """The few documents that are read are enough; a contract may have its status from its product."""
    repository.edit(CONTRACT, ("status: active\n", ""))
    if status == "draft":
        repository.edit(PRODUCT, ("status: active", "status: draft"))
    before = {path: (repository.root / path).read_bytes() for path in scaffold()}
    repository.commit("Before", 2)
    for path, replaced in EDITS[name]:
        if replaced != ("status: active", "status: draft") or status == "active":
            repository.edit(path, replaced)
    after = {path: (repository.root / path).read_bytes() for path in scaffold()}
    commit = repository.commit("Change", 3)

    compared = comparison_of(tmp_path / "compared", before, after)
    expected = {
        (each.verdict.words, str(each.verdict.bump), each.verdict.readers)
        for each in compared.assessed
        if each.change.aspect != ("version",)
    }
    told = {
        (said.words, said.bump, said.is_breaking)
        for entry in repository.history().recent
        if entry.commit == commit
        for said in entry.said
    }
    assert told == expected
