"""`meshwright convert`: converts contracts from earlier standards to ODCS 3.2, and lists unsupported parts.


Exit codes: 0 if all contracts were converted, 2 if one cannot be converted; in that case, nothing is written.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from meshwright.workspace.converting import ConvertedFile

_SUFFIX = ".odcs.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `convert`."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="contracts in Data Contract Specification or ODCS 2, or folders that contain them",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--write", action="store_true", help="replace each file with its result")
    where.add_argument(
        "--output",
        metavar="PATH",
        help="write to this new file, or to new files in this folder (default: print the result of a single contract)",
    )


def run(options: argparse.Namespace) -> int:
    """Convert all contracts, write all files or none, and return the exit code."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import recover
    from meshwright.workspace.converting import ConversionError, converted, files_to_convert

    if options.write:
        recover([_root([os.path.abspath(path) for path in options.paths])])  # noqa: PTH100 - text
    paths = files_to_convert(options.paths)
    if not paths:
        raise UsageError(f"no contract of Data Contract Specification or ODCS 2 in `{options.paths[0]}`")
    if len(paths) > 1 and not options.write and options.output is None:
        raise UsageError(f"{len(paths)} files cannot be printed as one; add `--output FOLDER` or `--write`")
    try:
        files = [converted(path) for path in paths]
    except ConversionError as error:
        raise UsageError(str(error)) from error
    if not options.write and options.output is None:
        sys.stderr.writelines(_lines(files[0]))
        sys.stdout.write(files[0].text("").decode())
        return 0
    targets = [each.path for each in files] if options.write else _targets(files, options.output)
    _write(files, targets, is_new=not options.write)
    for each, target in zip(files, targets, strict=True):
        sys.stdout.writelines(_lines(each, target))
    return 0


def _targets(files: list[ConvertedFile], output: str) -> list[str]:
    """Return the path of each result: the given file, or a file in the given folder with the name of the source."""
    from meshwright.cli.main import UsageError

    if len(files) == 1 and not output.endswith(("/", os.sep)) and not os.path.isdir(output):  # noqa: PTH112 - text
        return [output]
    found: dict[str, str] = {}
    for each in files:
        target = os.path.join(output, _name(each.path))  # noqa: PTH118 - text
        if target in found:
            raise UsageError(
                f"`{found[target]}` and `{each.path}` would both be `{target}`; convert one at a time"
            )
        found[target] = each.path
    return list(found)


def _name(path: str) -> str:
    name = os.path.basename(path)  # noqa: PTH119 - text
    for suffix in (".odcs.yaml", ".odcs.yml", ".yaml", ".yml", ".json"):
        if name.casefold().endswith(suffix):
            return name[: -len(suffix)] + _SUFFIX
    return name + _SUFFIX


def _write(files: list[ConvertedFile], targets: list[str], *, is_new: bool) -> None:
    """Write all files or none; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.file_set import write

    places = [os.path.abspath(target) for target in targets]  # noqa: PTH100 - text
    if is_new:
        taken = next((target for target in targets if os.path.lexists(target)), None)
        if taken is not None:
            raise UsageError(f"`{taken}` already exists; it is not overwritten")
    root = _root([os.path.dirname(place) for place in places])  # noqa: PTH120 - text
    names = [os.path.relpath(place, root).replace(os.sep, "/") for place in places]
    made = {name: each.text(target) for name, each, target in zip(names, files, targets, strict=True)}
    before = {name: None if is_new else each.data for name, each in zip(names, files, strict=True)}
    try:
        left = write(os.path.realpath(root), made, before)
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if left:
        raise UsageError(
            f"`{left[0]}` has changed in the meantime and was not written; run the command again"
        )


def _root(folders: list[str]) -> str:
    """Return the root of the mesh that contains all folders, some of which may not exist yet."""
    from pathlib import Path

    from meshwright.source.discovery import find_root

    folder = os.path.commonpath(folders)
    while not os.path.isdir(folder):  # noqa: PTH112 - text
        folder = os.path.dirname(folder)  # noqa: PTH120 - text
    return str(find_root(Path(folder)))


def _lines(file: ConvertedFile, target: str = "") -> Iterator[str]:
    """Yield a line about a converted file and its former format, and lines about items that the user should review."""
    from meshwright.report.terminal import one_line

    lost = sum(each.note.is_lost for each in file.notes)
    counts = ((lost, "lost"), (len(file.notes) - lost, "changed"))
    words = ", ".join(f"{count:,} {kind}" for count, kind in counts if count) or "everything carried over"
    into = f" into {target}" if target and target != file.path else ""
    yield one_line(f"converted {file.path} ({file.standard}){into}: {words}") + "\n"
    for each in file.notes:
        kind = "lost" if each.note.is_lost else "changed"
        place = f"{file.path}:{each.position.line}:{each.position.column}"
        yield one_line(f"  {place}: {kind}: {each.note.words}") + "\n"
