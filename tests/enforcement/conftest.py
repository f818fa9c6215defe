"""A server for the proofs of access, started once for each process that runs tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import servers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.Postgresql]:
    with servers.postgresql() as server:
        yield server
