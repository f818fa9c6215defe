"""The commands on the pages of the example work."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path

from meshwright.cli.main import main

ROOT = Path(__file__).parents[2]
IN_CODE = re.compile(r"<code[^>]*>(.*?)</code>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
WRITES = ("waive", "catalog", "measure")
"""These commands write, or do not end; their own tests run them."""


def _commands(site: Path) -> set[tuple[str, ...]]:
    found = set()
    for page in site.rglob("*.html"):
        for code in IN_CODE.findall(page.read_text()):
            for line in html.unescape(TAG.sub("", code)).replace("\\\n", " ").splitlines():
                words = line.removeprefix("$ ").split()
                if words[:1] == ["meshwright"] and len(words) > 1 and words[1] not in WRITES:
                    found.add(tuple(shlex.split(line.removeprefix("$ "), comments=True)[1:]))
    return found


def test_each_kind_of_command_runs(site: Path, monkeypatch, capsys) -> None:
    """Kinds differ in the command, its options, and whether its arguments are addresses of products or of ports."""
    monkeypatch.chdir(ROOT)
    kinds = {}
    for command in sorted(_commands(site)):
        kind = tuple(
            re.sub(r"[a-z0-9-]+/[a-z0-9-]+", "ADDRESS", re.sub("/[a-z0-9-]+@.*", "@", word))
            for word in command
        )
        kinds.setdefault(kind, command)
    kinds = {
        kind: command
        for kind, command in kinds.items()
        if not {"RULE", "main"} & set(command)  # a placeholder, and a branch that a clone for CI may lack
    }

    assert {command[0] for command in kinds.values()} >= {"graph", "resolve", "join"}
    for command in kinds.values():
        code = main([*command])
        assert code != 2, (command, capsys.readouterr().err)
