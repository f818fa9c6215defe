"""What looks like a secret: private keys, tokens of known form, connection strings, values under telling keys.

Knows texts and keys only. Misses a secret of no known form rather than calling a name or a hash one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern))
    for words, pattern in (
        ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
        ("an AWS access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b(?<!EXAMPLE)"),
        ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"),
        ("a GitLab token", r"\bgl(?:pat|dt|rt|soat|ptt)-[A-Za-z0-9_-]{20,}"),
        (
            "a Slack token",
            r"\bxox[abeoprs]-[A-Za-z0-9-]{15,}|hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}",
        ),
        ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        ("a Stripe key", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
        ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("a PyPI token", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
        ("a Databricks token", r"\bdapi[a-f0-9]{32}(?:-\d)?\b"),
        ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
        ("an API key", r"\bsk-(?:ant-(?:api|admin)\d\d|proj|svcacct)-[A-Za-z0-9_-]{32,}|\bhf_[A-Za-z]{34}\b"),
        ("a Vault token", r"\bhv[bs]\.[A-Za-z0-9_-]{24,}"),
        ("a DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
        ("a storage account's key", r"\bAccountKey=[A-Za-z0-9+/]{86}=="),
        ("a signed token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    )
)
_FORM_MARKS = (
    *("AKIA", "ASIA", "ABIA", "ACCA", "AIza", "SG.", "eyJ"),
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glsoat-", "glptt-"),
    *(
        "xox",
        "hooks.slack.com",
        "k_live_",
        "k_test_",
        "npm_",
        "pypi-AgE",
        "dapi",
        "sk-ant-",
        "sk-proj-",
        "sk-svcacct-",
    ),
    *("hf_", "hvs.", "hvb.", "_v1_", "AccountKey="),
)
"""One of these is in each token of a known form, all of which are long words."""
_LONG = 20

_WITH_PASSWORD = re.compile(r"://[^\s/:@?#]*:(?P<password>[^\s/@]+)@")
_SETTING = re.compile(r"(?:^|[;&?\s])(?:password|passwd|pwd)\s*=\s*(?P<password>[^;&\s]+)", re.IGNORECASE)
_SETTING_STEMS = ("wd", "WD", "assword", "ASSWORD")
_CONNECTION = re.compile(
    r"(?:^|[;&?\s])(?:server|host|data source|user id|uid|user|username|database)\s*=|jdbc:", re.IGNORECASE
)
_KEY = re.compile(
    r"(?:password|passwd|passphrase|pwd|secret|secretkey|apikey|accesskey|privatekey|accountkey|sharedkey"
    r"|token|credential|credentials)$"
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_ELSEWHERE = re.compile(
    r"^(?:\$|%\w+%|\{\{|<.*>$|\[.*\]$|\*|vault[:/]|env[:.]|secrets?[:./]|op://|ref\+|file[:/]|arn:|https?://|[./~^]|projects/)"
    r"|\$\{|\{\{",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:your|my|the|some|an?)?[-_ ]?(?:password|passwd|pwd|pass|secret|token|api[-_ ]?key|key|value)s?(?:[-_ ]?here)?"
    r"|change[-_ ]?(?:me|it)|example|redacted|masked|hidden|none|null|tbd|todo|required|optional|string|plain|bearer"
    r"|oauth2?|basic|jwt|true|false|yes|no|(.)\1*",
    re.IGNORECASE,
)
LEAST = 6
"""Shorter values under a telling key are words rather than secrets."""
LEAST_WITH_FORM = 8
"""No shorter text holds a secret of known form, or a connection with a password that is worth one."""


def may_hold_secrets(texts: Iterable[str]) -> bool:
    """Say whether it is worth looking at single texts: cheap, and more often wrong than `secret_in`."""
    text = "\n".join(texts)
    return (
        "PRIVATE KEY" in text
        or any(mark in text for mark in _FORM_MARKS)
        or _WITH_PASSWORD.search(text) is not None
        or (any(stem in text for stem in _SETTING_STEMS) and _SETTING.search(text) is not None)
    )


def tokens_in(text: str) -> tuple[str, ...]:
    """Give the parts of a text that are secrets by their form; a password alone has none."""
    return tuple(found[0] for _, pattern in _TOKENS for found in pattern.finditer(text))


def secret_in(text: str) -> str | None:
    """Say what secret a text holds by its form, in words; None where there is none."""
    if len(text) < LEAST:
        return None
    if len(text) >= _LONG and ("PRIVATE KEY" in text or any(mark in text for mark in _FORM_MARKS)):
        for words, pattern in _TOKENS:
            if pattern.search(text):
                return words
    found = _WITH_PASSWORD.search(text)
    if found is None and "=" in text:
        found = _SETTING.search(text) if _CONNECTION.search(text) else None
    return "a connection with its password" if found and is_literal(found["password"], 1) else None


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Say whether a key's value is a secret: `password`, `clientSecret`, `api_key`."""
    return _KEY.search(_NOT_LETTERS.sub("", key.lower())) is not None


def is_literal(value: str, least: int = LEAST) -> bool:
    """Say whether a value stands for itself: no variable, no reference to a store of secrets, no placeholder."""
    is_one_word = len(value) >= least and not any(map(str.isspace, value))
    return is_one_word and not _ELSEWHERE.search(value) and not _PLACEHOLDER.fullmatch(value)
