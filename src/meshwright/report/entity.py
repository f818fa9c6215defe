"""The columns of an entity, with their meanings, identifier schemes and declaring documents, as text or JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.entity_usage import EntityUsage


def as_text(portrait: EntityUsage) -> str:
    """Render the usage of an entity as text."""
    return "".join(f"{one_line(line)}\n" for line in _lines(portrait))


def _lines(portrait: EntityUsage) -> Iterator[str]:
    yield f"{portrait.entity}: {' '.join(portrait.definition.split())}"
    yield f"  steward {portrait.steward or '-'}, identifier {portrait.identifier or '-'}"
    for crosswalk in portrait.crosswalks:
        yield f"  crosswalk {crosswalk.port}: {', '.join(crosswalk.schemes) or 'no schemes'}"
    by_domain = groupby(portrait.appearances, key=lambda each: (each.domain, each.relation, each.means))
    for (domain, relation, means), appearances in by_domain:
        yield ""
        said = f"{' '.join(means.split())} ({relation})" if means else "has not declared its meaning"
        yield f"{domain}: {said}"
        for each in appearances:
            role = f" [{each.role}]" if each.role else ""
            part = f", part {each.part}" if each.part else ""
            yield f"  {each.port}/{each.column}{role}  {each.scheme}{part}  {each.said_by}"
    for domain in portrait.without_columns:
        yield ""
        yield f"{domain.name}: {' '.join(domain.means.split())} ({domain.relation})"
        yield "  no column is linked"
    if portrait.gaps:
        yield ""
        yield "gaps"
        yield from (f"  {gap}" for gap in portrait.gaps)


def as_json(portrait: EntityUsage) -> str:
    """Render the usage of an entity as JSON."""
    return json.dumps(_camel(asdict(portrait)), indent=2, ensure_ascii=False) + "\n"


def _camel(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Convert names to camel case for JSON."""
    if isinstance(value, dict):
        return {
            re.sub("_(.)", lambda found: found[1].upper(), key): _camel(each) for key, each in value.items()
        }
    return [_camel(each) for each in value] if isinstance(value, list | tuple) else value
