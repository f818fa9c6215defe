"""The reference of commands: what `--help` says, as a page."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from generator.tables import table
from meshwright.cli.main import COMMANDS, _parser

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
# Commands

`meshwright COMMAND --help` shows the same text in a terminal. This page is generated from the program at each build.

Most commands have the same three exit codes: 0, nothing to do; 1, something to do (a finding at or above
`--fail-on`, a consumer to consult, a missing approval); 2, the command failed or its answer is incomplete. The exit
code is never 0 if a part of the mesh was left out. A command that was interrupted ends with 130 or, after a signal,
with 128 plus its number.

"""


def commands_page() -> str:
    """Write the page: a table of the commands, and a section for each, with those below it."""
    parts = [_INTRODUCTION]
    parts.append(
        table(("command", "purpose"), ((f"[`{name}`](#{name})", each) for name, each in COMMANDS.items()))
    )
    for name in COMMANDS:
        parser = _subparsers(_parser([name]))[name]
        parts += _section(parser, name, 2)
    return "\n".join(parts)


def _section(parser: argparse.ArgumentParser, name: str, level: int) -> Iterator[str]:
    below = _subparsers(parser)
    yield f"\n{'#' * level} {name} {{: #{name.replace(' ', '-')} }}\n"
    if parser.description:
        yield f"{_prose(parser.description)}\n"
    usage = re.sub(r"\s+", " ", parser.format_usage().removeprefix("usage: ")).strip()
    yield f"```text\n{_folded(usage)}\n```\n"
    arguments = [
        each
        for each in parser._actions
        if not isinstance(each, _HIDDEN) and each.help is not argparse.SUPPRESS
    ]
    if arguments:
        yield table(("argument", "meaning"), ((_named(each), _meaning(each)) for each in arguments))
    if parser.epilog:
        yield f"{_prose(parser.epilog)}\n"
    for each, child in below.items():
        yield from _section(child, f"{name} {each}", level + 1)


_HIDDEN = (argparse._SubParsersAction, argparse._HelpAction)


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help for each in action._choices_actions}
            for name, child in action.choices.items():
                child.description = child.description or _sentence(helps.get(name) or "")
            return dict(action.choices)
    return {}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _named(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else None
    choices = ",".join(map(str, action.choices)) if action.choices else None
    value = metavar or (f"{{{choices}}}" if choices else action.dest.upper())
    if not action.option_strings:
        return f"`{value}`" if action.nargs not in ("?", "*") else f"`[{value}]`"
    names = ", ".join(f"`{name}`" for name in action.option_strings)
    if action.nargs == 0:
        return names
    return names if "{" in value else f"{names} `{value}`"


def _meaning(action: argparse.Action) -> str:
    named = (
        action.metavar.strip("{}").split(",")
        if isinstance(action.metavar, str) and "{" in action.metavar
        else None
    )
    values = [f"`{each}`" for each in named or action.choices or ()]
    said = [_escaped(action.help or "")]
    if values:
        said.append(f"values: {', '.join(values)}")
    if action.required and action.option_strings:
        said.append("required")
    return "; ".join(each for each in said if each)


def _prose(text: str) -> str:
    return _escaped(re.sub(r"\s+", " ", text).strip())


def _escaped(text: str) -> str:
    """Escape text that is markup outside of code."""
    parts = re.split(r"(`[^`]*`)", text.replace("%%", "%"))
    return "".join(
        each if number % 2 else re.sub(r"([<>*_\[\]])", r"\\\1", each) for number, each in enumerate(parts)
    )


def _folded(usage: str, width: int = 76) -> str:
    """Fold a usage between its arguments."""
    lines = [""]
    for each in re.findall(r"\[[^\]]*\](?:\s*\.\.\.\])?|\S+", usage):
        if len(lines[-1]) + len(each) + 1 > width:
            lines.append("   ")
        lines[-1] += f" {each}" if lines[-1] else each
    return "\n".join(lines)
