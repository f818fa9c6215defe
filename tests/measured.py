"""Meshes measured in tests: contracts of a few lines, data of a few rows, and observations in examples."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mesh_of import TODAY
from meshwright.measuring.judgement import Measurement
from meshwright.measuring.observation import Filter
from meshwright.measuring.packing import observations_of
from meshwright.measuring.plan import probes
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping
from meshwright.rulekit.check_run import Scope, build_report
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.locator import Locator
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.directory_check import add_findings
from meshwright.workspace.directory_file import KeptDirectory, accounts_of, expanded
from meshwright.workspace.directory_reading import read_directory, with_users
from meshwright.workspace.measuring.judging import report_of
from meshwright.workspace.measuring.run import Request, measure, measurements
from meshwright.workspace.pipeline import context_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic, Report
    from meshwright.workspace.measuring.run import Seen

OBSERVED = "observations/run.jsonl"
"""The file of an example that contains observations; omitted values are supplied."""
NOW = "2026-11-22T06:00:00Z"
SUPPLIED = {"format": 1, "run": "r", "server": "lake", "environment": "", "engine": "duckdb", "seenAt": NOW}


COUNTED = ("documents", "products", "contracts", "fields")
GROUPS, USERS = "directory/groups.csv", "directory/users.csv"
"""The files of an example that contain the export of an identity provider."""


def compared_in(folder: Path, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """Return the findings of rules on observations, and on a directory, if files contain some."""
    return (*observed_in(folder, files), *_identified_in(folder, files))


def _identified_in(folder: Path, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """Return the findings of rules on a directory; none if files contain no directory."""
    if GROUPS not in files:
        return ()
    read = read_directory(files[GROUPS], "csv")
    if USERS in files:
        read = with_users(read, files[USERS], "csv")
    kept = KeptDirectory(expanded(read), str(TODAY), accounts_of(read))
    source = compiled(of_folder(folder), {})
    context = context_of(source, link(source.linkable, TODAY), Configuration(preset="strict"))
    findings = Findings()
    add_findings(kept, context, findings)
    return build_report(findings, Scope(dict.fromkeys(COUNTED, 0)), context).diagnostics


def observed_in(folder: Path, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """Return the findings of rules on observations in files; none if files contain no observations."""
    if OBSERVED not in files:
        return ()
    source = compiled(of_folder(folder), {})
    mesh = link(source.linkable, TODAY)
    value = Locator(source).value
    planned = {
        probe.address: probe
        for contract in mesh.contracts
        for probe in probes(contract, mesh, mapping(value(contract.home.file, contract.home.document)))
    }
    lines = [json.dumps({**SUPPLIED, **json.loads(line)}) for line in files[OBSERVED].decode().splitlines()]
    found = [
        Measurement(planned[each.address], replace(each, probe=planned[each.address].digest))
        for each in observations_of(lines)
    ]
    return report_of(source, mesh, Configuration(preset="strict"), found)[0].diagnostics


def seen_in(folder: Path, files: Mapping[str, str | bytes], **asked: Any) -> tuple[Seen, ...]:
    """Write files into a folder and measure all of its objects."""
    return _measured(folder, files, **asked)[1]


def measured_in(folder: Path, files: Mapping[str, str | bytes], **asked: Any) -> Report:
    """Write files into a folder, measure all of its objects, and report."""
    (source, mesh), seen = _measured(folder, files, **asked)
    return report_of(source, mesh, Configuration(preset="strict"), measurements(seen))[0]


def _measured(folder: Path, files: Mapping[str, str | bytes], **asked: Any) -> Any:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    source = compiled(of_folder(folder), {})
    mesh = link(source.linkable, TODAY)
    usual = {
        "root": str(folder.resolve()),
        "environment": None,
        "filter": Filter(),
        "memory_mib": 256,
        "jobs": 1,
        "is_dry": False,
        "seen_at": NOW,
        "run": "r",
    }
    objects = [(each, at) for each in mesh.contracts for at in range(len(each.fact.objects))]
    return (source, mesh), measure(mesh, Locator(source).value, objects, Request(**{**usual, **asked}))


def contract(properties: str, server: str = "", more: str = "", name: str = "orders") -> str:
    """Return a contract of one object; `properties` and `more` are YAML, the latter at the top level."""
    server = server or "{server: files, type: local, path: data/orders.csv, format: csv}"
    return f"""\
apiVersion: v3.2.0
kind: DataContract
id: {name}
name: {name}
version: 1.0.0
status: active
servers: [{server}]
{more}
schema:
  - name: {name}
    properties:
{properties}
"""
