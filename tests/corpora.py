"""Documents and schemas of other projects, vendored in `tests/corpora`; its README names sources and licences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meshwright.source.tree import parse

FOLDER = Path(__file__).parent / "corpora"
ODCS = FOLDER / "bitol-odcs"
ODPS = FOLDER / "bitol-odps"


@dataclass(frozen=True)
class YamlCase:
    """A case of the YAML test suite; `json` contains the expected values, one after the other, if they are known."""

    name: str
    title: str
    yaml: str
    json: str | None = None
    error: bool = False

    @property
    def values(self) -> list[Any]:
        """Return the expected values, one for each document."""
        text, decoder, found, at = self.json or "", json.JSONDecoder(), [], 0
        while text[at:].strip():
            at += len(text[at:]) - len(text[at:].lstrip())
            value, at = decoder.raw_decode(text, at)
            found.append(value)
        return found


def load(path: Path) -> Any:
    """Read the only document of a file."""
    (document,) = parse(path.read_text(encoding="utf-8")).documents
    return document.value


def yaml_cases() -> list[YamlCase]:
    """Return the cases of the YAML test suite."""
    lines = (FOLDER / "yaml-test-suite/cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [YamlCase(**json.loads(line)) for line in lines]


def naughty_strings() -> list[str]:
    """Return the big list of naughty strings."""
    found: list[str] = json.loads((FOLDER / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    return found


def official_schema(name: str) -> Any:
    """Return an official JSON Schema, such as `odcs-3.2.0`."""
    return json.loads((FOLDER / f"bitol-{name[:4]}" / f"{name}.schema.json").read_text(encoding="utf-8"))


def contracts(verdict: str) -> list[Path]:
    """Return the example contracts that are `valid` or `invalid`."""
    return sorted((ODCS / verdict).rglob("*.yaml"))


def products() -> list[Path]:
    """Return the example products."""
    return sorted(ODPS.glob("*.yaml"))


def earlier_contracts(standard: str) -> list[tuple[str, str]]:
    """Return the names and texts of contracts in an earlier standard: `data-contract-specification`, `bitol-odcs-2`."""
    lines = (FOLDER / standard / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [(case["name"], case["text"]) for case in map(json.loads, lines)]
