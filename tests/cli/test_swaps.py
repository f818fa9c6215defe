"""A value of a type that the standard does not permit crashes no command, and is always reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.changes.verdict import failed
from meshwright.cli.main import BUG
from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import RegistryFact
from meshwright.facts.unit import Failure
from meshwright.finding.finding import At
from meshwright.rulekit.configuration import ConfigurationError, configured
from meshwright.rulekit.engine import LocalRules
from meshwright.rules.housekeeping.rule_failed import rule_failed
from meshwright.standards.governance import KINDS
from swaps import GOVERNANCE, Commands, Swap, documents, made_once, swaps, written

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 280
"""One of this many swaps is made on every run; all of them are made at night."""
CHUNKS = 6
NIGHTLY = 64


def faults(folder: Path, chosen: list[Swap]) -> list[str]:
    """Return what every command does wrong after some swaps."""
    commands = Commands(folder)
    with made_once():
        return [fault for swap in chosen for fault in commands.faults(swap)]


def test_every_kind_of_document_is_swapped() -> None:
    """A new kind needs a document in `tests/standards/governance-full.yaml`."""
    assert {each["kind"] for each in documents().values()} == {"DataContract", "DataProduct", *KINDS}


def test_clean_base_is_read_completely(tmp_path: Path) -> None:
    """Nothing in the documents is refused before a value is replaced."""
    commands = Commands(tmp_path)

    assert not {file for file, document in documents().items() if not _is_read(document)}
    assert commands.files


def _is_read(document: object) -> bool:
    from meshwright.standards.reading import read

    reading = read(document)
    return reading.document is not None and not reading.problems


def test_any_settings_are_read() -> None:
    """Every command starts with them; unreadable ones are left out, or refused with a message."""
    faults = []
    for swap in swaps():
        if swap.file == GOVERNANCE["Mesh"]:
            (fact,) = compile_unit(written(swap.document()), LocalRules(())).facts
            try:
                if isinstance(fact, RegistryFact):
                    configured(dict(fact.content), default_preset="standard")
            except ConfigurationError:
                pass
            except Exception as error:  # noqa: BLE001 - it is what is looked for
                faults.append(f"{swap}: {error!r}")

    assert faults == []


@pytest.mark.parametrize(
    ("message", "is_fault"),
    [
        (BUG, True),
        (failed("KeyError").words, True),
        (next(rule_failed.check(Failure("unknown-team", "KeyError", At("a.yaml")))).message, True),
        ("all clear", False),
    ],
    ids=["bug", "comparison", "rule", "none"],
)
def test_failure_inside_a_command_is_a_fault(
    message: str, is_fault: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messages come from the program, because a copy would not follow a rewording."""
    monkeypatch.setattr("swaps._run", lambda _: (2, f"error: {message}"))
    monkeypatch.setattr("swaps._called", lambda _: (0, ""))
    commands, swap = Commands(tmp_path), next(swaps())

    assert len(commands.faults(swap)) == (len(commands._lines(swap)) if is_fault else 0)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_commands_survive_a_sample_of_swaps(
    chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit codes are 0, 1 or 2, and what the standard refuses is an error of `check` and of `diff`."""
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")

    assert faults(tmp_path, list(swaps())[chunk :: SAMPLE * CHUNKS]) == []


@pytest.mark.nightly
@pytest.mark.parametrize("chunk", range(NIGHTLY))
def test_commands_survive_every_swap(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for each value of each document, replaced by each kind of value."""
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")

    assert faults(tmp_path, list(swaps())[chunk::NIGHTLY]) == []
