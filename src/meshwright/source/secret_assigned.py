"""Secrets without a known format, recognised by their keys: `password = …`, `Authorization: Bearer …`.

Any literal under a secret-like key is a secret. In running text a value must also look like a secret, because
prose about passwords is common. This module does not know vendors.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.source.linear_regex import LinearRegex
from meshwright.source.secret_forms import LEAST_ENTROPY, entropy

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = re.compile(
    r"(?:password|passwd|passwort|kennwort|passphrase|pwd|secret|secretkey|apikey|accesskey|privatekey|accountkey"
    r"|sharedkey|token|credential|credentials)$"
)
_WHOLE_KEY = re.compile(r"(?:^|[^A-Za-z])(?i:pass)$|(?<=[a-z0-9])Pass$")
_MARK = r"[ -/:-@\[-`{-~]{0,3}"
_TELLING = (
    rf"pass(?:{_MARK}(?:word|wd|phrase|wort))?|kennwort|pwd|secret|token|credentials?"
    rf"|(?:api|access|private|account|shared|secret){_MARK}key|\b(?:auth|authorization|bearer|jwt|pat|sas)"
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_HINTING = re.compile(r"(?:^|[^A-Za-z])(?:auth|authorization|bearer|jwt|pat|sas)$", re.IGNORECASE | re.ASCII)
_ELSEWHERE = re.compile(
    r"^(?:\$|%\w+%|\{\{|<.*>$|\[.*\]$|\*|vault[:/]|(?:kv2?|k8s|kubernetes|sm|secretsmanager|aws-?sm|gcp-?sm|akv|conjur|doppler)[:/]|env[:.]|secrets?[:./]|op://|ref\+|file[:/]|arn:|https?://|[./~^]|projects/"
    r"|(?:os\.)?(?:env|getenv|environ)\b|azurekeyvault|keyvault|kms:|ssm:|@Microsoft\.)"
    r"|\$\{|\{\{|\$\(",
    re.IGNORECASE | re.ASCII,
)
_PLACEHOLDER = re.compile(
    r"(?:your|my|the|some|an?)?[-_ ]?(?:password|passwd|pwd|pass|secret|token|api[-_ ]?key|key|value)s?(?:[-_ ]?here)?"
    r"|(?:your|insert|enter|put|replace)[-_ ].*|change[-_ ]?(?:me|it)|example|redacted|masked|hidden|none|null|tbd|todo"
    r"|placeholder|dummy|fake|required|optional|string|plain|bearer|oauth2?|basic|jwt|true|false|yes|no|(.)\1*"
    r"|.*(?:(?-i:EXAMPLE)|x{8}|\*{3}|\.{3}|…).*",
    re.IGNORECASE | re.DOTALL,
)
_NAMING_KEY = re.compile(
    r"(?:existing|image|pull|tls|cert|password|credentials?|kube|kubernetes|k8s|vault|sealed|external|named?|referenced?)"
    r"secrets?$"
)
"""Keys whose value is the name of an entry in a store: Helm's `existingSecret`, Kubernetes' `imagePullSecret`."""
_PASSWORD_KEY = re.compile(r"(?:password|passwd|passwort|kennwort|passphrase|pwd|pass)$")
_NAME_PARTS = re.compile(r"[-_./:]")
_NAME_PART = re.compile(r"[a-z]{1,20}|v?[0-9]{1,4}")
_NAME_OF_SECRET = re.compile(r"(?:secret|credential|password|token|key)s?|creds|apikey|auth|cert|tls")
_NAME_OF_VARIABLE = re.compile(
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:SECRET|SECRETS|CREDENTIALS?|PASSWORD|PASSWD|TOKEN|KEY|APIKEY)"
)
LEAST = 6
"""The minimum length of secrets under a secret-like key; shorter values are words."""
_LEAST_PASSWORD = 8
_LEAST_TOKEN = 16

_PASSWORDS = r"password|passwd|passwort|kennwort|passphrase|(?<![A-Za-z])pwd|(?<![A-Za-z])pass"
_TOKENS = (
    r"secret|token|api[_ -]?key|access[_-]?key|private[_-]?key|secret[_-]?key|account[_-]?key"
    r"|shared(?:[_-]?access)?[_-]?key|credentials?"
)
_SIGN = r"""["'`\]]{0,2}[ \t]{0,8}(?:=>|:=|==?|:)[ \t]{0,8}["'`]?"""
_ASSIGNED = re.compile(
    rf"(?:(?P<weak>{_PASSWORDS})|(?P<strong>{_TOKENS})){_SIGN}(?P<value>[!#-&(-_a-~]{{8,512}}+)",
    re.IGNORECASE | re.ASCII,
)
_HEADER = re.compile(
    r"(?<![A-Za-z])(?:(?P<basic>basic)|bearer|ssws|token|apikey)[ \t]{1,4}(?P<value>[A-Za-z0-9._~+/-]{8,4096}+={0,2})",
    re.IGNORECASE | re.ASCII,
)
_SQL = re.compile(
    r"(?:identified[ \t]{1,8}by|(?<![A-Za-z_])password)[ \t]{1,8}'(?P<value>[^'\s]{6,256}+)'",
    re.IGNORECASE | re.ASCII,
)
_OF_PAGES = re.compile(
    r"(?:page|next|continuation|sync|cursor|csrf|xsrf|device|push|start|resume)[_ -]?$",
    re.IGNORECASE | re.ASCII,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}|[A-Za-z0-9+/_-]{22,86}={0,2}")
_TECHNICAL = re.compile(
    r"(?:var)?char|n?varchar|text|string|u?int|float|decimal|numeric|sha|md|bcrypt|scrypt|argon|pbkdf|aes|rsa|hmac|utf|base"
    r"|iso|rfc|hash|type|version|level|step|phase|oauth|sample|test|field|column|col|min|max|at",
    re.IGNORECASE | re.ASCII,
)
_SEGMENT = re.compile(r"[^_.:/|,-]+")
_ALTERNATES = re.compile(r"[A-Za-z][0-9]+[A-Za-z]|[0-9][A-Za-z]+[0-9]")
_NUMBERED = re.compile(r"([A-Za-z]+)[0-9]+")
_MARKS = re.compile(r"[!@#$%^&*?~]")


@lru_cache(maxsize=1)
def _keys() -> LinearRegex:
    pattern = rf"""(?i-u:{_TELLING})["']?[ \t]*(?:[:,}}\r\n]|$)"""
    return LinearRegex(pattern)


def names_secrets(text: str) -> bool:
    """Return whether a file's text may have secret-like keys, columns or custom properties."""
    return _keys().is_in(text)


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Return whether a key's value is a secret: `password`, `clientSecret`, `api_key`."""
    return _KEY.search(_NOT_LETTERS.sub("", key.lower())) is not None or _WHOLE_KEY.search(key) is not None


@lru_cache(maxsize=4096)
def is_hinting_key(key: str) -> bool:
    """Return whether a key suggests a secret, as `auth` does: its value is a secret only if it looks like one."""
    return _HINTING.search(key) is not None


def is_name_of_secret(key: str, value: str) -> bool:
    """Return whether a value under a secret-like key is the name of a secret stored elsewhere: `lab-db-secret`.

    Passwords may also consist of words, so under a password key only the name of a variable is accepted.
    """
    if _NAME_OF_VARIABLE.fullmatch(value):
        return True
    plain = _NOT_LETTERS.sub("", key.lower())
    if _NAMING_KEY.search(plain):
        return not is_drawn(value)
    if _PASSWORD_KEY.search(plain):
        return False
    parts = _NAME_PARTS.split(value)
    is_name = len(parts) > 1 and all(map(_NAME_PART.fullmatch, parts))
    return is_name and any(map(_NAME_OF_SECRET.fullmatch, parts))


def is_literal(value: str, least: int = LEAST) -> bool:
    """Return whether a value is literal: not a variable, a reference to a secret store or a placeholder."""
    is_one_word = len(value) >= least and not any(map(str.isspace, value))
    return is_one_word and not _ELSEWHERE.search(value) and not _PLACEHOLDER.fullmatch(value)


def is_strong(value: str) -> bool:
    """Return whether a value looks like a password: a word with digits or punctuation that is not a name, version or
    type.
    """
    if len(value) < _LEAST_PASSWORD or not is_literal(value) or "(" in value:
        return False
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    if not (letters and (digits or _MARKS.search(value.rstrip("!?")))):
        return False
    return bool(_MARKS.search(value)) or any(map(_is_mixed, _SEGMENT.findall(value)))


def _is_mixed(segment: str) -> bool:
    if _ALTERNATES.search(segment):
        return True
    numbered = _NUMBERED.fullmatch(segment)
    return numbered is not None and len(segment) >= LEAST and not _TECHNICAL.fullmatch(numbered[1])


def is_drawn(value: str) -> bool:
    """Return whether a value looks random, as tokens do."""
    return (
        len(value) >= _LEAST_TOKEN
        and is_strong(value)
        and _ALTERNATES.search(value) is not None
        and entropy(value) >= LEAST_ENTROPY
    )


def is_named_secret(name: str, text: str) -> bool:
    """Return whether a string is a secret because of its key."""
    is_secret = is_secret_key(name) and is_literal(text) and not is_name_of_secret(name, text)
    return is_secret or (is_hinting_key(name) and is_drawn(text))


def is_named_in_rows(name: str, text: str) -> bool:
    """Return whether a cell is a secret because of its column; digests and tokens in masked columns are data."""
    is_data = name.lower().endswith(("token", "tokens")) or _DIGEST.fullmatch(text)
    return is_secret_key(name) and is_strong(text) and not is_data


def assigned(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of values in running text that have a secret-like name and look like secrets."""
    if _hint().finds(text) is False:
        return
    for found in _ASSIGNED.finditer(text):
        value = found["value"].rstrip(",;)}].")
        is_secret = is_strong(value) if found["weak"] else _is_token(value, text, found.start())
        if is_secret:
            yield found.start("value"), found.start("value") + len(value)
    for found in _HEADER.finditer(text):
        value = found["value"].rstrip(".")
        if _names_person(value) if found["basic"] else is_drawn(value):
            yield found.start("value"), found.start("value") + len(value)
    for found in _SQL.finditer(text):
        if is_strong(found["value"]):
            yield found.span("value")


def _is_token(value: str, text: str, start: int) -> bool:
    """Return whether a value is a secret token.

    Page tokens are not secret, and identifiers are secret only if they are named like a key.
    """
    is_identifier = text[start : start + 5].lower() == "token" and _UUID.fullmatch(value)
    return is_drawn(value) and not is_identifier and not _OF_PAGES.search(text[max(0, start - 16) : start])


def _names_person(value: str) -> bool:
    """Return whether a value is `user:password` in base64, as in HTTP's Basic scheme."""
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return False
    return bool(colon and user.isprintable() and is_literal(password, 1))


@lru_cache(maxsize=1)
def _hint() -> LinearRegex:
    return LinearRegex(hint())


def hint() -> str:
    """Return a linear-time pattern that matches every text in which `assigned` finds a secret, and some others."""
    names = "password|passwd|passwort|kennwort|passphrase|pwd|pass|" + _TOKENS
    return (
        rf"(?i-u:(?:{names}){_SIGN}[!#-&(-_a-~]{{8}}|(?:basic|bearer|ssws|token|apikey)[ \t]+[A-Za-z0-9._~+/-]{{8}}"
        r"|(?:identified[ \t]+by|password)[ \t]+')"
    )
