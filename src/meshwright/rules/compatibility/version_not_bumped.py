"""
The version does not say how much was changed.

Consumers decide by the version whether they have to look; inputs name the least one that will do.
What is proposed or a draft promises nothing yet, unless `governance/mesh.yaml` says `compatibility: {drafts: kept}`.
Below 1.0.0 the minor part says what the major one says later. The fix bumps contract and port, and never a consumer's file.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
version: 1.0.0
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
version: 1.0.0
#        ^^^^^ `1.0.0` is not enough, for field `skip_reason` is gone; it takes a major version, `2.0.0`
```
```yaml before contract
description:
  purpose: What was played.
version: 1.0.0
```
```yaml after contract
description:
  purpose: The record of what was played.
version: 1.0.1
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Revision
from meshwright.changes.judging import judge
from meshwright.changes.verdict import Bump, bumped, moved, needed
from meshwright.mesh.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.mesh import Contract, Product
from meshwright.mesh.version import parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.finding import Edit
    from meshwright.mesh.mesh import Mesh


@rule("version-not-bumped", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def version_not_bumped(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Compare the step of the version with the worst of the changes; what only words need is a notice."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract | Product) or not isinstance(new, Contract | Product):
        return
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    judged = [(judge(each, before, after), each) for each in revision.changes]
    worst = max((verdict.bump for verdict, _ in judged), default=Bump.NONE)
    if was is None or now is None or now < was or worst is Bump.NONE:
        return
    least = needed(worst, was)
    if moved(was, now) >= least:
        return
    told = [(verdict, each) for verdict, each in judged if verdict.bump is worst]
    version = bumped(was, least)
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    yield Finding(
        f"`{new.fact.version}` is not enough{_reason(*told[0], new)}{more}; "
        f"it takes a {least} version, `{version}`",
        new.home.at("version"),
        tuple(Related(verdict.words, each.new.at) for verdict, each in told if each.new),
        Fix(tuple(_bumps(new, version, after)), safe=least is not Bump.MAJOR, title=f"bump it to {version}"),
        severity=Severity.NOTICE if worst is Bump.PATCH else None,
    )


def _reason(verdict: Verdict, change: Change, thing: Contract | Product) -> str:
    """Say what happened, and to what where its words alone don't."""
    below = change.address.removeprefix(thing.address).lstrip("/#")
    name = below.rpartition("/")[2].partition("@")[0]
    if below and f"`{name}`" not in verdict.words:
        return f" for `{below}`: {verdict.words}"
    is_vague = not below and verdict.words.startswith(("it ", "its "))
    return f" for the {change.thing}: {verdict.words}" if is_vague else f", for {verdict.words}"


def _bumps(thing: Contract | Product, version: str, mesh: Mesh) -> Iterator[Edit]:
    yield Replace(thing.home.at("version"), version, keeps_quotes=True)
    port = mesh.ports.get(thing.port) if isinstance(thing, Contract) and thing.port else None
    if port is not None and port.fact.version is not None:
        yield Replace(port.at("version"), version, keeps_quotes=True)
