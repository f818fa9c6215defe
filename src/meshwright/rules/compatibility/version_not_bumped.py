"""
A version was not bumped enough for the changes.

The version shows consumers whether a change concerns them; inputs declare the lowest version that they accept.
A proposed or draft product promises nothing yet, unless `governance/mesh.yaml` declares `compatibility: {drafts: kept}`.
Below 1.0.0, the minor version plays the role of the major version. The fix bumps the contract and its port, but
never edits a consumer's file. A version with consumers must be kept: `meshwright new version` adds the change as the
next version alongside it. If a new version does not help, for example with a higher classification, the consumers
must agree; a waiver that is merged first records their agreement.

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
#        ^^^^^ field `skip_reason` removed, which requires a major version; `player/play-events/daily@1` has 1 consumer; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
A version that cannot be ordered, such as `2024-10` or `latest`, must change with every change except those to
descriptions. A breaking change is always an error, because the size of the version change is unknown.

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
#        ^^^^^^^ field `skip_reason` removed, which requires a version other than `2024-10`; `-/play-events.daily@2024-10` has 1 consumer; `payments-squad` must agree; record this in a waiver
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
"""Rules that require a change to be reverted; such a change requires no new version."""


@rule("version-not-bumped", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def version_not_bumped(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Compare the version bump with the bump that the changes require; a missing patch version is a notice."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract | Product) or not isinstance(new, Contract | Product):
        return
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    assessed = [(assess(each, before, after), each) for each in revision.changes]
    worst = max((verdict.bump for verdict, _ in assessed), default=Bump.NONE)
    if worst is Bump.NONE:
        return
    found = [(verdict, each) for verdict, each in assessed if verdict.bump is worst]
    reason = _reason(*found[0], new) + _more(len(found) - 1)
    related = tuple(Related(verdict.words, each.new.at) for verdict, each in found if each.new)
    beside = road(found, old, before, after) if worst is Bump.MAJOR else ""
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
        tuple(version_edits(new, version, after)),
        safe=least is not Bump.MAJOR,
        title=f"bump the version to {version}",
    )
    is_illegal = any(map(_is_illegal, revision.changes))
    yield Finding(
        f"{reason} a {least} "
        f"version{f'; {beside}' if beside else f': bump `{new.fact.version}` to `{version}`'}",
        new.home.at("version"),
        related,
        None if beside or is_illegal else bump,
        severity=Severity.NOTICE if worst is Bump.PATCH else None,
        causes=tuple(Cause(new.home.at(), each) for each in _UNDONE) if STAY in beside or is_illegal else (),
    )


def _is_illegal(change: Change) -> bool:
    """Return whether a status transition is not allowed. No version bump can then be correct."""
    if change.aspect != STATUS or change.after not in NEXT:  # an unknown status is `unknown-status`
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
    """Yield the finding for a version that cannot be ordered: if unchanged, a new version is missing; if
    changed, the size of the bump is unknown. Products need no version.
    """
    was, now = old.fact.version, new.fact.version
    if not now:
        if was or isinstance(new, Contract):
            words = f"{reason} a version; add one such as `1.0.0`"
            severity = Severity.NOTICE if worst is Bump.PATCH else None
            yield Finding(words, new.home.name(), related, severity=severity)
    elif now == was:
        words = f"{reason} a version other than `{now}`{f'; {beside}' if beside else ''}"
        severity = Severity.NOTICE if worst is Bump.PATCH else None
        yield Finding(words, new.home.at("version"), related, severity=severity)
    elif worst > Bump.PATCH:
        words = (
            f"{reason} a new version, but `{was}` and `{now}` cannot be compared"
            f"; {beside or 'use a version such as `1.0.0`'}"
        )
        severity = None if worst is Bump.MAJOR else Severity.WARNING
        yield Finding(words, new.home.at("version"), related, severity=severity)


def _reason(verdict: Verdict, change: Change, thing: Contract | Product) -> str:
    """Describe the change as certain, and name its subject if the description does not."""
    below = change.address.removeprefix(thing.address).lstrip("/#")
    name = below.rpartition("/")[2].partition("@")[0]
    words = verdict.words.partition(";")[0]
    return f"`{below}`: {words}" if below and f"`{name}`" not in words else words


def _more(count: int) -> str:
    if not count:
        return ", which requires"
    return f" and {count} more {'change' if count == 1 else 'changes'} require"
