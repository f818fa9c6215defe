"""Names, strings and days in Snowflake's notation; names that an engine, session or client changes are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.enforcement.refusal import UnenforceableError

if TYPE_CHECKING:
    from datetime import date

LONGEST = 255
"""The maximum length of a name in characters."""
_FIRST, _LAST, _DELETE = 32, 126, 127
_SYSTEM = frozenset(
    {"PUBLIC", "ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "ORGADMIN", "GLOBALORGADMIN", "NONE", "ALL"}
)  # fmt: skip
_REPLACED = ("$$", "&", "<%", "{{", "{%", "{#")
"""Sequences with a special meaning: `$$` ends the script's block, and clients interpret the others as variables and
templates.
"""


def identifier(name: str) -> str:
    """Return the quoted name of a schema, table or column; raises UnenforceableError if the name would be changed."""
    _refuse(_fault(name), name)
    return '"' + name.replace('"', '""') + '"'


def role(name: str) -> str:
    """Return the quoted name of a role; raises UnenforceableError if the name would be changed."""
    reason = _fault(name)
    if name.upper() in _SYSTEM:
        reason = "it is the name of a system role, or a keyword"
    _refuse(reason, name)
    return identifier(name)


def literal(text: str) -> str:
    """Return a string as a literal; raises UnenforceableError.

    Quotes, backslashes and sequences that a client could interpret are escaped.
    """
    if "\0" in text or any("\ud800" <= each <= "\udfff" for each in text):
        _refuse("it has a character that Snowflake does not support", text)
    return "'" + "".join(_escaped(each) for each in text) + "'"


def day(on: date) -> str:
    """Return the expression for a day, without a date literal: session settings affect how date literals are parsed."""
    return f"DATE_FROM_PARTS({on.year}, {on.month}, {on.day})"


def comment(text: str) -> str:
    """Return a string as a one-line comment."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    for each in _REPLACED:
        shown = shown.replace(each, " ".join(each) if len(each) > 1 else "+")
    return f"-- {shown}"


def _escaped(character: str) -> str:
    if character.isascii() and (character.isalnum() or character in " _-.,:;/()[]@#+*=!?|~^"):
        return character
    code = ord(character)
    if code > 0xFFFF:
        return character  # an escape has four digits; no client interprets such a character
    return f"\\u{code:04x}"


def _refuse(reason: str, name: str) -> None:
    if reason:
        raise UnenforceableError([f"`{ascii(name)[1:-1]}` cannot be a name in Snowflake: {reason}"])


def _fault(name: str) -> str:
    """Return the reason why the account would change a name, or an empty string."""
    if not name:
        return "it is empty"
    if len(name) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if any(ord(each) < _FIRST or ord(each) == _DELETE or "\ud800" <= each <= "\udfff" for each in name):
        return "it has a character that Snowflake does not support"
    found = next((each for each in _REPLACED if each in name), "")
    return f"`{found}` has another meaning in scripts" if found else ""
