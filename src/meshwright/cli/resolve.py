"""`meshwright resolve ADDRESS`: shows the location, owner and state of an item, given its address, table, topic or file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.resolve import Named
    from meshwright.workspace.stored_results import ResultStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `resolve`."""
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="player/play-events/daily@1[/object[/field]], …#servers/lake, mesh://name/…, team:x, domain:x, entity:x; "
        "or, in reverse, a physical table, topic, location or file, or a contract's id",
    )
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the mesh (default: the current folder)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the item at an address or a location; raises UsageError if there is none."""
    from meshwright.cli.stored_answer import answer

    return answer(options, options.path, _load, _answer)


def _load(options: argparse.Namespace, store: ResultStore | None) -> LoadedMesh:
    """Load the mesh without warning about unreadable files, because the answer is about one item. Raises UsageError."""
    from datetime import datetime

    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.cli.stored_check import unit_store
    from meshwright.mesh.link import link
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.snapshot import of_folder
    from meshwright.workspace.compiled import compiled
    from meshwright.workspace.project import open_project
    from meshwright.workspace.workers import processors

    try:
        project = open_project([Path(options.path).absolute()])
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    snapshot = (store.take if store else of_folder)(project.root, project.configuration.exclude)
    stored = store.units() if store is not None else unit_store(project.root)
    memo = stored.load(snapshot) if stored is not None else {}
    source = compiled(snapshot, memo, jobs=processors())
    if stored is not None:
        stored.keep(snapshot, memo)
    source = store.watched(source) if store is not None else source
    return LoadedMesh(project, source, link(source.linkable, datetime.now().astimezone().date()))


def _answer(options: argparse.Namespace, read: LoadedMesh) -> int:
    import json

    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.redaction import blanked_values
    from meshwright.workspace.pipeline import redactor_of
    from meshwright.workspace.resolution import resolution_json

    source, mesh = read.source, read.mesh
    locator = Locator(source)
    first, *others = _find(mesh, options.address, read.project.root)
    content = resolution_json(first, mesh, locator)
    if others:
        content["others"] = [each.address for each in others]
    content = blanked_values(content, redactor_of(source, locator).blank)
    if options.format == "json":
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in _lines(content))
    return 0


def _find(mesh: Mesh, written: str, root: Path) -> list[Named]:
    """Return the items at an address, in a file, or at a location on a server; raises UsageError if there are none."""
    from meshwright.cli.main import UsageError
    from meshwright.mesh.resolve import UnknownAddressError, resolve
    from meshwright.mesh.reverse_lookup import addresses_at, addresses_in, addresses_of_id

    try:
        return [resolve(mesh, written)]
    except UnknownAddressError as error:
        found = (
            addresses_in(mesh, _from_root(written, root))
            or addresses_at(mesh, written)
            or addresses_of_id(mesh, written)
        )
        if not found:
            raise UsageError(_unknown(written) or str(error)) from error
    return [resolve(mesh, address) for address in found]


def _unknown(written: str) -> str:
    """Return a message about an unknown location; empty for a string that can only be an address."""
    from meshwright.mesh.resolve import SCHEME

    if "://" in written and not written.startswith(SCHEME):
        return f"no server of this mesh has the location `{written}`"
    if "." in written and not {"/", ":", "@"} & set(written):
        return f"no table, topic, file or contract is named `{written}`"
    return ""


def _from_root(written: str, root: Path) -> str:
    """Return a path relative to the root of the mesh; the given path may also be relative to the current folder."""
    try:
        below = Path(written).resolve().relative_to(root.resolve())
        is_there = (root / below).is_file()
    except (OSError, ValueError):
        is_there = False
    return below.as_posix() if is_there else Path(written).as_posix()


def _lines(content: dict[str, Any]) -> Iterator[str]:
    from meshwright.report.terminal import one_line

    yield one_line(content["address"])
    for label, value in _rows(content):
        if value:
            yield f"  {label:<8}  {one_line(value)}"


def _rows(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    field = content.get("field") or {}
    words = [
        content["kind"],
        field.get("logicalType"),
        field.get("physicalType"),
        field.get("classification"),
    ]
    yield "what", ", ".join(str(word) for word in words if word)
    yield "about", content.get("about") or ""
    for place in content.get("places", ()):
        yield "place", _place(place)
    owner = content["owner"]
    people = ", ".join(owner["members"])
    yield "owner", " of ".join(part for part in (people, owner["team"]) if part)
    for channel in content["support"]:
        yield "support", " ".join(str(channel[key]) for key in ("channel", "url") if key in channel)
    yield "version", content.get("version") or ""
    yield "status", content.get("status") or ""
    contract = content.get("contract")
    if contract:
        yield "contract", f"{contract['id']}"
    yield "file", f"{content['path']}:{content['line']}"
    for other in content.get("others", ()):
        yield "also", other


def _place(place: dict[str, Any]) -> str:
    """Return a server and its tables or topics on one line."""
    known = {"server", "type", "environment", "objects", "format", "delimiter", "location", "topic"}
    parts = [f"{place['type']} {place['server']}"]
    if place.get("environment"):
        parts[0] += f" ({place['environment']})"
    parts += [str(place[key]) for key in ("location", "topic") if place.get(key)]
    parts += [f"{key} {value}" for key, value in place.items() if key not in known]
    names = [each["physicalName"] or each["name"] for each in place["objects"]]
    return ": ".join([parts[0], ", ".join([*parts[1:], *names])])
