"""The table of output formats: the name, type and version of each."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshwright.formats import access, answers, audits, check, comparison, forges, lineage, measure
from meshwright.formats.schema import json_schema

PREFIX = "output/"
"""The prefix that distinguishes an output from a kind of document in `meshwright schema`."""


class Output(NamedTuple):
    """An output format."""

    kind: Any
    version: int = 1
    """The version, which increases when a key is removed or changes meaning."""


OUTPUTS = {
    "check": Output(check.Check),
    "diff": Output(comparison.Diff),
    "impact": Output(comparison.Impact),
    "access-who": Output(access.Who),
    "access-what": Output(access.What),
    "access-plan": Output(access.Plan),
    "access-prove": Output(access.Prove),
    "access-usage": Output(access.Usage),
    "access-identity-report": Output(access.IdentityReport),
    "access-drift": Output(access.DriftReport),
    "graph": Output(lineage.Graph),
    "graph-impact": Output(lineage.GraphImpact),
    "trace": Output(lineage.Trace),
    "score": Output(answers.Score),
    "entity": Output(answers.Entity),
    "join": Output(answers.Join),
    "resolve": Output(answers.Resolve),
    "rules": Output(answers.Rules),
    "query": Output(answers.Query),
    "measure": Output(measure.Measure),
    "observation": Output(measure.Observation),
    "evidence": Output(audits.Evidence),
    "policy-impact": Output(audits.PolicyImpact),
    "sarif": Output(forges.Sarif),
    "gitlab": Output(forges.CodeQuality),
}
"""The output formats by command; `sarif` and `gitlab` are formats of `check`.

`observation` is a line in the files that `measure --store` writes."""


def output_schema(name: str, *, is_closed: bool = False) -> dict[str, Any]:
    """Return the schema of an output format; raises KeyError for an unknown one."""
    output = OUTPUTS[name]
    identity = f"urn:meshwright:output:v{output.version}:{name}"
    return json_schema(output.kind, identity, f"{PREFIX}{name}", is_closed=is_closed)
