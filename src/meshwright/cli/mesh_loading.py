"""Shared setup for commands that query a mesh: loading it, the as-of date, and addresses of items."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from meshwright.analysis.meaning.entities import Vocabulary
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import Resolved
    from meshwright.rulekit.locator import Locator
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.project import Project
    from meshwright.workspace.stored_results import ResultStore

SHOWN = 3
"""The maximum number of unreadable files to name in a message."""


@dataclass(frozen=True)
class LoadedMesh:
    """A mesh, with the snapshot from which it was linked."""

    project: Project
    source: CompiledSnapshot
    mesh: Mesh

    def ending(self, code: int) -> int:
        """Return the given exit code, or 2 if unreadable files make the answer incomplete."""
        from meshwright.cli.main import CANNOT_LOOK
        from meshwright.workspace.coverage import unread_files

        return CANNOT_LOOK if unread_files(self.source) else code

    @cached_property
    def _locator(self) -> Locator:
        """The locator for the answer, which keeps the most recently used files in memory."""
        from meshwright.rulekit.locator import Locator

        return Locator(self.source)

    def line(self, at: At) -> str:
        """Return a location as `file:line`."""
        return self.lines((at,))[at]

    def lines(self, places: Iterable[At]) -> dict[At, str]:
        """Return each location as `file:line`; each file is read once."""
        locator = self._locator
        by_file = sorted(places, key=lambda at: at.file)
        return {
            at: f"{at.file}:{locator.range(at).start.line}" if locator.has(at) else at.file for at in by_file
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments shared by the commands that query a mesh."""
    from meshwright.cli.request import add_mesh

    add_mesh(parser)


def load_mesh(options: argparse.Namespace, store: ResultStore | None = None) -> LoadedMesh:
    """Find, compile and link the mesh, and list unreadable files on stderr; raises UsageError.

    `store` records the inputs if the answer may be stored.
    """
    from meshwright.cli.main import UsageError
    from meshwright.cli.stored_check import unit_store
    from meshwright.mesh.link import link
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.snapshot import of_folder
    from meshwright.workspace.compiled import compiled
    from meshwright.workspace.coverage import unread_files
    from meshwright.workspace.project import open_project
    from meshwright.workspace.workers import processors

    try:
        project = open_project([Path(options.mesh).absolute()])
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    revision = getattr(options, "at", None)
    project, snapshot = (
        (project, (store.take if store else of_folder)(project.root, project.configuration.exclude))
        if revision is None
        else _at_revision(project.root, revision)
    )
    stored = store.units() if store is not None else unit_store(project.root)
    memo = stored.load(snapshot) if stored is not None else {}
    source = compiled(snapshot, memo, jobs=processors())
    if stored is not None:
        stored.keep(snapshot, memo)
    source = store.watched(source) if store is not None else source
    mesh = link(source.linkable, options.as_of or datetime.now().astimezone().date())
    warn_unreadable(unread_files(source))
    return LoadedMesh(project, source, mesh)


def _at_revision(root: Path, revision: str) -> tuple[Project, Snapshot]:
    """Return the mesh at a revision, with that revision's configuration; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.git import GitError
    from meshwright.source.snapshot import of_revision
    from meshwright.workspace.base_configuration import configuration_of
    from meshwright.workspace.project import Project

    try:
        snapshot = of_revision(root, revision)
        configuration = configuration_of(snapshot)
        if configuration.exclude:
            snapshot = of_revision(root, revision, configuration.exclude)
    except (ConfigurationError, GitError) as error:
        raise UsageError(f"{error} (as of `{revision}`)") from error
    return Project(root, configuration), snapshot


def warn_unreadable(files: Sequence[str]) -> None:
    """Print a warning about unreadable files, because the answer does not cover them."""
    from meshwright.report.terminal import one_line

    if files:
        more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
        listed = f"{', '.join(files[:SHOWN])}{more}"
        sys.stderr.write(one_line(f"meshwright: the answer does not cover unreadable files: {listed}") + "\n")


def resolve_argument(address: str, mesh: Mesh) -> Resolved:
    """Return the port, object or field at an address; if a product has a single port, return that port.

    Raises UsageError, with a suggestion for the name.
    """
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.mesh.reference_messages import target_or_message
    from meshwright.mesh.reverse_lookup import addresses_of_id
    from meshwright.quantities.suggestions import nearest

    product = mesh.product_of.get(address)
    if product is not None:
        ports = [port.address for port in product.outputs if port.contract is not None]
        if len(ports) != 1:
            listed = ", ".join(f"`{port}`" for port in ports)
            raise UsageError(f"`{address}` has {len(ports)} ports with a contract: {listed or 'none'}")
        address = ports[0]
    elif len(of_id := addresses_of_id(mesh, address)) == 1 and "@" in of_id[0]:
        address = of_id[0]
    found = target_or_message(address, mesh)
    if not isinstance(found, str):
        return found
    if found:
        raise UsageError(found)
    if address in mesh.ports:
        raise UsageError(f"`{address}` has no contract that can be read")
    hint = did_you_mean(nearest(address, (*mesh.product_of, *mesh.ports))) or _below(address, mesh)
    raise UsageError(f"`{address}` is not an address of this mesh{hint}")


def _below(name: str, mesh: Mesh) -> str:
    """Return a hint that lists the products of a domain or team, if `name` is one; else empty."""
    name = name.removeprefix("domain:").removeprefix("team:")
    own = [each.address for each in mesh.products if name in (each.fact.domain, each.fact.team)]
    more = f" and {len(own) - SHOWN} more" if len(own) > SHOWN else ""
    return f"; its products are {', '.join(own[:SHOWN])}{more}" if own else ""


def entity_called(name: str, words: Vocabulary) -> str:
    """Return the entity with a given name or alias; raises UsageError if there is none, or more than one."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    found = words.called(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"`{name}` is an alias of several entities: {', '.join(found)}; name one of them")
    names = [*words.entities, *(alias for each in words.entities.values() for alias in each.aliases)]
    hint = did_you_mean(nearest(name, names)) or (
        f"; available: {', '.join(words.entities)}" if words.entities else "; no `kind: Entity` is registered"
    )
    raise UsageError(f"unknown entity `{name}`{hint}")
