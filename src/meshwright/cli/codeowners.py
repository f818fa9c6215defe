"""`meshwright codeowners`: writes the CODEOWNERS section that requires reviews by the owning teams.

Exit codes: 0 if the section is up to date or was written; with `--check`, 1 if it differs; 2 if the command failed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from meshwright.cli.mesh_loading import LoadedMesh

PLACES = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
"""The paths at which a forge looks for the file, in this order."""
USUAL = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}
_MOST = 3 * 1024 * 1024
"""The maximum size of a CODEOWNERS file that GitHub reads, in bytes."""
_HEADER = {"github": "", "gitlab": "[Data mesh]"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `codeowners`."""
    from meshwright.cli import mesh_loading

    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; if the section is outdated, show the differences and exit with 1",
    )
    parser.add_argument(
        "--organisation",
        metavar="NAME",
        help="the forge organisation or group to which the teams belong (default: that of the mesh's `repository`)",
    )
    mesh_loading.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the section, or compare it with the file; return the exit code."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.writing import diff_of, write_all
    from meshwright.report.terminal import one_line
    from meshwright.source.git import top_level
    from meshwright.workspace.authoring.codeowners import replaced, section
    from meshwright.workspace.drafting import DraftError

    loaded = load_mesh(options)
    root = loaded.project.root
    top = top_level(root) or root
    url, kind = _forge(loaded, top)
    organisation = _organisation(options.organisation, url)
    path = next((each for each in PLACES[kind] if os.path.lexists(top / each)), USUAL[kind])
    old = _content(top, path)
    prefix = os.path.relpath(os.path.realpath(root), os.path.realpath(top)).replace(os.sep, "/")
    prefix = "" if prefix == "." else f"{prefix}/"
    try:
        made = section(loaded.mesh, organisation, path, prefix, _HEADER[kind])
    except DraftError as error:
        raise UsageError(str(error)) from error
    try:
        text = replaced((old or b"").decode(), made.lines)
    except DraftError as error:
        raise UsageError(f"`{path}`: {error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"`{path}` is not UTF-8") from error
    for note in (*made.notes, *_overridden(path, text)):
        sys.stderr.write(f"meshwright: {one_line(note)}\n")
    new = text.encode()
    if new == old:
        return loaded.ending(0)
    if options.check:
        sys.stdout.writelines(f"{line}\n" for line in diff_of({path: old}, {path: new}))
        return loaded.ending(1)
    if loaded.ending(0):
        raise UsageError("nothing is written, because owners in unreadable files would be missing")
    write_all(top, {path: new}, {path: old})
    sys.stdout.write(f"wrote {path}\n")
    return 0


def _overridden(path: str, text: str) -> Iterator[str]:
    """Yield a note if the file has lines below the section, which override it."""
    from meshwright.report.summary import counted
    from meshwright.workspace.authoring.codeowners import overriding

    count = overriding(text)
    if count:
        lines = counted(count, "line")
        yield f"`{path}` has {lines} below the section, and the last matching line takes precedence; move the section down"


def _forge(loaded: LoadedMesh, top: Path) -> tuple[str, str]:
    """Return the URL of the repository according to the mesh (empty if unknown), and the kind of its forge."""
    from meshwright.mesh.registries import mapping, text

    stated = next((mapping(each.get("repository")) for each in loaded.mesh.register("Mesh")), {})
    url, kind = text(stated.get("url")), text(stated.get("kind"))
    is_gitlab = "gitlab" in (urlsplit(url).hostname or "") or os.path.lexists(top / ".gitlab-ci.yml")
    return url, kind or ("gitlab" if is_gitlab else "github")


def _organisation(stated: str | None, url: str) -> str:
    from meshwright.cli.main import UsageError

    found = (stated or "").strip().removeprefix("@") or urlsplit(url).path.strip("/").partition("/")[0]
    if not found:
        raise UsageError(
            "the organisation of the teams is unknown; state `repository` in `governance/mesh.yaml`,"
            " or use `--organisation`"
        )
    if not all(each.isalnum() or each in "-_./" for each in found):
        raise UsageError(f"`{found}` is not the name of an organisation or group")
    return found


def _content(top: Path, path: str) -> bytes | None:
    """Return the content of a file; None if the file does not exist. Raises UsageError for a link or a folder."""
    from meshwright.cli.main import UsageError

    file = top / path
    if not os.path.lexists(file):
        return None
    if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST:
        raise UsageError(f"`{path}` is not a plain file of at most {_MOST >> 20} MiB")
    return file.read_bytes()
