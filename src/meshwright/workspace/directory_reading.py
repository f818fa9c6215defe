"""Parsing of directory exports (a SCIM 2.0 `ListResponse`, LDIF or CSV) into accounts, and groups with their members.

An incomplete or ambiguous export raises DirectoryError with the location. This module does not store names or
addresses of people.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_BYTES = 256 * 1024 * 1024
"""The maximum size of an export in bytes."""
LONGEST = 1024
"""The maximum length of an id or name."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_GROUP_CLASSES = {"groupofnames", "groupofuniquenames", "posixgroup", "group", "ipausergroup"}
_MEMBERS = ("member", "uniquemember", "memberuid")
_USER_NAMES = ("uid", "samaccountname", "userprincipalname")
_ACCOUNTS = (*_USER_NAMES, "mail")
"""The attributes that identify an entry as an account; one is sufficient."""
_PERSONS = ("displayname", "cn")
_IDS = ("entryuuid", "objectguid", "ipauniqueid", "nsuniqueid")
_DISABLED = ("nsaccountlock", "logindisabled")
_LOCKED_FOR_GOOD = re.compile(r"00000101(00){2,3}(\.0+)?Z", re.IGNORECASE)
"""The `pwdAccountLockedTime` of an account that only an administrator can unlock."""
_ACCOUNT_DISABLED = 2
"""The bit in `userAccountControl` that marks a disabled account."""
_DN_PART = re.compile(
    r"(?P<hex>(?:\\[0-9A-Fa-f]{2})+)|\\.|(?P<separator>\s*[,=+]\s*|\s+$)|[^\\,=+\s]+|.", re.DOTALL
)
"""A part of a distinguished name with escapes."""
COLUMNS = ("group_id", "group_name", "member_id", "member_kind", "disabled")
USER_COLUMNS = ("member_id", "username", "mail", "disabled")


class DirectoryError(Exception):
    """An export cannot be read; the message states the location and the reason."""


@dataclass(slots=True)
class RawGroup:
    """A group, as in the export."""

    id: str
    name: str
    place: str
    is_disabled: bool = False
    persons: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    """The ids of nested groups."""
    more_names: list[str] = field(default_factory=list)
    """Other names of the group."""


@dataclass(frozen=True, slots=True)
class RawAccount:
    """A user, as in the export."""

    ids: tuple[str, ...]
    """The identifiers by which groups refer to the account; the first is its id."""
    names: tuple[str, ...]
    """The user names."""
    place: str
    is_disabled: bool
    mails: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    """The display names."""


@dataclass(frozen=True, slots=True)
class RawDirectory:
    """The content of an export."""

    groups: list[RawGroup]
    accounts: list[RawAccount]


def read_directory(data: bytes, form: str) -> RawDirectory:
    """Return the groups of an export, and its users if it has any; raises DirectoryError."""
    found = {"scim": _scim, "ldif": _ldif, "csv": _csv}[form](_text(data))
    _refuse_doubles(found.groups)
    _refuse_contradictions(found.accounts)
    return found


def with_users(directory: RawDirectory, data: bytes, form: str) -> RawDirectory:
    """Return a directory with the users of another export; raises DirectoryError."""
    found = {"scim": _scim, "ldif": _ldif, "csv": _csv_users}[form](_text(data))
    if found.groups:
        raise DirectoryError(f"{found.groups[0].place}: expected a user, found a group")
    if not found.accounts:
        raise DirectoryError("the export contains no users")
    accounts = [*directory.accounts, *found.accounts]
    _refuse_contradictions(accounts)
    return RawDirectory(directory.groups, accounts)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise DirectoryError(f"more than {MOST_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DirectoryError(f"line {line}: not UTF-8 text") from error
    if "\0" in text:
        raise DirectoryError(
            f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}: unexpected NUL character"
        )
    return text


def _refuse_contradictions(accounts: Iterable[RawAccount]) -> None:
    states: dict[str, RawAccount] = {}
    for each in accounts:
        other = states.setdefault(each.ids[0], each)
        if other.is_disabled != each.is_disabled:
            raise DirectoryError(f"{each.place}: {other.place} has the same user in a different state")


def _refuse_doubles(groups: list[RawGroup]) -> None:
    ids: dict[str, RawGroup] = {}
    names: dict[str, RawGroup] = {}
    for group in groups:
        other = ids.setdefault(group.id, group)
        if other is not group:
            raise DirectoryError(f"{group.place}: {other.place} has the same id `{group.id}`")
        for name in (group.name, *group.more_names):
            other = names.setdefault(name.casefold(), group)
            if other is not group:
                raise DirectoryError(
                    f"{group.place}: {other.place} has the same name except for case, `{other.name}` and `{name}`, "
                    "so it is unclear which of them a role refers to"
                )


def _named(value: object, what: str, place: str) -> str:
    """Return a valid id or name; raises DirectoryError."""
    if not isinstance(value, str) or not value.strip():
        raise DirectoryError(f"{place}: missing {what}")
    if len(value) > LONGEST:
        raise DirectoryError(f"{place}: {what} has more than {LONGEST:,} characters")
    if _CONTROL.search(value):
        raise DirectoryError(f"{place}: {what} has a control character")
    return value


def _scim(text: str) -> RawDirectory:
    listed = _parsed(text)
    if not isinstance(listed, dict):
        raise DirectoryError("line 1: not a SCIM ListResponse")
    resources, total = listed.get("resources", []), listed.get("totalresults")
    if not isinstance(resources, list) or not isinstance(total, int) or isinstance(total, bool):
        raise DirectoryError("line 1: not a SCIM ListResponse with `totalResults` and `Resources`")
    if total != len(resources):
        raise DirectoryError(
            f"`totalResults` is {total:,}, but the export has {len(resources):,} resources; export all pages"
        )
    groups, accounts = [], []
    for at, each in enumerate(resources):
        place = f"Resources[{at}]"
        if not isinstance(each, dict):
            raise DirectoryError(f"{place}: expected a JSON object")
        active = each.get("active", True)
        if not isinstance(active, bool):
            raise DirectoryError(f"{place}: `active` must be true or false")
        if "username" in each:
            own = (_named(each.get("id"), "id", place),)
            name = _named(each["username"], "userName", place)
            mails, shown = _scim_mails(each, place), _scim_shown(each, place)
            accounts.append(RawAccount(own, (name,), place, not active, tuple(mails), tuple(shown)))
        else:
            groups.append((each, place, active))
    ids = {each.get("id") for each, _, _ in groups if isinstance(each.get("id"), str)}
    return RawDirectory([_scim_group(*each, ids) for each in groups], accounts)


def _scim_mails(each: dict[str, Any], place: str) -> Iterator[str]:
    mails = each.get("emails") or []
    if not isinstance(mails, list) or not all(isinstance(mail, dict) for mail in mails):
        raise DirectoryError(f"{place}: `emails` is not a list of objects")
    for mail in mails:
        yield _named(mail.get("value"), "value of `emails`", place)


def _scim_shown(each: dict[str, Any], place: str) -> Iterator[str]:
    name = each.get("name") or {}
    if not isinstance(name, dict):
        raise DirectoryError(f"{place}: `name` is not an object")
    for shown in (each.get("displayname"), name.get("formatted")):
        if shown:
            yield _named(shown, "displayName", place)


def _scim_group(each: dict[str, Any], place: str, active: bool, ids: set[Any]) -> RawGroup:
    group = RawGroup(
        _named(each.get("id"), "id", place),
        _named(each.get("displayname"), "displayName", place),
        place,
        not active,
    )
    members = each.get("members") or []
    if not isinstance(members, list):
        raise DirectoryError(f"{place}: `members` is not a list")
    for number, member in enumerate(members):
        where = f"{place}.members[{number}]"
        if not isinstance(member, dict):
            raise DirectoryError(f"{where}: expected a JSON object")
        value, kind = _named(member.get("value"), "value", where), member.get("type")
        is_group = kind.casefold() == "group" if isinstance(kind, str) else value in ids
        if is_group and value not in ids:
            raise DirectoryError(f"{where}: group `{value}` is not in the export")
        if is_group:
            group.groups.add(value)
        else:
            group.persons.add(value)
    return group


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON
    """Parse JSON and convert keys to lower case, because SCIM ignores case; raises DirectoryError."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = {key.casefold(): value for key, value in found}
        if len(keys) < len(found):
            raise DirectoryError(
                f"an object has a duplicate key (ignoring case) among {', '.join(sorted(keys)[:5])}"
            )
        return keys

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise DirectoryError(f"line {error.lineno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise DirectoryError("line 1: nested too deeply") from error
    except ValueError as error:
        raise DirectoryError("line 1: a number is too long") from error


def _ldif(text: str) -> RawDirectory:
    entries = list(_entries(text))
    groups: dict[str, tuple[Mapping[str, list[str]], int]] = {}
    accounts: list[RawAccount] = []
    for entry, line in entries:
        dn = _dn(entry["dn"][0])
        classes = {each.casefold() for each in entry.get("objectclass", [])}
        if classes & _GROUP_CLASSES:
            if dn in groups:
                raise DirectoryError(f"line {line}: line {groups[dn][1]} has the same dn")
            groups[dn] = entry, line
        elif _is_disabled(entry) or ("contact" not in classes and any(map(entry.get, _ACCOUNTS))):
            names, mails, shown = (
                tuple(name for key in keys for name in entry.get(key, []))
                for keys in (_USER_NAMES, ("mail",), _PERSONS)
            )
            own = (dn, *entry.get("uid", []))
            accounts.append(RawAccount(own, names, f"line {line}", _is_disabled(entry), mails, shown))
    ids = {
        dn: _named(_ldif_id(entry), "entryUUID or objectGUID", f"line {line}")
        for dn, (entry, line) in groups.items()
    }
    found = []
    for dn, (entry, line) in groups.items():
        place = f"line {line}"
        name, *more = (_named(each, "cn", place) for each in dict.fromkeys(entry.get("cn", [""])))
        group = RawGroup(ids[dn], name, place, is_disabled=_is_disabled(entry), more_names=more)
        for key in _MEMBERS:
            for value in entry.get(key, []):
                member = value if key == "memberuid" else _dn(value)
                if member in ids and key != "memberuid":
                    group.groups.add(ids[member])
                elif member:
                    group.persons.add(member)
        found.append(group)
    return RawDirectory(found, accounts)


def _ldif_id(entry: Mapping[str, list[str]]) -> str:
    return next((entry[key][0] for key in _IDS if entry.get(key)), "")


def _is_disabled(entry: Mapping[str, list[str]]) -> bool:
    if any(value.casefold() == "true" for key in _DISABLED for value in entry.get(key, [])):
        return True
    if any(_LOCKED_FOR_GOOD.fullmatch(value) for value in entry.get("pwdaccountlockedtime", [])):
        return True
    control = next(iter(entry.get("useraccountcontrol", [])), "0")
    return (
        control.isascii()
        and control.isdigit()
        and len(control) < 12
        and bool(int(control) & _ACCOUNT_DISABLED)
    )


def _dn(text: str) -> str:
    """Normalise a distinguished name: its case, the blanks around separators, and the escapes of characters."""
    if "\\" not in text:
        return re.sub(r"\s*([,=+])\s*", r"\1", text.strip()).casefold()
    return "".join(map(_dn_part, _DN_PART.finditer(text.lstrip()))).casefold()


def _dn_part(found: re.Match[str]) -> str:
    part = found[0]
    if not part.startswith("\\"):
        return part.strip() if found["separator"] is not None else part
    escaped = part[1:]
    if found["hex"] is not None:
        escaped = bytes.fromhex(part.replace("\\", "")).decode(errors="surrogateescape")
    return "".join(f"\\{each}" if each in ",=+\\" else each for each in escaped)


def _entries(text: str) -> Iterator[tuple[Mapping[str, list[str]], int]]:
    """Yield the entries, each with the number of its first line."""
    entry: dict[str, list[str]] = {}
    start = 0
    for line, number in [*_logical_lines(text), ("", 0)]:
        if not line:
            if entry and "dn" not in entry:
                raise DirectoryError(f"line {start}: an entry has no dn")
            if entry:
                yield entry, start
            entry = {}
            continue
        key, colon, value = line.partition(":")
        key = key.partition(";")[0].strip().casefold()
        if not colon or not key:
            raise DirectoryError(f"line {number}: expected `attribute: value`")
        if key == "version" and not entry:
            continue
        if key == "changetype" or value.startswith("<"):
            raise DirectoryError(f"line {number}: changes, and values by URL, are unsupported")
        if not entry:
            start = number
        entry.setdefault(key, []).append(_ldif_value(key, value, number))


def _ldif_value(key: str, value: str, line: int) -> str:
    if not value.startswith(":"):
        return value.strip()
    try:
        data = base64.b64decode(value[1:].strip(), validate=True)
        return data.hex() if key == "objectguid" else data.decode()
    except (binascii.Error, ValueError) as error:
        if key in (*_IDS, *_MEMBERS, *_ACCOUNTS, *_PERSONS, "dn", "objectclass"):
            raise DirectoryError(
                f"line {line}: the base64 value of `{key}` cannot be decoded as text"
            ) from error
        return ""


def _logical_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield lines joined with their continuations, without comments; an empty line ends an entry."""
    whole: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.removesuffix("\r")
        if bare.startswith(" ") and whole:
            whole.append(bare[1:])
            continue
        if whole:
            yield from _unless_comment("".join(whole), start)
        whole, start = ([bare] if bare else []), number
        if not bare:
            yield "", number
    if whole:
        yield from _unless_comment("".join(whole), start)


def _unless_comment(line: str, number: int) -> Iterator[tuple[str, int]]:
    if not line.startswith("#"):
        yield line, number


def _csv(text: str) -> RawDirectory:
    groups: dict[str, RawGroup] = {}
    nested: list[tuple[str, str]] = []
    for row, place in _rows(text, COLUMNS):
        _csv_row(row, place, groups, nested)
    for member, place in nested:
        if member not in groups:
            raise DirectoryError(f"{place}: group `{member}` is not in the export")
    return RawDirectory([*groups.values()], [])


def _csv_users(text: str) -> RawDirectory:
    accounts = []
    for (own, name, mail, disabled), place in _rows(text, USER_COLUMNS):
        if disabled not in ("", "true", "false"):
            raise DirectoryError(f"{place}: `disabled` must be `true` or `false`")
        names = (_named(name, "username", place),)
        mails = (_named(mail, "mail", place),) if mail else ()
        ids = (_named(own, "member_id", place),)
        accounts.append(RawAccount(ids, names, place, disabled == "true", mails))
    return RawDirectory([], accounts)


def _rows(text: str, columns: tuple[str, ...]) -> Iterator[tuple[list[str], str]]:
    """Yield the rows, each with its location."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if tuple(next(rows, ())) != columns:
            raise DirectoryError(f"line 1: the columns must be {', '.join(columns)}")
        for row in rows:
            place = f"line {rows.line_num}"
            if len(row) != len(columns):
                raise DirectoryError(f"{place}: expected {len(columns)} values, found {len(row)}")
            yield row, place
    except csv.Error as error:
        raise DirectoryError(f"line {rows.line_num}: not CSV: {error}") from error


def _csv_row(row: list[str], place: str, groups: dict[str, RawGroup], nested: list[tuple[str, str]]) -> None:
    group_id, name, member, kind, disabled = row
    if kind not in ("", "user", "group") or disabled not in ("", "true", "false"):
        raise DirectoryError(
            f"{place}: `member_kind` must be `user` or `group`, and `disabled` must be `true` or `false`"
        )
    new = RawGroup(
        _named(group_id, "group_id", place), _named(name, "group_name", place), place, disabled == "true"
    )
    group = groups.setdefault(group_id, new)
    if (group.name, group.is_disabled) != (new.name, new.is_disabled):
        raise DirectoryError(f"{place}: group `{group_id}` has a different name or state in {group.place}")
    if member and kind == "group":
        group.groups.add(_named(member, "member_id", place))
        nested.append((member, place))
    elif member:
        group.persons.add(_named(member, "member_id", place))
