"""
The version does not say how much was changed.

Consumers decide by the version whether they have to look; inputs name the least one that will do.
What is proposed or a draft promises nothing yet, unless `governance/mesh.yaml` says `compatibility: {drafts: kept}`.
Below 1.0.0 the minor part says what the major one says later. The fix bumps contract and port, and never a consumer's file.
A version that others read stays: `meshwright new version` makes the change the next one beside it.
Where no other version helps, such as for a higher classification, the consumers must agree, and a waiver that is merged first says so.

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
#        ^^^^^ `1.0.0` is not enough, for field `skip_reason` is gone; `player/play-events/daily@1` has 1 consumer; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
A version that cannot be ordered, such as `2024-10` or `latest`, must change with everything but words, and a breaking change
under it is an error even then: nobody can tell how far it moved.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
version: 2024-10
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
version: 2024-10
#        ^^^^^^^ `2024-10` is not enough, for field `skip_reason` is gone; `-/play-events.daily@2024-10` has 1 consumer; `payments-squad` must agree; a waiver records that
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

from meshwright.changes.assessment import assess
from meshwright.changes.change import Revision
from meshwright.changes.verdict import Bump, bumped, moved, needed
from meshwright.changes.version_edits import version_edits
from meshwright.finding.finding import Cause, Finding, Fix, Related, Severity
from meshwright.impact.migration import STAY, road
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.lifecycle import NEXT
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.mesh import Mesh


STATUS = ("status",)
_UNDONE = ("address-moved", "illegal-status-transition", "removed-with-consumers")
"""The rules that say of a change that it has to be undone; of what is left then, the version is checked again."""


@rule("version-not-bumped", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def version_not_bumped(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Compare the step of the version with the worst of the changes; what only words need is a notice."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract | Product) or not isinstance(new, Contract | Product):
        return
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    judged = [(assess(each, before, after), each) for each in revision.changes]
    worst = max((verdict.bump for verdict, _ in judged), default=Bump.NONE)
    if worst is Bump.NONE:
        return
    told = [(verdict, each) for verdict, each in judged if verdict.bump is worst]
    reason = _reason(*told[0], new) + (f" and {len(told) - 1} more" if len(told) > 1 else "")
    related = tuple(Related(verdict.words, each.new.at) for verdict, each in told if each.new)
    beside = road(told, old, before, after) if worst is Bump.MAJOR else ""
    if now is None:
        yield from _unordered(old, new, worst, reason, related, beside)
        return
    if was is None or now < was:
        return
    least = needed(worst, was)
    if moved(was, now) >= least:
        return
    version = bumped(was, least)
    bump = Fix(
        tuple(version_edits(new, version, after)), safe=least is not Bump.MAJOR, title=f"bump it to {version}"
    )
    is_illegal = any(map(_is_illegal, revision.changes))
    yield Finding(
        f"`{new.fact.version}` is not enough{reason}; {beside or f'it takes a {least} version, `{version}`'}",
        new.home.at("version"),
        related,
        None if beside or is_illegal else bump,
        severity=Severity.NOTICE if worst is Bump.PATCH else None,
        causes=tuple(Cause(new.home.at(), each) for each in _UNDONE) if STAY in beside or is_illegal else (),
    )


def _is_illegal(change: Change) -> bool:
    """Return whether a status became what it cannot become, so that no version is right."""
    if change.aspect != STATUS or change.after not in NEXT:  # an unknown one is `unknown-status`
        return False
    return change.after not in NEXT.get(change.before, (change.after,))


def _unordered(  # noqa: PLR0913, PLR0917 - the version on both sides, and what is said of it
    old: Contract | Product,
    new: Contract | Product,
    worst: Bump,
    reason: str,
    related: tuple[Related, ...],
    beside: str,
) -> Iterator[Finding]:
    """Yield what is wrong under a version that has no order: unchanged it is not enough, changed it shows no step.

    A product need not state a version.
    """
    was, now = old.fact.version, new.fact.version
    if not now:
        if was or isinstance(new, Contract):
            words = f"cannot verify the version{reason}; state one such as `1.0.0`"
            severity = Severity.NOTICE if worst is Bump.PATCH else None
            yield Finding(words, new.home.name(), related, severity=severity)
    elif now == was:
        words = f"`{now}` is not enough{reason}; {beside or 'it takes another version'}"
        severity = Severity.NOTICE if worst is Bump.PATCH else None
        yield Finding(words, new.home.at("version"), related, severity=severity)
    elif worst > Bump.PATCH:
        words = f"cannot verify that `{now}` is enough after `{was}`{reason}; {beside or 'use a version such as `1.0.0`'}"
        severity = None if worst is Bump.MAJOR else Severity.WARNING
        yield Finding(words, new.home.at("version"), related, severity=severity)


def _reason(verdict: Verdict, change: Change, thing: Contract | Product) -> str:
    """Describe what happened, and to what where its words alone don't."""
    below = change.address.removeprefix(thing.address).lstrip("/#")
    name = below.rpartition("/")[2].partition("@")[0]
    if below and f"`{name}`" not in verdict.words:
        return f" for `{below}`: {verdict.words}"
    is_vague = not below and verdict.words.startswith(("it ", "its "))
    return f" for the {change.thing}: {verdict.words}" if is_vague else f", for {verdict.words}"
