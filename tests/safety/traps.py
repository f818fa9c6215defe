"""A repository full of traps: each that runs leaves its name in a folder outside."""

from __future__ import annotations

import shutil
import stat
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from repositories import git, start

MINIMAL = Path(__file__).parents[1] / "meshes/minimal"
STARTING = frozenset(
    {"__future__", "_collections_abc", "_weakrefset", "abc", "codecs", "contextlib", "functools"}
    | {
        "collections",
        "encodings",
        "enum",
        "importlib",
        "io",
        "keyword",
        "ntpath",
        "operator",
        "os",
        "pkgutil",
    }
    | {"posixpath", "re", "reprlib", "runpy", "stat", "threading", "types", "typing", "warnings", "weakref"}
    | {
        "zipimport",
        "copyreg",
        "genericpath",
        "meshwright",
        "site",
        "sre_compile",
        "sre_constants",
        "sre_parse",
    }
)
"""Modules that `python -m` itself may import before any of our code, which no program can prevent."""
PROGRAMS = (
    "git",
    "git.exe",
    "git.bat",
    "git.cmd",
    "git-rev-parse",
    "git-ls-files",
    "git-log",
    "python",
    "mkdocs",
)
HOOKS = ("post-checkout", "post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman")
COMMANDS_OF_GIT = {
    "alias.ls-files": "!{}",
    "alias.rev-parse": "!{}",
    "core.alternateRefsCommand": "{}",
    "core.askPass": "{}",
    "core.editor": "{}",
    "core.fsmonitor": "{}",
    "core.gitProxy": "{}",
    "core.hooksPath": ".githooks",
    "core.pager": "{}",
    "core.sshCommand": "{}",
    "credential.helper": "!{}",
    "diff.external": "{}",
    "diff.trap.command": "{}",
    "diff.trap.textconv": "{}",
    "filter.trap.clean": "{}",
    "filter.trap.process": "{}",
    "filter.trap.smudge": "{}",
    "gpg.program": "{}",
    "gpg.ssh.program": "{}",
    "log.showSignature": "true",
    "merge.trap.driver": "{}",
    "pager.diff-files": "{}",
    "pager.log": "{}",
    "remote.origin.promisor": "true",
    "remote.origin.uploadpack": "{}",
    "remote.origin.url": "ext::{}",
    "uploadpack.packObjectsHook": "{}",
}
"""Settings of a `.git/config` that Git runs."""


def booby_trapped(folder: Path, ran: Path) -> Path:
    """Create a mesh in a folder, under Git, in which everything is a trap; each that runs leaves a file in `ran`."""
    ran.mkdir()
    shutil.copytree(MINIMAL, folder)
    (folder / "legacy.yaml").write_text("dataContractSpecification: 1.2.1\nid: legacy\n")
    (folder / ".gitattributes").write_text("* filter=trap diff=trap merge=trap\n")
    start(folder)
    for name in sorted(sys.stdlib_module_names | packages_distributions().keys() | {"meshwright"}):
        if name.isidentifier() and name != "__main__":
            _trap_module(folder, name, ran)
    (folder / "trap.pth").write_text(f"import pathlib; pathlib.Path({str(ran)!r}, 'pth').touch()\n")
    plugin = folder / "trap-1.0.dist-info"
    plugin.mkdir()
    (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: trap\nVersion: 1.0\n")
    points = ("mkdocs.plugins", "mkdocs.themes", "markdown.extensions", "pydantic", "console_scripts")
    (plugin / "entry_points.txt").write_text(
        "".join(f"[{each}]\nsearch = antigravity:trap\n" for each in points)
    )
    (folder / "mkdocs.yml").write_text("site_name: x\nhooks: [antigravity.py]\n")
    for name in PROGRAMS:
        _trap_program(folder / name, ran, name)
    for name in HOOKS:
        for place in (".git/hooks", ".githooks"):
            _trap_program(folder / place / name, ran, f"hook {name}")
    for name, value in COMMANDS_OF_GIT.items():
        _trap_program(folder / ".git/traps" / name, ran, f"config {name}")
        git(folder, "config", name, value.format(folder / ".git/traps" / name))
    return folder


def _trap_module(folder: Path, name: str, ran: Path) -> None:
    """Trap a module, as a package if the real one is one."""
    words = f"import posix\nposix.close(posix.open({str(ran / name)!r}, posix.O_CREAT | posix.O_WRONLY))\n"
    words += f"raise ImportError('the trap {name} was imported')\n"
    if name in ("meshwright", "multiprocessing", "encodings", "concurrent", "importlib", "yaml"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(words)
    else:
        (folder / f"{name}.py").write_text(words)


def _trap_program(path: Path, ran: Path, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n: > '{ran}/{name}'\nexit 1\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
