"""
The baseline knows more than before.

It holds what was found when the repository began to be checked, and only shrinks: else new mistakes would hide in it.
Mend what is new, or have it waived. What newer rules find is added in a document of its own, with the release
that `rulesAsOf` was raised to. (Told where two revisions are compared.)

```yaml before raw policies/baseline/player.yaml
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - 0c7d4e1f9a2b3c4d missing-owner player/play-events
```
```yaml after raw policies/baseline/player.yaml
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - 0c7d4e1f9a2b3c4d missing-owner player/play-events
  - 5b1d7c0aa2f4e681 missing-slo player/play-events/daily@1
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the baseline has 1 finding more than before; it only shrinks
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Revision
from meshwright.mesh.baseline import KIND, baselines
from meshwright.mesh.finding import Finding, Severity
from meshwright.mesh.mesh import Registered
from meshwright.mesh.version import parse_version
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "baseline-grew",
    on=Revision,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def baseline_grew(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Compare with all that was known, in whichever file; where nothing was, a baseline may begin."""
    new = revision.new
    if not isinstance(new, Registered) or new.fact.kind != KIND or not before.register(KIND):
        return
    known = {entry.fingerprint for each in baselines(before) for entry in each.entries}
    newest = max((parse_version(each.rules_as_of) or (0, 0, 0)) for each in baselines(before))
    here = next(each for each in baselines(after) if each.home == new.home)
    claimed = parse_version(here.rules_as_of) or (0, 0, 0)
    late = {each.name for each in all_rules() if newest < (parse_version(each.since) or (0, 0, 0)) <= claimed}
    added = [
        number
        for number, entry in enumerate(here.entries)
        if entry.fingerprint not in known and entry.rule not in late
    ]
    if added:
        more = f"{len(added)} finding{'' if len(added) == 1 else 's'} more"
        at = new.home.at("findings", added[0])
        yield Finding(f"the baseline has {more} than before; it only shrinks", at)
