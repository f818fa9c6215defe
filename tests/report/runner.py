"""The commands that GitHub's runner recognises: a port of `ActionCommand.cs` in actions/runner."""

from __future__ import annotations

import re
from typing import NamedTuple

COMMANDS = {
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice"),
    *("remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
}
DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


class Command(NamedTuple):
    """A command as the runner interprets it."""

    name: str
    properties: dict[str, str]
    data: str


def commands(output: str) -> list[Command]:
    """Return the commands in a program's output; the runner searches each line for `::` first, then for `##[`."""
    lines = re.split(r"\r\n|\n|\r", output)
    return [found for line in lines if (found := _new(line) or _old(line))]


def _new(line: str) -> Command | None:
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    return _command(line[2:end], ",", PROPERTY, _unescaped(line[end + 2 :], DATA))


def _old(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    return _command(line[start + 3 : end], ";", OLD, _unescaped(line[end + 1 :], OLD))


def _command(told: str, separator: str, escapes: tuple[tuple[str, str], ...], data: str) -> Command | None:
    name, _, rest = told.partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = (pair.split("=", 1) for pair in rest.strip().split(separator) if "=" in pair)
    return Command(name, {key: _unescaped(value, escapes) for key, value in pairs}, data)


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for replacement, token in escapes:
        text = text.replace(replacement, token)
    return text
