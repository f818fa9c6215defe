"""A port's readers on the as-of date, with the declarations that grant their access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.explanation import reading
from meshwright.analysis.access.identities import IdentityKind
from meshwright.catalog.documents.contract import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.mesh.items import Contract


def readers_of(contract: Contract, granted: Access) -> Iterator[Reader]:
    """Yield the readers, groups first."""
    fields = range(len(contract.fact.fields))
    for identity in granted.identities(contract):
        found = reading(granted, (identity,), contract, fields, granted.mesh.today)
        if not found.is_empty:
            yield Reader(
                name=identity.name,
                kind="group" if identity.kind is IdentityKind.GROUP else "service account",
                clear=len(found.clear),
                masked=len(found.masked),
                because=tuple(_words(each.grant) for each in found.given_by),
            )


def _words(grant: Grant) -> str:
    parts = [
        str(grant.cause),
        f"until {grant.ends}" if grant.ends is not None else "",
        f"at server {grant.server}" if grant.server else "",
        f"where {grant.rows}" if grant.rows is not None else "",
    ]
    return " ".join(filter(None, parts))
