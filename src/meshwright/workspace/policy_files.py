"""The policies in a folder, read without the rest of the mesh, and the text for a new policy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Severity
from meshwright.mesh.link import link
from meshwright.mesh.registries import text
from meshwright.policies.policy import bound_policies
from meshwright.rulekit.configuration import ConfigurationError
from meshwright.rulekit.registry import all_rules
from meshwright.source.folder import Skipped, shown
from meshwright.workspace.project import policy_files
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.policy import BoundPolicy
    from meshwright.source.tree import Syntax

FOLDER = "policies"
USUAL_OWNER = "governance"
"""The owner of a new policy in a mesh without registered teams."""
_NEW = """\
# `meshwright schema tables` lists the tables; `meshwright query "SELECT …"` tries a query;
# `meshwright policy test {name}` runs the tests; `meshwright policy impact {name}` shows what it finds now.
apiVersion: meshwright/v1
kind: Policy
model: 1
name: {name}
title: Ports with personal data keep it for at most 90 days
owner: {owner}
severity: error
status: draft # draft: only its tests run; audit: findings are notices; enforced; retired
# `address` is the address of a finding; other columns are values for the message. `(condition) IS NOT TRUE` also finds
# undeclared values. In the folder products/<domain>/policies/, a policy applies only to that domain.
sql: |
  SELECT address, ifnull(retention_days || ' days', 'an undeclared time') AS kept
  FROM port
  WHERE personal_data AND (retention_days <= 90) IS NOT TRUE
message: "personal data is kept for {{kept}}; the maximum is 90"
remediation: Lower the retention, or ask for a waiver.
# Each test is a small mesh with the ports player/play-events/daily@1 and payments/royalties/statements@1 (contracts `plays`
# and `statements`); `meshwright schema small-mesh` prints it. `given` changes it: parts of documents, merged by name
# or id; `null` removes a key. Each test starts from that mesh, not from the previous test. For a domain of your own, move
# a product there: `kind: DataProduct`, `id: play-events`, `domain: orders`.
tests:
  - fails: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{{property: retention, value: 91, unit: d}}]
  - passes: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{{property: retention, value: 90, unit: d}}]
"""


def new_policy(name: str, owner: str) -> tuple[str, str]:
    """Return the relative path and the text of a new policy: a working draft for the author to adapt."""
    return f"{FOLDER}/{name}.yaml", _NEW.format(name=name, owner=owner)


def usual_owner(mesh: Mesh) -> str | None:
    """Return the team that owns most of the organisation's policies, or else the owner of the mesh."""
    of_all = (each for each in mesh.register("Policy") if each.home.file.startswith(f"{FOLDER}/"))
    owners = Counter(text(each.get("owner")) for each in of_all)
    ranked = sorted(owners, key=lambda each: (-owners[each], each))
    ranked += (text(each.get("owner")) for each in mesh.register("Mesh"))
    return next((each for each in ranked if each in mesh.teams), None)


class PolicyFiles(NamedTuple):
    """The policies in a folder."""

    mesh: Mesh
    """A mesh that consists only of the policies."""
    policies: tuple[BoundPolicy, ...]
    mistakes: Mapping[tuple[str, int], tuple[str, ...]]
    """The errors in each faulty document, by file and position.

    Faulty parts, such as a test, are omitted from `policies`.
    """


def policies_below(root: Path, today: date) -> PolicyFiles:
    """Read the policies in a folder without the rest of its mesh; raises ConfigurationError for an unreadable file."""
    files = dict(_read(root))
    texts: list[tuple[Syntax, bytes]] = [("yaml", data) for data in files.values()]
    units = dict(zip(files, compile_all(texts, len(texts), 1, lambda _: None), strict=True)) if files else {}
    mesh = link(units, today)
    return PolicyFiles(mesh, bound_policies(mesh), _mistakes(units))


def _read(root: Path) -> Iterator[tuple[str, bytes]]:
    for path, data in policy_files(root):
        if isinstance(data, Skipped):
            raise ConfigurationError(f"`{shown(path)}` {data.why}")
        yield path, data


def _mistakes(units: Mapping[str, Unit]) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """Return the errors that the compiler found in each document, by file and position."""
    errors = {each.name for each in all_rules() if each.severity is Severity.ERROR}
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for file, unit in units.items():
        for each in unit.findings:
            if each.rule in errors:
                place = (file, each.finding.at.document)
                found[place] = (*found.get(place, ()), each.finding.message)
    return found
