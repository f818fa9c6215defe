"""Templates of physical names and file paths: `{domain}.{product}.{port}.v{major}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def names_of(address: str) -> dict[str, str]:
    """Split the address of a domain, product or port into `domain`, `product`, `port` and `major`."""
    path, _, major = address.partition("@")
    names = dict(zip(("domain", "product", "port"), path.split("/"), strict=False))
    return {**names, "major": major} if major else names


def filled(template: str, names: Mapping[str, str], *, unknown: str | None = None) -> str | None:
    """Fill a template with names; missing names become `unknown`, or the result is None if `unknown` is not given."""
    wanted = set(_PLACEHOLDER.findall(template))
    if unknown is None and not wanted <= names.keys():
        return None
    return _PLACEHOLDER.sub(lambda found: names.get(found[1], unknown or ""), template)
