"""Writing of plain values as YAML text that YAML 1.1 and 1.2 read alike.

Characters that deceive are escaped, and no line of a text starts with what a CI runner obeys.
Does not: keep comments, or the style of a text that was read.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from meshwright.source.scalars import core, old_reading
from meshwright.source.text import without_deceptive

_ENDLESS = 2**31
"""No line is folded: a folded text may start a line with anything."""
_BRACKETED = re.compile(r"##(?=\[|vso\[)")
_COMMAND = re.compile(rf"(?m)^\s*::|{_BRACKETED.pattern}")
_NOT_PLAIN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class _Writer(yaml.SafeDumper):
    """A writer whose lists are indented below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's
        return True


def _text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Write several lines as a block, unless a line would be read otherwise; quote what YAML 1.1 reads otherwise."""
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value))


def _style(value: str) -> str | None:
    if _NOT_PLAIN.search(value) or without_deceptive(value) != value or _COMMAND.search(value):
        return '"'
    lines = value.split("\n")
    if len(lines) > 1:
        is_block = value[0].strip() != "" and all(each == each.rstrip() for each in lines)
        return "|" if is_block else '"'
    is_plain = not value or (isinstance(core(value), str) and old_reading(value) is None)
    return None if is_plain else "'"


_Writer.add_representer(str, _text)


def yaml_text(value: Any) -> str:  # noqa: ANN401 - plain values
    """Return the text of a document; equal values give equal texts."""
    text: str = yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_ENDLESS)
    return _BRACKETED.sub(r"#\\x23", _NOT_PLAIN.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
