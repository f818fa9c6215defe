"""Names, strings and comments in PostgreSQL's notation; names that the server changes or misinterprets are refused."""

from __future__ import annotations

from meshwright.enforcement.refusal import UnenforceableError

LONGEST = 63
"""The maximum length of a name in bytes. PostgreSQL truncates longer names, which can make two names equal."""
_RESERVED = frozenset({"public", "none"})
"""Names that are keywords even when quoted: `"public"` means all roles."""


def identifier(name: str) -> str:
    """Return the quoted name of a schema, table or column; raises UnenforceableError if the server would change it."""
    _refuse(_fault(name), name)
    return '"' + name.replace('"', '""') + '"'


def role(name: str) -> str:
    """Return the quoted name of a role; raises UnenforceableError if the server would change it."""
    reason = _fault(name)
    if name.casefold() in _RESERVED:
        reason = "PostgreSQL reads it as a keyword"
    elif name.casefold().startswith("pg_"):
        reason = "names that begin with `pg_` are PostgreSQL's own"
    _refuse(reason, name)
    return identifier(name)


def literal(text: str) -> str:
    """Return a string as a literal that does not depend on server settings; raises UnenforceableError."""
    if "\0" in text or not _is_encodable(text):
        _refuse("PostgreSQL does not support one of its characters", text)
    quoted = text.replace("'", "''")
    return "E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in text else f"'{quoted}'"


def comment(text: str) -> str:
    """Return text as a one-line comment."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return f"-- {shown}"


def block(body: str) -> str:
    """Return a block, dollar-quoted with a tag that does not occur in its body."""
    number = 0
    tag = "$mw$"
    while tag in body:
        number += 1
        tag = f"$mw{number}$"
    return f"{tag}\n{body.strip()}\n{tag}"


def _refuse(reason: str, name: str) -> None:
    if reason:
        raise UnenforceableError([f"`{ascii(name)[1:-1]}` cannot be a name in PostgreSQL: {reason}"])


def _fault(name: str) -> str:
    """Return the reason why the server would change a name, or an empty string."""
    if not name:
        return "it is empty"
    if "\0" in name or not _is_encodable(name):
        return "PostgreSQL does not support one of its characters"
    if len(name.encode()) > LONGEST:
        return f"it has more than {LONGEST} bytes"
    return ""


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
