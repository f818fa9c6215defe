"""Makes the tests' own modules importable, and compares golden files."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import servers
    from meshwright.facts.unit import Unit

for folder in (
    ".", "measuring", "../docs", "docs", "golden", "enforcement", "catalog", "catalog/browser", "fuzz", "safety",
):  # fmt: skip
    sys.path.insert(0, str(Path(__file__).parent / folder))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # so a shell starts what runs in the background, and the programs that tests start would not hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "meshwright", deadline=None
)  # a deadline is on the clock, which other processes share
settings.load_profile("meshwright")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags that rewrite golden files and carets."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write golden files anew; read them before you commit"
    )
    parser.addoption(
        "--rewrite-carets", action="store_true", help="write the messages under carets anew; use it with -n0"
    )


@pytest.fixture(autouse=True)
def _end_what_hangs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail instead of waiting forever."""
    from hanging import LONGEST, LONGEST_AT_NIGHT, ended_after

    is_nightly = request.node.get_closest_marker("nightly") is not None
    with ended_after(LONGEST_AT_NIGHT if is_nightly else LONGEST):
        yield


@pytest.fixture(autouse=True)
def _collect_garbage_between_tests() -> Iterator[None]:
    """Keep the garbage of other tests out of measurements; the program itself runs without collection."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _rules_of_the_release() -> Iterator[None]:
    """Run before other fixtures check anything."""
    from release import hold_to_release

    with pytest.MonkeyPatch.context() as patch:
        hold_to_release(patch)
        yield


@pytest.fixture(autouse=True, scope="module")
def _all_rules_in_tests_of_rules(
    request: pytest.FixtureRequest, _rules_of_the_release: None
) -> Iterator[None]:
    from release import hold_all, is_of_rules

    with pytest.MonkeyPatch.context() as patch:
        if is_of_rules(request.path):
            hold_all(patch)
        yield


@pytest.fixture(scope="module")
def memo() -> dict[str, Unit]:
    """Return units kept from one check to the next."""
    return {}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.Postgresql]:
    """Start PostgreSQL once for each process that runs tests."""
    import servers

    with servers.postgresql() as server:
        yield server


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Return a function that compares a text with a file next to the test."""

    def hold(text: str, name: str) -> None:
        path = Path(request.path).parent / name
        if request.config.getoption("--rewrite-golden"):
            path.write_text(text, newline="")
        assert text == path.read_bytes().decode()

    return hold


@pytest.fixture(autouse=True, scope="session")
def _notes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the journals and stored results of tests out of the user's home."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("notes"))
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("results"))
    os.environ.pop("MESHWRIGHT_CACHE", None)
