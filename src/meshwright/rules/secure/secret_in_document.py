"""
A file contains a secret.

Anyone who can read the repository can use the secret, even after its removal, because the history keeps it. Remove
it, and rotate it wherever it is in use. Use a variable (`${LAKE_PASSWORD}`) or the name of an entry in a secret
store instead. The rule finds private keys, tokens in about a hundred known formats, connection strings with a
password, assignments in strings (`password = …`, `Authorization: Bearer …`), and values under keys such as
`password`, `token`,
`secret` and `apiKey`, in documents, their comments and samples. No report ever shows them. Variables, names of entries
in a secret store (`lab-db-secret`) and placeholders (`changeme`, `<password>`, `xxxxxxxx`) are not secrets, and neither
are the keys that vendors publish as examples (`AKIAIOSFODNN7EXAMPLE`).

```yaml bad contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
      - property: secretAccessKey
        value: hunter2-hunter2
#              ^^^^^^^^^^^^^^^ a secret in the file; replace it with a variable, such as `${SECRET_ACCESS_KEY}`, then rotate it
      - property: metrics
        value: https://reader:hunter2-hunter2@metrics.watergarden.example
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a connection password in the file; replace it with a variable, then rotate it
```
```yaml good contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
      - property: secretAccessKey
        value: vault://lake/secret-access-key
      - property: secret
        value: lab-db-secret
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.facts.values import Values
from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Span
from meshwright.source.secret import forms_in, may_hold_secrets, secret_in, secrets_in
from meshwright.source.secret_assigned import (
    is_named_in_rows,
    is_named_secret,
    is_secret_key,
    names_secrets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000
"""The maximum number of secrets in one file that are reported separately."""
_LINE = re.compile(
    r"""^[ \t-]*+["']?(?P<key>[\w.-]++)["']?[ \t]*+:[ \t]++["']?(?P<value>[^\s"'][^\r\n]*+)$""", re.MULTILINE
)
_COMMENT = re.compile(r"(?<![^\s])#(?P<said>[^\r\n]*+)")
_NAMED = "a secret"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


@rule(
    "secret-in-document",
    on=Values,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def secret_in_document(values: Values) -> Iterator[Finding]:
    """Check all strings and keys, then the rest of each file: comments, unread rows, and broken files."""
    for number, finding in enumerate(_findings(values)):
        if number == MOST:
            message = f"the file contains more than {MOST:,} secrets; remove them, and rotate them"
            yield Finding(message, At(span=Span(0, len(values.text))), is_secret=True)
            return
        yield finding


def _findings(values: Values) -> Iterator[Finding]:
    has_forms, has_names = _suspicions(values)
    if not (has_forms or has_names):
        return
    known: set[str] = set()
    """The secrets that are already reported; repetitions of them are not reported again."""
    is_named = is_named_in_rows if values.is_data else is_named_secret
    for at, text, name in values.named():
        words = secret_in(text) if has_forms else None
        if words is None and name and is_named(name, text):
            words = _NAMED
        if words is not None:
            known.update((text, *(text[start:end] for _, start, end in secrets_in(text))))
            yield _finding(words, at, name, str(at.path[-1]) if values.is_data and at.path else "")
    if values.unread:
        yield from _in_lines(values.unread, known)
    if has_forms:
        yield from _in_rest(values, known)


def _suspicions(values: Values) -> tuple[bool, bool]:
    """Return two flags: whether a file's strings may contain secrets with a known format, and whether they
    may contain names of secrets.
    """
    text = values.text
    if not text or "\\" in text:
        text = "\n".join((text, *values.texts()))
    return may_hold_secrets((text,)), names_secrets(text)


def _in_lines(text: str, known: set[str]) -> Iterator[Finding]:
    for found in _LINE.finditer(text):
        value = found["value"].rstrip(" \t\"'")
        start = found.start("value")
        if is_secret_key(found["key"]) and is_named_secret(found["key"], value) and secret_in(value) is None:
            known.add(value)
            yield _finding(_NAMED, At(span=Span(start, start + len(value))), found["key"])


def _in_rest(values: Values, known: set[str]) -> Iterator[Finding]:
    """Check the text outside values, and report only secrets that do not occur in values."""
    if values.is_data:
        parts = [(0, tuple(forms_in(values.text)), "row")]
    else:
        comments = _COMMENT.finditer(values.text)
        parts = [(0, tuple(secrets_in(values.unread)), "")]
        parts += ((each.start(), tuple(secrets_in(each[0])), "comment") for each in comments)
    for start, secrets, where in parts:
        for each in secrets:
            place = Span(start + each.start, start + each.end)
            secret = values.text[place.start : place.end]
            if secret not in known:
                known.add(secret)
                yield _finding(each.words, At(span=place), discriminator=where)


def _finding(words: str, at: At, name: str = "", discriminator: str = "") -> Finding:
    variable = _HUMP.sub("_", name).strip("_").upper() if words == _NAMED else ""
    such = f", such as `${{{variable}}}`" if variable else ""
    message = f"{words} in the file; replace it with a variable{such}, then rotate it"
    return Finding(message, at, discriminator=discriminator, is_secret=True)
