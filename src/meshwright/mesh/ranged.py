"""The finding about a range in place of a version, for ports and for `inputContracts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Related, Replace
from meshwright.quantities.version_range import least_of, parse_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract


def a_range(stated: str | None, at: At, contracts: Sequence[Contract]) -> Finding | None:
    """Return a finding for a range that was given instead of a version; None for a version.

    A word such as `latest` is accepted if it is the version of one of the contracts; `unordered-version` reports such words.
    """
    found = parse_range(stated)
    if found is None or any(each.fact.version == stated for each in contracts):
        return None
    least = least_of(stated, (each.fact.version for each in contracts))
    what = "a range, not a version" if found.least else "not a version"
    advice = f": `{least}`" if least else ""
    fix = (
        Fix((Replace(at, least),), safe=found.is_one_line, title=f"replace with `{least}`") if least else None
    )
    return Finding(
        f"`{stated}` is {what}; name the lowest version needed{advice}",
        at,
        tuple(Related(f"version {each.fact.version}", each.home.at("version")) for each in contracts),
        fix=fix,
    )
