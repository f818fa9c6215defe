"""
A secret stands in the file.

Whoever can read the repository has it, and its history keeps it: take it out, and change it wherever it is valid.
A variable (`${LAKE_PASSWORD}`) or the name of an entry in a store of secrets says where it is instead.
Found are private keys, tokens of known form, connection strings with a password,
and values under keys such as `password`, `token`, `secret` and `apiKey`. No report ever shows them.

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
#              ^^^^^^^^^^^^^^^ a secret stands here; write a variable in its place, such as `${SECRET_ACCESS_KEY}`, and change it
      - property: metrics
        value: https://reader:hunter2-hunter2@metrics.watergarden.example
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a connection with its password stands here; write a variable in its place, and change it
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
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.mesh.finding import At, Finding, Severity
from meshwright.mesh.values import Values
from meshwright.rulekit.rule import rule
from meshwright.source.place import Span
from meshwright.source.secret import (
    LEAST_WITH_FORM,
    is_literal,
    is_secret_key,
    may_hold_secrets,
    secret_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMES_ONLY = frozenset({"columns", "names", "parts", "physicalNames", "rules"})
"""Mappings of governance documents whose keys are names of anything."""
_LINE = re.compile(
    r"""^[ \t-]*+["']?(?P<key>[\w.-]++)["']?[ \t]*:[ \t]+["']?(?P<value>[^\s"'].*)$""", re.MULTILINE
)
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
    """Look at every text; of a file that can't be read to its end, at every line."""
    if values.root is None:
        yield from _in_lines(values.text)
        return
    keys, texts = values.survey(LEAST_WITH_FORM)
    has_keys = any(map(is_secret_key, keys))
    if not has_keys and not may_hold_secrets(texts):
        return
    for path, value in values.texts():
        words = secret_in(value)
        if words is not None:
            yield _finding(words, At(path))
    for path, mapping in values.mappings() if has_keys else ():
        if path and path[-1] in _NAMES_ONLY:
            continue
        for key, value, name in _entries(mapping):
            if (
                isinstance(value, str)
                and is_secret_key(name)
                and is_literal(value)
                and secret_in(value) is None
            ):
                yield _finding("a secret", At((*path, key)), name)


def _entries(mapping: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Give keys and values with what the value is called; a custom property's value is called by its property."""
    for key, value in mapping.items():
        named = mapping.get("property") if key == "value" else key
        if isinstance(named, str):
            yield key, value, named


def _in_lines(text: str) -> Iterator[Finding]:
    for found in _LINE.finditer(text):
        value = found["value"].rstrip()
        value = value[:-1] if value.endswith(("'", '"')) else value
        start = found.start("value")
        at = At(span=Span(start, start + len(value)))
        words = secret_in(value)
        if words is not None:
            yield _finding(words, at)
        elif is_secret_key(found["key"]) and is_literal(value):
            yield _finding("a secret", at, found["key"])


def _finding(words: str, at: At, name: str = "") -> Finding:
    variable = _HUMP.sub("_", name).strip("_").upper()
    such = f", such as `${{{variable}}}`" if variable else ""
    message = f"{words} stands here; write a variable in its place{such}, and change it"
    return Finding(message, at, is_secret=True)
