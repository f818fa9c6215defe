"""Values and functions of Snowflake, as far as access needs them; every other function is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from snowflake_sql import SqlError

if TYPE_CHECKING:
    from snowflake_account import Account


class Ltz(NamedTuple):
    """A time without its own zone: its text depends on the session's."""

    at: datetime


class Variant(str):
    """An object or array, as JSON."""

    __slots__ = ()


class Allowed(NamedTuple):
    """The result of a projection policy."""

    is_allowed: bool


class Functions:
    """The supported functions."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._session = account.session

    def call(self, name: str, values: list[Any]) -> Any:
        found = getattr(self, name.lower(), None)
        if found is None:
            raise SqlError(f"unknown function {name}")
        if name == "COALESCE":
            return next((each for each in values if each is not None), None)
        return None if any(each is None for each in values) else found(*values)

    def coalesce(self) -> None: ...

    def is_role_in_session(self, role: str) -> bool:
        return role in self._session.roles

    def current_role(self) -> str:
        return self._session.primary

    def current_user(self) -> str:
        return self._session.user

    def current_account(self) -> str:
        return "XY12345"

    def current_account_name(self) -> str:
        return self._account.name

    def current_organization_name(self) -> str:
        return self._account.organization

    def getvariable(self, name: str) -> str | None:
        return self._session.variables.get(name)

    def sysdate(self) -> datetime:
        return self._account.now

    def current_date(self) -> date:
        return (self._account.now + timedelta(hours=self._session.hours)).date()

    def to_date(self, text: str) -> date:
        return datetime.strptime(text, self._session.date_format).date()  # noqa: DTZ007

    def date_from_parts(self, year: int, month: int, day: int) -> date:
        return date(year, month, day)

    def upper(self, text: str) -> str:
        return text.upper()

    def replace(self, text: str, old: str, new: str) -> str:
        return text.replace(old, new)

    def trim(self, text: str, characters: str) -> str:
        return text.strip(characters)

    def left(self, text: str, length: int) -> str:
        assert type(text) is str
        return text[:length]

    def sha2(self, text: str, bits: int) -> str:
        assert bits == 256
        return hashlib.sha256(text.encode()).hexdigest()

    def uuid_string(self) -> str:
        return f"uuid {len(self._account.executed)}"

    def to_varchar(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if type(value) in (str, int):
            return str(value)
        raise SqlError(f"the text of {value!r} depends on a setting")

    def to_variant(self, value: Any) -> Any:
        return value

    def array_contains(self, value: Any, array: list[Any]) -> bool:
        return value in array

    def convert_timezone(self, zone: str, value: Any) -> datetime:
        assert zone == "UTC"
        at = value.at if isinstance(value, Ltz) else value
        assert at.tzinfo is not None
        return at.astimezone(UTC)

    def date_trunc(self, part: str, value: Any) -> Any:
        assert part == "YEAR"
        if isinstance(value, Ltz):
            local = value.at.astimezone(timezone(timedelta(hours=self._session.hours)))
            return Ltz(self.date_trunc(part, local).astimezone(UTC))
        first = value.replace(month=1, day=1)
        return first.replace(hour=0, minute=0, second=0) if isinstance(value, datetime) else first


def typed(text: str, kind: str) -> Any:
    """Return a value of a type from its text."""
    if kind == "TEXT":
        return text
    if kind == "NUMBER":
        return int(text) if text.isdecimal() else Decimal(text)
    if kind == "BOOLEAN":
        return text == "true"
    if kind == "DATE":
        return date.fromisoformat(text)
    if kind.startswith("TIMESTAMP"):
        at = datetime.fromisoformat(text)
        return Ltz(at) if kind.endswith("LTZ") else at
    return Variant(text)


def text_of(value: Any) -> str | None:
    """Return a value as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Ltz):
        value = value.at
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ") + ("+00" if value.tzinfo else "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Variant):
        json.loads(value)
    return str(value)
