"""Outputs of commands conform to their closed schemas, and together use every key."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from menagerie import menagerie

import access_outputs
from clinic import plan_of_an_agreement
from meshwright.analysis.meaning.entity_usage import EntityUsage, UnlinkedDomain
from meshwright.cli import access_prove
from meshwright.cli.main import main
from meshwright.enforcement.relations import Database
from meshwright.enforcement.stamp import Stamp
from meshwright.formats.outputs import OUTPUTS, output_schema
from meshwright.measuring.observation import Filter, Observation, line_of
from meshwright.measuring.standing import ProductStanding, Standing
from meshwright.policies.forecast import Forecast
from meshwright.policies.impact import Violation
from meshwright.report import difference_json, evidence, policy_impact
from meshwright.report.access_proof import as_json as proof_as_json
from meshwright.report.diff import DiffReport
from meshwright.report.entity import as_json
from meshwright.report.formats import Style, render
from meshwright.report.measure import NotMeasured
from meshwright.report.measure import as_json as measured_as_json
from meshwright.report.score import as_json as score_as_json
from meshwright.scores.product_score import ProductScore
from meshwright.workspace.access_proof import AccessProof, Difference
from reading_schemas import keys, used
from subjects import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[2]
STATEMENTS, PLAYS = "payments/royalties/statements@1", "player/play-events/daily@1"
OF_EXAMPLE: dict[str, tuple[str, ...]] = {
    "access-who": ("access who listeners/profiles/current@1", "access who sandbox/labelled-audio/snapshot@1"),
    "access-what": ("access what auditor", "access what data-scientist"),
    "graph": (
        f"graph upstream {STATEMENTS}",
        f"graph downstream {PLAYS} --columns",
        f"graph path {PLAYS} {STATEMENTS}",
        f"graph path {STATEMENTS} {PLAYS}",
    ),
    "graph-impact": (f"graph impact {PLAYS}", f"graph impact {PLAYS}/plays/artist_key"),
    "trace": (
        f"trace {STATEMENTS}",
        "trace listeners/profiles/current@1",
        f"trace {PLAYS} --classification",
    ),
    "score": ("score",),
    "entity": ("entity artist", "entity track"),
    "join": (
        f"join {STATEMENTS} {PLAYS}",
        f"join {STATEMENTS} {PLAYS} --accept-meaning --sql",
        f"join events/music-events/calendar@1 {PLAYS}",
    ),
    "resolve": (
        "resolve player/play-events",
        f"resolve {PLAYS}",
        f"resolve {PLAYS}/plays/artist_key",
        f"resolve {PLAYS}#servers/lake",
        "resolve team:player-squad",
        "resolve domain:player",
        "resolve entity:artist",
        "resolve governance/teams.yaml",
    ),
    "rules": ("rules",),
    "query": ("query SELECT/**/address,tier/**/FROM/**/product",),
}
"""Commands on the example whose outputs have, together, every key of a format."""
ELSEWHERE = {
    "check": "Unexamined",  # the example mesh has nothing that is not examined; tests/cli/test_unexamined.py has
    "trace": "Missing",  # in the example every service level is declared
}
"""Definitions that none of these outputs has, and the reason."""
PARTIAL = {"diagnostics", "gone"}
"""The stored part of a check of an edited example: not the whole output, but whole diagnostics."""


SILENT = EntityUsage(
    "artist", "", "", "", (), (), (UnlinkedDomain("labels", "exactMatch", "a performer"),), ()
)
"""An entity that a domain declares without linking columns; the example has none."""


OBSERVED = Observation(
    run="r",
    address=f"{PLAYS}/plays",
    contract_version="1.0.0",
    probe="5299bf8ad8f679b3",
    server="lake",
    environment="prod",
    engine="duckdb",
    engine_version="2.0.1",
    seen_at="2026-11-22T06:00:00Z",
    rows=3,
    filter=Filter("2026-11-01 00:00:00", "10", 5),
    figures={"play_id#required": 1},
    clocks={"played_at": ("2026-11-21", "2026-11-20", 0)},
    missing=("a",),
    additional=("b",),
    types={"c": "VARCHAR"},
    ambiguous=("D", "d"),
    unmeasured={"e#pattern": "a reason"},
    unavailable="a reason",
)
"""An observation with every key; no real one has both figures and a reason for their absence."""
DAY = date(2026, 3, 1)
FOUND = (Violation("player/play-events", "", "keeps it", "player", "player-squad"),)
PROOF = AccessProof("15.18", (DAY,), 1, 2, 1, 2, (Difference(DAY, "g", "s.t", "c", "refused", "x"),))
OF_ACCESS = {
    "access-usage": access_outputs.usage,
    "access-identity-report": access_outputs.identity_report,
    "access-drift": access_outputs.drift,
}
"""Commands that read more than documents."""
VALUES = {
    "access-plan": plan_of_an_agreement(),
    "access-prove": proof_as_json(
        access_prove.content(PROOF, Database("d", (), ()), Stamp("m", "r", DAY, "mw_owner"))
    ),
    "evidence": evidence.as_json(
        evidence.Evidence(
            *(DAY, DAY, "", "0" * 40, DAY, DAY),
            (
                evidence.EvidenceRow(
                    *("grant", "added", True, "player/play-events/daily@1", "a team", "a role", "a purpose"),
                    *(
                        "a team",
                        "",
                        DAY,
                        None,
                        "",
                        "0" * 40,
                        "2026-03-01T00:00:00+00:00",
                        "a",
                        "7",
                        ("b",),
                        "",
                    ),
                ),
            ),
            (evidence.Gap("the clone is shallow", is_incomplete=True),),
        )
    ),
    "policy-impact": policy_impact.as_json(
        policy_impact.PolicyImpact(
            "short-retention",
            "draft",
            FOUND,
            policy_impact.Backtest(2, (policy_impact.StoppedCommit("0" * 40, DAY, "Keep it", FOUND),)),
        )
    ),
}
"""Outputs of commands that need a history, which the example may lack; their tests create one."""


def of_example(command: str) -> Any:
    """Run a command on the example and return its JSON."""
    words = command.split()
    where = () if words[0] == "rules" else ("--mesh", str(EXAMPLE), "--as-of", "2026-11-22")
    if words[0] == "resolve":
        where = (str(EXAMPLE),)
    if words[0] == "score":
        where = (str(EXAMPLE), "--as-of", "2026-11-22")
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(StringIO()):
        main([*words, *where, "--format", "json"])
    return json.loads(printed.getvalue())


def kept(command: str) -> Iterator[dict[str, Any]]:
    """Yield every stored output of a command."""
    for path in sorted((GOLDEN / "verdicts").glob("*.json")):
        output = json.loads(path.read_text(encoding="utf-8")).get(command, {}).get("output")
        if isinstance(output, dict):
            yield output


def outputs(name: str) -> list[Any]:
    """Return documents of a format."""
    if name == "score":
        measured = {"d/p": ProductStanding(Standing(3, 1, 2), 1, "2026-11-22T06:00:00Z")}
        score = ProductScore("d/p", "d/p.yaml", None, ())
        return [of_example(OF_EXAMPLE[name][0]), json.loads(score_as_json([score], measured))]
    if name in OF_EXAMPLE:
        found = [of_example(command) for command in OF_EXAMPLE[name]]
        return [*found, json.loads(as_json(SILENT))] if name == "entity" else found
    if name in OF_ACCESS:
        return [OF_ACCESS[name]()]
    if name in VALUES:
        return [json.loads(VALUES[name])]
    if name == "observation":
        return [json.loads(line_of(OBSERVED))]
    if name == "measure":
        missing = [NotMeasured(OBSERVED.address, "play_id#pattern", "a reason")]
        return [json.loads(measured_as_json(menagerie(), "r", [OBSERVED], missing))]
    if name in {"diff", "impact"}:
        forecast = Forecast("short-retention", "draft", is_new=True, findings=1)
        brings = DiffReport("main", "the working tree", (), menagerie(), (), policies=(forecast,))
        return [*kept(name), *([json.loads(difference_json.render(brings))] if name == "diff" else ())]
    found = [json.loads(render(menagerie(), "json" if name == "check" else name, Style()))]
    return found + [each for each in kept("check") if name == "check" and not each.keys() >= PARTIAL]


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_conform_to_their_closed_schema_and_use_every_key(name: str) -> None:
    """No key is undocumented, and every documented key is written by a command."""
    schema = output_schema(name, is_closed=True)
    validator = jsonschema_rs.validator_for(schema)
    documents = outputs(name)

    assert [
        (error.message, error.instance_path)
        for document in documents
        for error in validator.iter_errors(document)
    ] == []
    unused = keys(schema) - set().union(*(used(document, schema) for document in documents))
    assert {key.partition(".")[0] for key in unused} == {*filter(None, [ELSEWHERE.get(name)])}


def test_findings_of_edits_conform_to_the_schema() -> None:
    """Of an edited example, the added findings are stored."""
    schema = output_schema("check", is_closed=True)
    validator = jsonschema_rs.validator_for({"$ref": "#/$defs/Diagnostic", "$defs": schema["$defs"]})
    found = [each for output in kept("check") for each in output["diagnostics"]]

    assert [error.message for each in found for error in validator.iter_errors(each)] == []
    assert found
