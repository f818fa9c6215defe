"""The examples of governance documents are complete, and together a mesh without errors."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator.documents import EXAMPLES, example
from generator.sources import PAGES, sources
from meshwright.cli.main import COMMANDS, _parser, main
from meshwright.rules.structure.misspelt_custom_property import KNOWN
from meshwright.standards.governance import KINDS
from meshwright.standards.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOT = PAGES.parents[1]
NOT_COMMANDS = ("COMMAND", "KIND", "NAME", "--help")
"""Words that replace a command in a page, or its argument."""


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_uses_every_key(kind: str) -> None:
    """Readers do not find a key that no example shows."""
    schema = json_schema(kind)
    used = set(_keys([each for each in yaml.safe_load_all(example(kind)) if each["kind"] == kind]))
    blocks = (schema, *schema.get("$defs", {}).values())
    declared = {key for block in blocks for key in block.get("properties", ())}

    assert declared - used == set()


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)


def example_mesh(folder: Path) -> Path:
    """Write the examples to the paths that their first lines name."""
    for file in EXAMPLES.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        target = folder / text.partition("\n")[0].removeprefix("# ")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def test_the_examples_are_a_mesh_without_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Readers copy these documents."""
    code = main(["check", str(example_mesh(tmp_path)), "--as-of", "2026-11-22", "--all"])

    assert (code, re.findall(r"(?m)^(?:error|warning|notice).*", capsys.readouterr().out)) == (0, [])


COMMAND_LINES = sorted(
    {
        (path.relative_to(ROOT).as_posix(), found[1])
        for path in (*PAGES.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "governance/decisions").glob("*.md"))
        for found in re.finditer(
            r"(?:^\s*(?:\$ )?|`)meshwright ((?:\\\n|\"[^\"\n]*\"|[^\n`#<>|\\])+)",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
)


@pytest.mark.parametrize(("page", "line"), COMMAND_LINES)
def test_a_command_of_a_page_exists(page: str, line: str) -> None:
    """Its options exist, too; a page that only names a command has no arguments."""
    words = shlex.split(line.replace("\\\n", " "))
    if words[0] in NOT_COMMANDS:
        return
    assert words[0] in COMMANDS, page
    taken = _subcommand_options(words)
    assert {each.partition("=")[0] for each in words if each.startswith("--")} <= taken, page


def _subcommand_options(words: list[str]) -> set[str]:
    parser = _parser([words[0]])
    taken: set[str] = set(parser._option_string_actions)
    for word in words:
        for action in parser._subparsers._group_actions if parser._subparsers else ():
            if word in (action.choices or ()):
                parser = action.choices[word]  # type: ignore[index]
                taken |= set(parser._option_string_actions)
                break
    return taken


def test_every_mark_in_a_page_is_replaced() -> None:
    """These are the marks of diagrams, tables and examples."""
    marks = re.compile(rb"<!-- (?:diagram|table|example)")
    left = [path for path, data in sources().items() if path.endswith(".md") and marks.search(data)]

    assert left == []


def test_every_custom_property_is_explained() -> None:
    """The properties whose spelling is checked are those that are read."""
    page = sources()["reference/keys.md"].decode()

    assert {name for names in KNOWN.values() for name in names} <= set(re.findall(r"`(\w+)`", page))
