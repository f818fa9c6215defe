"""Policies run with the built-in rules, and everything that works on rules works on them by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from meshwright.cli.main import main
from meshwright.relational.sandbox import MOST_LATE
from policy_of import AT, GIVEN, KEPT, policy
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

Checked = "Callable[..., tuple[int, list[tuple[str, str, str | None]]]]"
NAME = "short-retention"
TESTS: list[dict[str, Any]] = [{"fails": [AT], "given": GIVEN}, {"passes": [AT], "given": KEPT}]


def write(mesh: Path, file: str = "p", /, **changes: Any) -> None:
    """Add a policy."""
    (mesh / f"policies/{file}.yaml").write_text(policy(**changes))


def test_enforced_policy_fails_the_check(mesh: Path, checked: Checked) -> None:
    """At the address that its query returns."""
    write(mesh)
    assert checked() == (1, [(NAME, "error", AT)])


@pytest.mark.parametrize(
    ("status", "expected"),
    [("draft", []), ("audit", [(NAME, "notice", AT)]), ("enforced", [(NAME, "error", AT)]), ("retired", [])],
)
def test_status_decides_the_effect(status: str, expected: list[Any], mesh: Path, checked: Checked) -> None:
    """A draft only runs its tests; a policy in audit reports notices."""
    write(mesh, status=status)
    assert checked() == (int(status == "enforced"), expected)


@pytest.mark.parametrize(("day", "severity"), [("2027-02-28", "warning"), ("2027-03-01", "error")])
def test_existing_products_are_bound_from_a_day_on(
    day: str, severity: str, mesh: Path, checked: Checked
) -> None:
    """Until then they get a warning."""
    write(mesh, enforceFrom="2027-03-01")
    assert checked(as_of=day) == (int(severity == "error"), [(NAME, severity, AT)])


def repository(mesh: Path) -> None:
    """Commit the mesh."""
    git(mesh, "init", "--quiet")
    commit(mesh)


def add_port(mesh: Path) -> None:
    """Add a port with personal data."""
    path = mesh / "products/statements.odcs.yaml"
    other = yaml.safe_load(path.read_text()) | {"id": "other", "name": "other"}
    (mesh / "products/other.odcs.yaml").write_text(yaml.safe_dump(other))
    product = mesh / "products/payments/royalties/product.odps.yaml"
    content = yaml.safe_load(product.read_text())
    content["outputPorts"].append(
        {"name": "other", "type": "table", "version": "1.0.0", "contractId": "other"}
    )
    product.write_text(yaml.safe_dump(content, sort_keys=False))


def test_new_products_are_bound_immediately(mesh: Path, checked: Checked) -> None:
    """Existing ones need time."""
    write(mesh, enforceFrom="2027-03-01")
    repository(mesh)
    add_port(mesh)
    code, found = checked("--changed-since", "HEAD", "--select", "policies")
    assert (code, found) == (1, [(NAME, "error", "payments/royalties/other@1")])


def test_policies_come_from_the_base(mesh: Path, checked: Checked) -> None:
    """A change can neither add one that fails others, nor remove one that it violates."""
    repository(mesh)
    write(mesh)
    assert checked("--changed-since", "HEAD", "--select", "policies") == (0, [])
    commit(mesh)
    (mesh / "policies/p.yaml").unlink()
    add_port(mesh)
    code, found = checked("--changed-since", "HEAD", "--select", "policies")
    assert (code, found) == (1, [(NAME, "error", "payments/royalties/other@1")])


def test_severities_name_policies(mesh: Path, checked: Checked) -> None:
    """By name or as the group `policies`; a misspelt name is an error."""
    write(mesh)
    settings = mesh / "governance/mesh.yaml"
    text = settings.read_text()
    settings.write_text(f"{text}rules: {{{NAME}: warning}}\n")
    assert checked() == (0, [(NAME, "warning", AT)])
    settings.write_text(f"{text}rules: {{policies: 'off'}}\n")
    assert checked() == (0, [])
    settings.write_text(f"{text}rules: {{short-retentoin: warning}}\n")
    assert main(["check"]) == 2


def waiver(mesh: Path, **changes: str) -> None:
    """Waive the finding."""
    content = {
        "apiVersion": "meshwright/v1",
        "kind": "Waiver",
        "rule": NAME,
        "address": AT,
        "reason": "An audit needs it.",
        "owner": "payments-squad",
        "approvedBy": "governance",
        "expires": "2027-01-31",
    }
    (mesh / "policies/w.yaml").write_text(yaml.safe_dump(content | changes))


def test_waiver_covers_a_finding_of_a_policy(mesh: Path, checked: Checked) -> None:
    """One that covers nothing is unused."""
    write(mesh)
    waiver(mesh)
    assert checked() == (0, [])
    waiver(mesh, address="player/play-events/daily@1")
    assert [rule for rule, *_ in checked()[1]] == [NAME, "unused-waiver"] or checked()[0] == 1


def test_misspelt_exception_masks_no_finding_of_a_policy(mesh: Path, checked: Checked) -> None:
    """For built-in rules one finding is enough; a similar name does not end a rule of the organisation."""
    (mesh / "policies/a.yaml").write_text(policy())
    waiver(mesh, rule="short-retentions")
    code, found = checked()
    assert (code, {rule for rule, *_ in found}) == (1, {NAME, "unused-waiver"})
    (mesh / "policies/w.yaml").unlink()
    path = mesh / "products/payments/royalties/product.odps.yaml"
    path.write_text(f"# meshwright: ignore[short-retentions] soon\n{path.read_text()}")
    assert NAME in {rule for rule, *_ in checked()[1]}


def test_policy_may_refuse_waivers(mesh: Path, checked: Checked) -> None:
    """The waiver itself is an error, and the finding counts."""
    write(mesh, waivable=False)
    waiver(mesh)
    code, found = checked()
    assert code == 1
    assert (NAME, "error", AT) in found
    assert "unused-waiver" in {rule for rule, *_ in found}


def test_comment_suppresses_a_finding_of_a_policy(mesh: Path, checked: Checked) -> None:
    """At its location, the name of the contract."""
    write(mesh)
    path = mesh / "products/statements.odcs.yaml"
    path.write_text(
        path.read_text().replace(
            "name: statements\n", f"name: statements # meshwright: ignore[{NAME}] audit\n", 1
        )
    )
    assert checked() == (0, [])


def test_baseline_records_findings_of_policies(mesh: Path, checked: Checked) -> None:
    """Their fingerprint consists of the policy, the address and the key."""
    write(mesh)
    assert main(["baseline", "create"]) == 0
    assert checked() == (0, [])
    write(mesh, message="says something else of {address}")
    assert checked() == (0, [])
    write(mesh, sql="SELECT address, 'x' AS key, 1 AS retention_days FROM port WHERE personal_data")
    assert (NAME, "error", AT) in checked()[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sql": "SELECT address FROM prot"}, "unknown table `prot`; did you mean `port`?"),
        (
            {"sql": "SELECT address FROM port WHERE \"adress\" = 'x'"},
            'unknown column `"adress"`; did you mean `address`?',
        ),
        (
            {"sql": "SELECT address FROM port WHERE domain = 'payments'"},
            "unknown column `domain`; join a table that has it: `product` on `product_id`, `contract` on `contract_id`",
        ),
        (
            {"sql": "SELECT name FROM port"},
            "the query has no column `address`; select the address of the item to report",
        ),
        (
            {"sql": "SELECT address FROM diagnostic"},
            "unknown table `diagnostic`; `meshwright schema tables` lists them",
        ),
        (
            {"sql": "SELECT address FROM port LIMIT 3"},
            "the query has a LIMIT; remove it, because it hides violations",
        ),
        ({"sql": "DELETE FROM port"}, "expected exactly one SELECT"),
        ({"message": "{addres} is wrong"}, "the query has no column `addres`; did you mean `address`?"),
        (
            {"message": "{address days"},
            "the message has an unmatched `{`; write columns as `{address}`",
        ),
        (
            {"message": "{address} keeps days}"},
            "the message has an unmatched `}`; write columns as `{address}`",
        ),
        (
            {"message": "{{address}} is wrong"},
            "the message has an unmatched `{`; write columns as `{address}`",
        ),
        ({"message": "{} is wrong"}, "the query has no column ``"),
        ({"name": "unknown-team"}, "`unknown-team` is the name of another rule"),
        ({"name": "secure"}, "`secure` is the name of another rule"),
    ],
)
def test_policy_that_cannot_run_makes_the_check_incomplete(
    changes: dict[str, str], message: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, with the reason at the policy; unless it is off."""
    changes = {"message": "{address}", **changes}
    write(mesh, **changes)
    assert main(["check", "--as-of", "2026-11-22"]) == 2
    assert (
        f"error[policy-not-run]: cannot run policy `{changes.get('name', NAME)}`: {message}\n"
        in capsys.readouterr().out
    )


def test_endless_policy_is_ended(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the finding `rule-failed` and exit code 2; the other rules continue."""
    endless = "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT 'x' AS address FROM port, r WHERE n < 0"
    write(mesh, "endless", name="endless", sql=endless, message="{address}")
    write(mesh)
    assert main(["check", "--as-of", "2026-11-22"]) == 2
    out = capsys.readouterr().out
    assert (
        "error[rule-failed]: policy `endless` did not finish: the query takes too long; "
        "join tables on their `_id` columns\n" in out
    )
    assert "policies/endless.yaml:" in out
    assert f"error[{NAME}]" in out
    assert main(["check", "--as-of", "2026-11-22", "--select", "policies"]) == 2
    assert "error[rule-failed]: policy `endless` did not finish" in capsys.readouterr().out


def test_slow_policies_have_a_common_time_limit(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is an error, and only a few may use up the time."""
    endless = "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT 'x' AS address FROM r WHERE n < 0"
    for number in range(12):
        write(mesh, f"p{number}", name=f"p{number}", sql=endless, message="x")
    assert main(["check", "--as-of", "2026-11-22", "--select", "policies", "--format", "json"]) == 2
    said = [each["message"] for each in json.loads(capsys.readouterr().out)["diagnostics"]]
    assert sum("did not finish: the query takes too long" in each for each in said) == MOST_LATE
    assert sum("did not run, because 5 earlier policies took too long" in each for each in said) == 7


NOWHERE = "CASE WHEN address LIKE 'player%' THEN address ELSE"


@pytest.mark.parametrize(
    ("address", "returned"),
    [
        ("NULL", "NULL, which is not an address of the mesh;"),
        ("'nowhere'", "`nowhere`, which is not an address of the mesh;"),
        ("'nowhere/at/all@9'", "`nowhere/at/all@9`, which is not an address of the mesh;"),
        ("''", "``, which is not an address of the mesh;"),
        ("port_id * 0 + 7", "`7`, which is not an address of the mesh;"),
    ],
)
def test_row_without_a_location_is_an_error_of_the_policy(
    address: str, returned: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, at its query; rows with a location are still reported, and its tests and its impact agree."""
    sql = f"SELECT {NOWHERE} {address} END AS address, 1 AS retention_days FROM port"
    write(mesh, sql=sql, tests=[{"fails": [AT], "given": "{kind: Mesh, name: small}"}, *TESTS[1:]])
    assert main(["check", "--as-of", "2026-11-22"]) == 2
    out = capsys.readouterr().out
    said = f"{returned} select the address of the item to report\n"
    assert f"error[rule-failed]: policy `{NAME}` returned {said}" in out
    assert f"error[{NAME}]: keeps personal data for 1 days\n" in out
    assert "policies/p.yaml:" in out
    assert main(["policy", "test", "--as-of", "2026-11-22"]) == 1
    assert f"  test 1: the query returned {said}" in capsys.readouterr().out
    assert main(["policy", "impact", NAME, "--as-of", "2026-11-22"]) == 2
    assert f"cannot run policy `{NAME}`: it returned {said}" in capsys.readouterr().err


def test_rows_without_a_location_are_counted(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once for a policy, including one of a domain: a row without an address is not about another domain."""
    folder = mesh / "products/player/policies"
    folder.mkdir(parents=True)
    (folder / "all.yaml").write_text(policy(sql="SELECT NULL AS address, 1 AS retention_days FROM port"))
    assert main(["check", "--as-of", "2026-11-22"]) == 2
    out = capsys.readouterr().out
    assert out.count("error[rule-failed]") == 1
    assert "returned NULL, which is not an address of the mesh (one of 2 such rows);" in out


def test_finding_about_a_part_is_located_at_its_item(mesh: Path, checked: Checked) -> None:
    """Waivers and findings have addresses of parts that cannot be resolved separately."""
    write(
        mesh,
        sql="SELECT address || '#outputPorts/x' AS address, 1 AS retention_days FROM product",
        tests=None,
    )
    code, found = checked("--select", "policies")
    assert code == 1
    assert {rule for rule, *_ in found} == {NAME}


def test_policy_on_an_empty_table_is_vacuous(mesh: Path, checked: Checked) -> None:
    """It could never find anything."""
    write(mesh, sql="SELECT address, 1 AS retention_days FROM agreement WHERE expires IS NULL")
    assert (NAME, "warning", None) in checked()[1]


def test_policy_of_a_domain_binds_only_that_domain(mesh: Path, checked: Checked) -> None:
    """It is one of the domain's own documents."""
    folder = mesh / "products/player/policies"
    folder.mkdir(parents=True)
    own = policy(
        sql="SELECT address, 1 AS retention_days FROM port",
        tests=[
            {"fails": ["player/play-events/daily@1"], "given": "kind: Mesh\nname: small\n"},
            {
                "passes": ["payments/royalties/statements@1"],
                "given": "kind: DataProduct\nid: play-events\noutputPorts: []\n",
            },
        ],
    )
    (folder / "all.yaml").write_text(own)
    code, found = checked()
    assert code == 1
    assert [each for each in found if each[0] == NAME] == [(NAME, "error", "player/play-events/daily@1")]


def test_formats_describe_the_policy(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF lists it among its rules, with its page."""
    write(mesh, remediation="Lower the retention.", references=["GDPR Art. 5"])
    main(["check", "--format", "sarif", "--as-of", "2026-11-22"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    own = next(each for each in run["tool"]["driver"]["rules"] if each["id"] == NAME)
    assert own["shortDescription"]["text"] == "Ports with personal data keep it for at most 90 days"
    assert "Lower the retention." in own["help"]["markdown"]
    assert "GDPR Art. 5" in own["help"]["markdown"]
    assert own["properties"]["tags"] == ["policies", "essential"]


def test_score_counts_policies(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Like other rules."""
    write(mesh)
    main(["score", "--format", "json", "--as-of", "2026-11-22"])
    assert NAME in capsys.readouterr().out


def test_secret_is_blanked_before_a_query_reads_it(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No part of it is shown either."""
    path = mesh / "products/statements.odcs.yaml"
    path.write_text(path.read_text().replace("What was paid to whom.", "password=hunter2-hunter2-9Zx"))
    write(
        mesh,
        sql="SELECT address, substr(purpose, 10, 7) AS part FROM contract WHERE id = 'statements'",
        message="{part}",
    )
    main(["check", "--as-of", "2026-11-22"])
    printed = capsys.readouterr().out
    assert "hunter2" not in printed
