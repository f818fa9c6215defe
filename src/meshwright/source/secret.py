"""Detection of secrets: tokens with a known format, connections with a password, and values of secret-like keys.

This module knows strings and keys only. In doubt about a string without a known format, this module reports nothing,
since the string may be a name or a hash.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from meshwright.source.linear_regex import LinearRegex
from meshwright.source.secret_assigned import assigned, is_literal, is_secret_key, is_strong
from meshwright.source.secret_assigned import hint as hint_of_assignments
from meshwright.source.secret_forms import FORMS, hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = (
    "LEAST_WITH_FORM",
    "Found",
    "forms_in",
    "is_literal",
    "is_secret_key",
    "is_strong",
    "may_hold_secrets",
    "secret_in",
    "secrets_in",
    "tokens_in",
)

_WITH_PASSWORD = re.compile(
    r"""://[^\s/:@?#()\[\]{}<>"'`,;|\\]{0,256}+:(?P<password>[^\s/@"'`,|\\]{1,256}+)@"""
)
_SETTING = re.compile(
    r"""(?<![^;&?\s"'])(?:password|passwd|pwd)[ \t]{0,8}=[ \t]{0,8}(?P<password>[^;&\s"']{1,512}+)""",
    re.IGNORECASE | re.ASCII,
)
_CONNECTION = re.compile(
    r"(?:^|[;&?\s\"'])(?:server|host|data source|user id|uid|user|username|database)[ \t]{0,8}=|jdbc:",
    re.IGNORECASE | re.ASCII,
)
LEAST_WITH_FORM = 8
"""The minimum length of strings with a token in a known format or a connection with a real password."""


class Found(NamedTuple):
    """A secret in a string: its kind in words, and its location."""

    words: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _hint() -> LinearRegex:
    """Return a linear-time pattern that matches all strings with secrets, and some strings without."""
    connection = r"://[^\s/:@?#]*:[^\s/@]+@|(?i-u:password|passwd|pwd)[ \t]*="
    pattern = "|".join((*hints(), connection, hint_of_assignments()))
    return LinearRegex(pattern)


def may_hold_secrets(texts: Iterable[str]) -> bool:
    """Return whether the strings need to be checked one by one; cheap, but less exact than `secret_in`."""
    text = "\n".join(texts)
    return _hint().is_in(text) or not _is_unicode(text)


def _is_unicode(text: str) -> bool:
    """Return whether a string is encodable: the linear engine refuses unpaired surrogates."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def secrets_in(text: str) -> Iterator[Found]:
    """Yield the secrets in a string: those with a known format, then those assigned to a secret-like name."""
    if len(text) >= LEAST_WITH_FORM and may_hold_secrets((text,)):
        yield from forms_in(text)
        for start, end in assigned(text):
            yield Found("a secret", start, end)


def forms_in(text: str) -> Iterator[Found]:
    """Yield the tokens with a known format in a string, then the passwords of connections."""
    if len(text) < LEAST_WITH_FORM or not may_hold_secrets((text,)):
        return
    for form in FORMS:
        for start, end in form.spans(text):
            yield Found(form.words, start, end)
    for found in _WITH_PASSWORD.finditer(text):
        if is_literal(found["password"], 1):
            yield Found("a connection password", *found.span("password"))
    if "=" in text and _CONNECTION.search(text):
        for found in _SETTING.finditer(text):
            if is_literal(found["password"], 1):
                yield Found("a connection password", *found.span("password"))


def tokens_in(text: str) -> tuple[str, ...]:
    """Return the parts of a string that are secrets in any context, unlike connection passwords that are ordinary words."""
    return tuple(
        text[start:end]
        for words, start, end in secrets_in(text)
        if words != "a connection password" or is_strong(text[start:end])
    )


def secret_in(text: str) -> str | None:
    """Return the kind of the secret in a string, by format, in words; None if there is none."""
    found = next(secrets_in(text), None)
    return found.words if found else None
