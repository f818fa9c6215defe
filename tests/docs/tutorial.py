"""A page whose commands are run: files are written, edits made, and what is printed is put into the page.

A fence of `yaml` (or another language) with a title is a file, and one of `diff` with a title an edit of a file.
A fence of `console` has commands after `$`, each with its output. The program runs in this process, as of one day,
and `| head -N` is understood; other commands (git, ls, cat) run in a shell. Other fences are left alone.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from meshwright.cli.main import _parser, main

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = "2026-11-22"
FENCE = re.compile(r'^( *)```(\w+)(?: title="([^"]+)")?\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"\s*\|\s*head -(\d+)$")
_COMMIT = re.compile(r"\([0-9a-f]{8}\)")
"""A commit: it depends on all files, so that any change of what `init` writes would change pages."""
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", "Ines Costa"),
            ("EMAIL", "ines.costa@greengrocer.example"),
            ("DATE", f"{AS_OF}T10:00:00Z"),
        )
    },
}


def rerun(page: str, folder: Path) -> str:
    """Run a page in a folder, and return it with the outputs of this run."""
    here = [folder]

    def run(found: re.Match[str]) -> str:
        indent, language, title, body = found.groups()
        if language == "console":
            return f"{indent}```console\n{_console(body, here)}{indent}```"
        if language == "diff" and title:
            _edit(here[0] / title, body)
        elif title:
            (here[0] / title).parent.mkdir(parents=True, exist_ok=True)
            (here[0] / title).write_text(body, encoding="utf-8")
        return found[0]

    printed = FENCE.sub(run, page).replace(str(folder), "~")
    return _COMMIT.sub("(c0ffee42)", printed)


def _console(body: str, here: list[Path]) -> str:
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)\n", body, re.MULTILINE)
    return "".join(f"$ {command}\n{_output(command, here)}" for command in commands)


def _output(command: str, here: list[Path]) -> str:
    head = _HEAD.search(command)
    text = command[: head.start()] if head else command
    if text.startswith("cd "):
        here[0] = here[0] / text.removeprefix("cd ")
        return ""
    said = _of_program(text, here[0]) if text.startswith("meshwright ") else _of_shell(text, here[0])
    lines = said.rstrip("\n").splitlines(keepends=True)
    lines = lines[: int(head[1])] if head else lines
    return "".join(lines).rstrip("\n") + "\n" if lines else ""


def _of_program(command: str, folder: Path) -> str:
    arguments = shlex.split(command.replace("\\\n", " "))[1:]
    if _takes_a_day(arguments):
        arguments += ["--as-of", AS_OF]
    written, refused = StringIO(), StringIO()
    with chdir(folder), redirect_stdout(written), redirect_stderr(refused):
        main(arguments)
    return refused.getvalue() + written.getvalue()


def _takes_a_day(arguments: list[str]) -> bool:
    parser = _parser(arguments)
    for word in arguments:
        for action in parser._subparsers._group_actions if parser._subparsers else ():
            if word in (action.choices or ()):
                parser = action.choices[word]  # type: ignore[index]
                break
    return "--as-of" in parser._option_string_actions


def _of_shell(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **_GIT},
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout + done.stderr


def _edit(file: Path, body: str) -> None:
    lines = body.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if not line.startswith("+"))
    new = "".join(line[1:] for line in lines if not line.startswith("-"))
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name} has not once:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")
