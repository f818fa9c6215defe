"""`meshwright policy new|test|impact`, and policies in `rules` and `explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cmarkgfm
import html5lib
import jsonschema_rs
import pytest
import yaml

from meshwright.cli.main import main
from meshwright.formats.outputs import output_schema
from policy_of import AT, GIVEN, KEPT, policy
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run a command; return its output and messages."""
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_new_policy_passes_its_tests(mesh: Path, capsys: Capture) -> None:
    """The draft can run; no file is overwritten."""
    assert run(capsys, "policy", "new", "own-rule")[0] == 0
    text = (mesh / "policies/own-rule.yaml").read_text()
    assert run(capsys, "policy", "test") == (0, "passed  own-rule (2 tests, draft)\n")
    assert run(capsys, "check", "--as-of", "2026-11-22", "--select", "adoption")[0] == 0
    code, said = run(capsys, "policy", "new", "own-rule")
    assert (code, "already" in said) == (2, True)
    assert (mesh / "policies/own-rule.yaml").read_text() == text


def owner(mesh: Path, name: str = "own-rule") -> str:
    """Return the owner that a new policy states."""
    found: str = yaml.safe_load((mesh / f"policies/{name}.yaml").read_text())["owner"]
    return found


def test_new_policy_is_owned_by_the_owner_of_most_policies(mesh: Path, capsys: Capture) -> None:
    """Those of domains do not count; without policies, it is the owner of the mesh."""
    assert run(capsys, "policy", "new", "first-rule")[0] == 0
    assert owner(mesh, "first-rule") == "governance"
    (mesh / "policies/first-rule.yaml").unlink()
    for name in ("a", "b", "c"):
        squad = "governance" if name == "c" else "payments-squad"
        (mesh / f"policies/{name}.yaml").write_text(policy(name=name, owner=squad))
    folder = mesh / "products/player/policies"
    folder.mkdir(parents=True)
    for name in ("d", "e", "f"):
        (folder / f"{name}.yaml").write_text(policy(name=name, owner="player-squad"))
    assert run(capsys, "policy", "new", "own-rule")[0] == 0
    assert owner(mesh) == "payments-squad"


def test_new_policy_is_owned_by_a_team(mesh: Path, capsys: Capture) -> None:
    """An unregistered one is refused, and nothing is written."""
    code, said = run(capsys, "policy", "new", "own-rule", "--owner", "payment-squad")
    assert (code, said) == (2, "meshwright: unknown team `payment-squad`; did you mean `payments-squad`?\n")
    settings = mesh / "governance/mesh.yaml"
    settings.write_text(settings.read_text().replace("owner: governance", "owner: nobody"))
    code, said = run(capsys, "policy", "new", "own-rule")
    assert (code, "needs `--owner TEAM`" in said) == (2, True)
    assert not (mesh / "policies/own-rule.yaml").exists()
    assert run(capsys, "policy", "new", "own-rule", "--owner", "player-squad")[0] == 0
    assert owner(mesh) == "player-squad"


def test_new_policy_without_registered_teams_accepts_any_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "policy", "new", "own-rule")[0] == 0
    assert owner(tmp_path) == "governance"
    assert run(capsys, "policy", "new", "other-rule", "--owner", "council")[0] == 0
    assert owner(tmp_path, "other-rule") == "council"


@pytest.mark.parametrize("name", ["Own", "../own", "unknown-team", "secure", "-x"])
@pytest.mark.usefixtures("mesh")
def test_new_policy_needs_a_unique_name(name: str, capsys: Capture) -> None:
    """Exit code 2, and no file."""
    assert run(capsys, "policy", "new", name)[0] == 2


def test_trap_of_a_policy_is_reported_with_its_tests(mesh: Path, capsys: Capture) -> None:
    """It fails no test, so its author learns of it here first."""
    (mesh / "policies/a.yaml").write_text(
        policy(sql="SELECT address, retention_days FROM port WHERE personal_data AND retention_days > 90")
    )
    assert (
        "  doubtful: `retention_days > 90` misses items without `retention_days`"
        in run(capsys, "policy", "test")[1]
    )


def test_failing_test_is_explained(mesh: Path, capsys: Capture) -> None:
    """Exit code 1, or 2 if a policy cannot run; a trap is reported with it."""
    (mesh / "policies/a.yaml").write_text(
        policy(tests=[{"fails": [AT], "given": KEPT}, {"passes": [AT], "given": KEPT}])
    )
    (mesh / "policies/b.yaml").write_text(policy(name="broken", sql="SELECT adress FROM port"))
    assert run(capsys, "policy", "test", "short-retention") == (
        1,
        (
            "failed  short-retention (2 tests, enforced)\n"
            "  test 1: no finding at `payments/royalties/statements@1`; the query returns no rows\n"
        ),
    )
    assert run(capsys, "policy", "test") == (
        2,
        (
            "failed  broken (2 tests, enforced)\n  cannot run: unknown column `adress`; did you mean `address`?\n"
            "failed  short-retention (2 tests, enforced)\n"
            "  test 1: no finding at `payments/royalties/statements@1`; the query returns no rows\n"
        ),
    )
    assert run(capsys, "policy", "test", "brokn") == (
        2,
        "meshwright: unknown policy `brokn`; did you mean `broken`?\n",
    )


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        (None, "missing required key `tests` in a policy"),
        ([{"fails": [AT], "given": GIVEN}], "expected at least one test that passes, found 1 item"),
        (
            [{"fails": [AT], "given": GIVEN}, {"passes": [AT]}],
            "missing required key `given` in a test that passes",
        ),
    ],
)
def test_tests_with_a_mistake_do_not_pass(
    tests: list[object] | None, reason: str, mesh: Path, capsys: Capture
) -> None:
    """What `check` rejects also fails here: the document lost its tests."""
    (mesh / "policies/a.yaml").write_text(policy(tests=tests))
    for name in ((), ("short-retention",)):
        code, said = run(capsys, "policy", "test", *name)
        assert (code, said.splitlines()[1:]) == (1, [f"  cannot test: {reason} (policies/a.yaml)"])


def test_policy_without_a_name_does_not_pass(mesh: Path, capsys: Capture) -> None:
    """Its file is named instead; the others are tested."""
    (mesh / "policies/a.yaml").write_text(policy(name=None))
    (mesh / "policies/b.yaml").write_text(policy())
    assert run(capsys, "policy", "test") == (
        1,
        (
            "passed  short-retention (2 tests, enforced)\n"
            "failed  policies/a.yaml: missing required key `name` in a policy\n"
        ),
    )


def test_impact_shows_domains_teams_and_commits(mesh: Path, capsys: Capture) -> None:
    """Whatever the status: a draft can be assessed before it binds anyone."""
    path = mesh / "products/statements.odcs.yaml"
    contract = yaml.safe_load(path.read_text())
    path.write_text(
        yaml.safe_dump(contract | {"slaProperties": [{"property": "retention", "value": 9, "unit": "d"}]})
    )
    git(mesh, "init", "--quiet")
    (mesh / "policies/a.yaml").write_text(policy(status="draft"))
    commit(mesh)
    path.write_text(yaml.safe_dump(contract))
    commit(mesh)
    code, said = run(capsys, "policy", "impact", "short-retention", "--last", "5", "--as-of", "2026-11-22")
    assert code == 0
    assert "short-retention (draft): 1 finding now\n  domain payments: 1\n  team payments-squad: 1\n" in said
    assert "of the last 2 commits that changed documents, it would have stopped 1\n" in said
    assert said.rstrip().endswith(AT)
    assert (
        "of the last 1 commit" in run(capsys, "policy", "impact", "short-retention", "--since", "HEAD~1")[1]
    )


def test_rules_and_explain_include_policies(mesh: Path, capsys: Capture) -> None:
    """Those of the current mesh."""
    (mesh / "policies/a.yaml").write_text(policy(remediation="Lower it."))
    assert "\npolicies\n  short-retention" in run(capsys, "rules")[1]
    said = run(capsys, "explain", "short-retention")[1]
    assert said.startswith("# short-retention\n\nPorts with personal data keep it for at most 90 days.\n")
    assert "Lower it." in said


def test_policies_have_pages(mesh: Path, capsys: Capture) -> None:
    """With state, owner and dates instead of a preset and a release; all of their texts are escaped."""
    text = (
        "x <script>fired(1)</script> [x](javascript:fired(2)) ![x](//evil) {{ 7*7 }} {% x %} | `y` \x1b[31m"
    )
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    sql = "SELECT address FROM port -- ``` <script>fired(3)</script>"
    (mesh / "policies/a.yaml").write_text(
        policy(
            title=f"# {text}",
            remediation=f"# {text}\n\n- {text} {secret}",
            references=[text],
            sql=f"{sql}\nWHERE personal_data",
            message="{address}",
            enforceFrom="2027-03-01",
            waivable=False,
        )
    )
    (mesh / "policies/b.yaml").write_text(policy(name="../../escape"))
    assert run(capsys, "rules", "--docs", "pages")[0] == 0
    page = (mesh / "pages/short-retention.md").read_text()
    index = (mesh / "pages/index.md").read_text()
    assert not (mesh / "escape.md").exists()
    assert "owned by `governance`. It binds existing products from 2027-03-01. It cannot be waived." in page
    assert "preset" not in page
    assert "| [short-retention](short-retention.md) | error | enforced | " in index
    for written in (page, index):
        html = cmarkgfm.markdown_to_html_with_extensions(
            written, options=1 << 17, extensions=["table", "strikethrough"]
        )
        parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
        found = {each.tag for each in parsed.iter()}
        assert not found & {"script", "img"}
        assert not {each.get("href") for each in parsed.iter("a")} & {"javascript:fired(2)"}
        assert not [each for each in ("{{", "{%", "\x1b", secret) if each in written]
    assert "fired(3)" in page
    assert secret not in run(capsys, "explain", "short-retention")[1]
    listed = json.loads(run(capsys, "rules", "--format", "json")[1])
    state = {"status": "enforced", "owner": "governance", "enforceFrom": "2027-03-01"}
    assert next(each for each in listed if each["rule"] == "short-retention")["policy"] == state
    assert "policy" not in listed[0]


def test_impact_as_json_has_all_findings_and_commits(mesh: Path, capsys: Capture) -> None:
    """By its schema; without a history there are no commits."""
    git(mesh, "init", "--quiet")
    (mesh / "policies/a.yaml").write_text(policy(status="draft"))
    commit(mesh)
    schema = jsonschema_rs.validator_for(output_schema("policy-impact", is_closed=True))
    found = json.loads(run(capsys, "policy", "impact", "short-retention", "--format", "json")[1])
    schema.validate(found)
    assert (found["findings"][0]["address"], found["backtest"]) == (AT, None)
    found = json.loads(
        run(capsys, "policy", "impact", "short-retention", "--format", "json", "--last", "3")[1]
    )
    schema.validate(found)
    assert (found["backtest"]["commits"], len(found["backtest"]["stopped"])) == (1, 1)


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize(
    "arguments",
    [
        ("test", "--format", "json"),
        ("new",),
        ("impact",),
        ("test", "--last", "3"),
        ("impact", "x", "--last", "0"),
    ],
)
def test_misuse_is_a_clear_error(arguments: tuple[str, ...], capsys: Capture) -> None:
    """Exit code 2, one line."""
    code, said = run(capsys, "policy", *arguments)
    assert (code, said.count("\n")) == (2, 1)
