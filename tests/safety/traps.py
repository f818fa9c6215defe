"""A repository full of traps: each that runs leaves its name in a folder outside."""

from __future__ import annotations

import shutil
import stat
import sys
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

from minimal_mesh import CONTRACT, MINIMAL, edit
from repositories import git, start

if TYPE_CHECKING:
    from pathlib import Path

MORE = {
    "governance/more.yaml": """\
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
aggregatedLevel: internal
pseudonymisedFloor: internal
levels:
  - {name: internal, description: Everybody may know it.}
  - {name: restricted, description: It identifies a person.}
---
apiVersion: meshwright/v1
kind: Role
name: analyst
title: Analyst
description: Answers questions with queries.
group: analysts
clearance: restricted
purposes: [analytics]
---
apiVersion: meshwright/v1
kind: Entity
name: artist
title: Artist
definition: A person or group who performs under one name.
steward: player-squad
identifier: {scheme: code, logicalType: string}
---
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer: {team: payments-squad, use: board}
purpose: analytics
role: analyst
requestedOn: "2026-11-01"
expires: "2027-02-01"
""",
    "data/plays.csv": "play_id,played_at\np-1,2026-11-01 08:00:00\n",
    "groups.csv": "group_id,group_name,member_id,member_kind,disabled\n1,analysts,ann,,\n",
    "reads.csv": "subject,object,column,time\nanalyst,player/play-events/daily@1/plays,play_id,2026-11-20T10:00:00Z\n",
    ".gitignore": "build/\ngroups.json\nlegacy.yaml\n",
    "legacy.yaml": "dataContractSpecification: 1.2.1\nid: legacy\n",
}
"""What the minimal mesh lacks for every command to do its work."""
SERVERS = """\
servers:
  - {server: files, type: local, environment: sample, path: data/plays.csv, format: csv}
  - {server: warehouse, type: snowflake, account: a1, database: royalties, schema: plays}
"""
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
    for path, text in MORE.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    edit(folder, CONTRACT, "schema:", SERVERS + "schema:")
    edit(folder, "governance/mesh.yaml", "preset:", "owner: player-squad\npreset:")
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
