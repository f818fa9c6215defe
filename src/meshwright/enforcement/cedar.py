"""The access that a mesh grants as Cedar policies: one for each grant and visibility, with the grant's days and cause.

A service first asks whether a reader may perform `readClear` on a column, then `readMasked`; if both are denied, the
reader does not see the column. The context contains the day in UTC as a number (20261122), the server's name, and the
row filters that the row passes. This module does not evaluate a policy or decide who may read what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.access.identities import IdentityKind
from meshwright.enforcement.refusal import UnenforceableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant

SCHEMA = """entity Group;
entity ServiceAccount;
entity Reader in [Group, ServiceAccount];
entity Column;
action readClear, readMasked appliesTo {
  principal: [Reader],
  resource: [Column],
  context: { day: Long, server: String, passes: Set<String> }
};
"""
"""The schema that the policies conform to."""
TYPES = {IdentityKind.GROUP: "Group", IdentityKind.SERVICE_ACCOUNT: "ServiceAccount"}
ACTIONS = {Visibility.CLEAR: "readClear", Visibility.MASKED: "readMasked"}
_PLAIN = frozenset(" !#$%&'()*+,-./:;<=>?@[]^_`{|}~")


def policies(access: Access) -> str:
    """Return the policies of a mesh, sorted; raises UnenforceableError."""
    return "\n".join(sorted({each for grant in access.grants for each in _policies(access, grant)}))


def number(day: date) -> int:
    """Return a day as a number that policies can compare: 20261122."""
    return day.year * 10_000 + day.month * 100 + day.day


def column(address: str, field: str) -> str:
    """Return the Cedar entity identifier of a column."""
    return f"{address}/{field}"


def string(text: str) -> str:
    """Return a string as a literal; everything except printable ASCII is escaped."""
    return '"' + "".join(each if _is_plain(each) else f"\\u{{{ord(each):x}}}" for each in text) + '"'


def _is_plain(character: str) -> bool:
    if 0xD800 <= ord(character) <= 0xDFFF:
        raise UnenforceableError(["Cedar does not support unpaired surrogates"])
    return character in _PLAIN or (character.isascii() and character.isalnum())


def _policies(access: Access, grant: Grant) -> Iterator[str]:
    fields, objects = grant.contract.fact.fields, grant.contract.fact.objects
    shown = access.visibilities(grant)
    principal = f"{TYPES[grant.identity.kind]}::{string(grant.identity.key)}"
    for visibility, action in ACTIONS.items():
        names = sorted(
            {
                column(grant.contract.address, fields.name(field, objects))
                for field, each in enumerate(shown)
                if each == visibility
            }
        )
        if not names:
            continue
        listed = ",\n    ".join(f"Column::{string(each)}" for each in names)
        conditions = "".join(f" &&\n  {each}" for each in _conditions(grant))
        yield (
            f"@because({string(str(grant.cause))})\n"
            f'permit (principal in {principal}, action == Action::"{action}", resource)\n'
            f"when {{\n  resource in [\n    {listed}\n  ]{conditions}\n}};\n"
        )


def _conditions(grant: Grant) -> Iterator[str]:
    if grant.starts is not None:
        yield f"context.day >= {number(grant.starts)}"
    if grant.ends is not None:
        yield f"context.day <= {number(grant.ends)}"
    if grant.server:
        yield f"context.server == {string(grant.server)}"
    if grant.rows is not None:
        yield f"context.passes.contains({string(str(grant.rows))})"
