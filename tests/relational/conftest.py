"""The example mesh as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mesh_of import TODAY
from meshwright.mesh.link import link
from meshwright.relational.binding import Binder
from meshwright.relational.database import Database
from meshwright.relational.source import MeshSource
from meshwright.rulekit.locator import Locator
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.project import open_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.relational.database import Result

EXAMPLE = Path(__file__).parents[2]


def source_in(folder: Path) -> MeshSource:
    """Return the contents of the tables of the mesh in a folder."""
    project = open_project([folder])
    source = compiled(of_folder(folder, project.configuration.exclude), {})
    return MeshSource(link(source.linkable, TODAY), Locator(source).value)


@pytest.fixture(scope="session")
def example() -> MeshSource:
    """Return the example mesh."""
    return source_in(EXAMPLE)


@pytest.fixture(scope="session")
def binder() -> Binder:
    """Return the model without rows."""
    return Binder()


@pytest.fixture
def ask(example: MeshSource, binder: Binder) -> Callable[[str], Result]:
    """Return a function that queries the example mesh."""

    def run(sql: str) -> Result:
        binding = binder.bind(sql)
        return Database(example, (binding,)).run(binding)

    return run


@pytest.fixture
def rows(ask: Callable[[str], Result]) -> Callable[[str], list[tuple[Any, ...]]]:
    """Return a function that queries the example mesh and returns only rows."""
    return lambda sql: list(ask(sql).rows)
