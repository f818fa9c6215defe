"""Samples: files with example data, and the objects that they belong to.

A sample of an object `plays` is `samples/plays.csv` (or `.jsonl`, `.ndjson`, `.parquet`) next to its contract,
or a file that an authoritative definition of type `sampleData` names, relative to the contract.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from meshwright.facts.facts import ContractFact, SampleFact
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.facts.unit import Unit
    from meshwright.mesh.items import Contract, Home

SAMPLE_DATA = "sampleData"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A sample next to a contract, or named in a contract."""

    fact: SampleFact
    home: Home
    contract: Contract | None
    """The contract of its data; None if no contract next to it has an object with its name."""
    object: int
    """The position of the object in the contract."""


def sample_path(contract_file: str, url: str) -> str | None:
    """Return the path of a named sample from the root; None for a URL or a path outside the repository."""
    if ":" in url or url.startswith(("/", "#")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(contract_file), url))
    return None if path.startswith("../") or path in (".", "..") else path


def named_samples(fact: ContractFact, file: str) -> Iterator[tuple[str, int]]:
    """Yield the paths of the samples named in a contract, each with its object."""
    for number, each in enumerate(fact.objects):
        for kind, url in each.definitions:
            path = sample_path(file, url) if kind == SAMPLE_DATA else None
            if path is not None:
                yield path, number
    for kind, url in fact.definitions:
        path = sample_path(file, url) if kind == SAMPLE_DATA else None
        if path is not None:
            called = _object_called(fact, path)
            if called is not None or len(fact.objects) == 1:
                yield path, called or 0


def samples_of_contracts(units: Mapping[str, Unit], paths: Iterable[str]) -> tuple[str, ...]:
    """Select the relevant samples: the samples next to a contract, and those named in a contract."""
    contracts = [
        (file, fact) for file, unit in units.items() for fact in unit.facts if isinstance(fact, ContractFact)
    ]
    folders = {posixpath.dirname(file) for file, _ in contracts}
    named = {path for file, fact in contracts for path, _ in named_samples(fact, file)}
    return tuple(path for path in paths if path in named or _folder(path) in folders)


def bind_samples(
    found: Mapping[str, tuple[SampleFact, Home]], contracts: Iterable[Contract]
) -> tuple[Sample, ...]:
    """Bind samples to the objects of contracts.

    A sample named in a contract takes precedence over a sample with the object's name. If several contracts have such an
    object, the contract with most of the sample's columns is chosen, and among several such contracts, the newest.
    """
    beside: dict[str, list[tuple[Contract, int]]] = {}
    named: dict[str, list[tuple[Contract, int]]] = {}
    by_folder: dict[str | None, list[str]] = {}
    for path in found:
        by_folder.setdefault(_folder(path), []).append(path)
    for contract in contracts:
        for path, number in named_samples(contract.fact, contract.home.file):
            named.setdefault(path, []).append((contract, number))
        for path in by_folder.get(posixpath.dirname(contract.home.file), ()):
            called = _object_called(contract.fact, path)
            if called is not None:
                beside.setdefault(path, []).append((contract, called))
    bound = []
    for path, (fact, home) in sorted(found.items()):
        best: tuple[Contract | None, int] = (None, 0)
        most = -1
        for contract, number in named.get(path) or beside.get(path) or ():
            fits = _known_columns(contract.fact, number, fact.columns)
            if fits >= most:  # contracts come oldest first
                best, most = (contract, number), fits
        bound.append(Sample(fact, home, *best))
    return tuple(bound)


def meant_object(sample: Sample, contracts: Iterable[Contract]) -> str | None:
    """Return the probable name of a sample without an object, from the contracts next to it."""
    folder, stem = _folder(sample.home.file), _stem(sample.home.file)
    beside = (each for each in contracts if posixpath.dirname(each.home.file) == folder)
    return nearest(stem, (each.name for contract in beside for each in contract.fact.objects))


def objects_with_samples(contract: Contract, samples: Iterable[Sample]) -> set[int]:
    """Return the objects of a contract that have a sample, including samples of other versions."""
    found = set()
    for sample in samples:
        if sample.contract is contract:
            found.add(sample.object)
        elif sample.contract is not None and sample.contract.fact.id == contract.fact.id:
            called = _object_called(contract.fact, sample.home.file)
            if called is not None:
                found.add(called)
    return found


def _folder(path: str) -> str | None:
    """Return the folder that contains a folder of samples."""
    above, name = posixpath.split(posixpath.dirname(path))
    return above if name.lower() == "samples" else None


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]


def _object_called(fact: ContractFact, path: str) -> int | None:
    stem = _stem(path)
    names = [each.name for each in fact.objects]
    if stem in names:
        return names.index(stem)
    folded = [name.casefold() for name in names]
    return folded.index(stem.casefold()) if stem.casefold() in folded else None


def _known_columns(fact: ContractFact, number: int, columns: tuple[str, ...]) -> int:
    own = {
        name
        for name, parent in zip(fact.fields.names, fact.fields.parents, strict=True)
        if parent == -1 - number
    }
    return len(own.intersection(columns))
