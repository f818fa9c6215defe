"""`meshwright init`: turns a repository into a mesh, or creates a first product in an empty folder.

The command shows its plan first. The user confirms it on a terminal, or with `--yes`. Exit codes: 0 if the
plan was written or there is nothing to do; 2 if nothing was written.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import date

    from meshwright.workspace.adopting import Adopted
    from meshwright.workspace.authoring.names import ProductName

FIRST = "sales/orders"
"""The default product in an empty folder."""
_CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_NOT_AT_TOP = "the CI job, pre-commit hook and .gitignore are left out, because this folder is not the root of a repository"
_MOST = 1024 * 1024
"""The maximum size, in bytes, of the files outside the mesh that are read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `init`."""
    from meshwright.cli.request import as_of_day

    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the folder (default: the current folder)"
    )
    parser.add_argument("--yes", action="store_true", help="write the plan without asking for confirmation")
    parser.add_argument(
        "--name", metavar="NAME", help="the name of the mesh (default: the name of the folder)"
    )
    parser.add_argument(
        "--team",
        metavar="TEAM",
        help="the team that owns the mesh and everything without another owner"
        " (default: from CODEOWNERS, else the most frequent one, else data-team)",
    )
    parser.add_argument(
        "--owner", metavar="USER", help="the user name of the member of that team who owns its products"
    )
    parser.add_argument(
        "--channel", metavar="CHANNEL", help="the support channel of that team: a name or a link"
    )
    parser.add_argument(
        "--product",
        default=FIRST,
        metavar="DOMAIN/PRODUCT",
        help=f"the first product of an empty folder, or `none` (default: {FIRST})",
    )
    parser.add_argument(
        "--preset",
        choices=("essential", "standard", "strict"),
        default="essential",
        help="default: essential",
    )
    parser.add_argument(
        "--ci",
        choices=("github", "gitlab", "none"),
        help="the CI system to write a job for (default: gitlab with a .gitlab-ci.yml or a GitLab remote, else github)",
    )
    parser.add_argument("--as-of", type=as_of_day, metavar="DATE", help="as-of date (default: today)")


@dataclass(frozen=True, slots=True)
class _Plan:
    """The files to write, and the files that the user must change."""

    root: Path
    new: dict[str, bytes]
    patches: dict[str, tuple[bytes, bytes]]
    """Existing files, with their current and proposed content."""
    notes: tuple[str, ...]
    adopted: Adopted | None
    """The files of a new mesh; None for an existing mesh."""


def run(options: argparse.Namespace) -> int:
    """Show the plan, and write it if the user confirms."""
    from meshwright.cli.answers import Answers
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.cli.request import recover
    from meshwright.cli.writing import write_all
    from meshwright.report.terminal import one_line
    from meshwright.workspace.drafting import DraftError

    root = Path(options.path).absolute()
    if not root.is_dir():
        raise UsageError(f"no such folder: `{options.path}`")
    recover([str(root)])
    try:
        plan = _plan(options, root)
    except DraftError as error:
        raise UsageError(str(error)) from error
    sys.stdout.writelines(f"{one_line(line)}\n" for line in _told(plan, options))
    if not plan.new:
        return 0
    answers = Answers(options)
    if not options.yes and not answers.is_asking:
        sys.stderr.write("meshwright: nothing is written; `--yes` writes this plan\n")
        return CANNOT_LOOK
    if not options.yes and not answers.confirmed("write this?"):
        sys.stdout.write("nothing is written\n")
        return CANNOT_LOOK
    write_all(plan.root, plan.new, dict.fromkeys(plan.new))
    files = "1 file" if len(plan.new) == 1 else f"{len(plan.new)} files"
    sys.stdout.write(f"wrote {files}; next: `meshwright check`, then commit\n")
    return 0


def _plan(options: argparse.Namespace, root: Path) -> _Plan:
    from datetime import datetime

    from meshwright.cli.main import UsageError
    from meshwright.source.discovery import find_root, is_root
    from meshwright.source.git import top_level
    from meshwright.workspace.settings_files import MESH_FILE

    real = Path(os.path.realpath(root))
    found = find_root(real)
    if found != real:
        raise UsageError(
            f"this folder is in the mesh of `{os.path.relpath(found, real)}`; run `meshwright init` there"
        )
    day = options.as_of or datetime.now().astimezone().date()
    top = top_level(real)
    is_top = top is None or Path(os.path.realpath(top)) == real
    remote = _remote(real)
    new: dict[str, bytes] = {}
    adopted = None
    if not os.path.lexists(real / MESH_FILE):
        if is_root(real):
            raise UsageError(
                f"`[tool.meshwright]` in `pyproject.toml` configures this folder; move it to "
                f"`{MESH_FILE}` first"
            )
        adopted = _adopted(options, real, remote, day)
        new |= adopted.files
    around = _around(options, real, remote) if is_top else _Around({}, (_NOT_AT_TOP,))
    patches: dict[str, tuple[bytes, bytes]] = {}
    for path, (old, content) in around.files.items():
        if old is None:
            new[path] = content
        elif old != content:
            patches[path] = old, content
    return _Plan(real, new, patches, around.notes, adopted)


def _adopted(options: argparse.Namespace, root: Path, remote: str, day: date) -> Adopted:
    from meshwright import __version__
    from meshwright.mesh.address import slug
    from meshwright.workspace.adopting import adopted
    from meshwright.workspace.authoring.adoption import Adoption
    from meshwright.workspace.authoring.code_owners_file import teams_of
    from meshwright.workspace.authoring.names import is_name, name, prose

    folder = slug(root.name) if root.name else ""
    owners = next((found for path in _CODEOWNERS if (found := _content(root, path)) is not None), b"")
    new = Adoption(
        name(options.name, "a mesh") if options.name else folder if is_name(folder) else "data-mesh",
        name(options.team, "a team") if options.team else "",
        prose(options.owner, "--owner").removeprefix("@") if options.owner else "",
        prose(options.channel, "--channel") if options.channel else "",
        options.preset,
        ".".join(__version__.split(".")[:2]),
        tuple(teams_of(owners.decode("utf-8-sig", "replace"))),
        remote,
    )
    return adopted(root, new, _first(options.product), day)


def _first(text: str) -> ProductName | None:
    from meshwright.workspace.authoring.names import name, product_name

    if text == "none":
        return None
    found = product_name(text)
    name(found.domain, "a domain")
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """Files around the mesh, such as CI jobs, with their current and new content, and notes about files to edit by hand."""

    files: dict[str, tuple[bytes | None, bytes]]
    notes: tuple[str, ...]


def _around(options: argparse.Namespace, root: Path, remote: str) -> _Around:
    from urllib.parse import urlsplit

    from meshwright.cli.main import UsageError
    from meshwright.workspace.authoring.installed import package
    from meshwright.workspace.authoring.surroundings import GITLAB, surroundings
    from meshwright.workspace.drafting import DraftError

    is_gitlab = os.path.lexists(root / GITLAB) or "gitlab" in (urlsplit(remote).hostname or "")
    ci = options.ci or ("gitlab" if is_gitlab else "github")
    wanted, is_sure = package()
    files: dict[str, tuple[bytes | None, bytes]] = {}
    notes = []
    for path, completed in surroundings(ci, wanted, "" if is_sure else "the package for pip").items():
        try:
            old = _content(root, path)
            files[path] = old, completed(old)
        except (UsageError, DraftError) as error:
            notes.append(f"{path} is left as it is: {error}")
    return _Around(files, tuple(notes))


def _remote(root: Path) -> str:
    """Return the web address of the repository's remote; empty if there is none or it cannot be read."""
    from meshwright.source.git import GitError, ask
    from meshwright.workspace.authoring.installed import web_address

    try:
        return web_address(ask(root, "config", "--get", "remote.origin.url").strip())
    except GitError:
        return ""


def _content(root: Path, path: str) -> bytes | None:
    """Return the content of a file; None if the file does not exist. Raises UsageError for a link or a large file."""
    from meshwright.cli.main import UsageError

    file = root / path
    if not os.path.lexists(file):
        return None
    if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST:
        raise UsageError(f"`{path}` is not a plain file of at most 1 MiB")
    return file.read_bytes()


def _told(plan: _Plan, options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the plan: files to create, files to change by hand, and values to fill in."""
    from meshwright.cli.writing import diff_of
    from meshwright.report.summary import counted
    from meshwright.workspace.authoring.adoption import to_fill_in

    made = plan.adopted
    if made is not None:
        counts = ", ".join(counted(made.counts[each], each[:-1]) for each in ("products", "contracts"))
        yield f"plan: a mesh of {counts}, in the preset `{options.preset}`; no existing file is changed"
    for path in sorted(plan.new):
        yield f"create {path}"
    if made is not None:
        if made.known:
            yield f"baseline {counted(sum(made.known.values()), 'finding')} recorded; only new findings fail"
            yield from (f"  {count:,} {rule}" for rule, count in made.known.items())
        for path in made.excluded:
            yield f"exclude {path}: it cannot be read; correct it, then remove it from `exclude` in governance/mesh.yaml"
        yield from (f"note {each}" for each in made.notes)
    yield from (f"note {each}" for each in plan.notes)
    for path, line, words in to_fill_in(plan.new):
        yield f"fill in {path}:{line}: {words}"
    for path, (old, new) in sorted(plan.patches.items()):
        yield f"patch {path} yourself, because it already exists:"
        yield from diff_of({path: old}, {path: new})
    if not plan.new:
        yield "nothing to do"
