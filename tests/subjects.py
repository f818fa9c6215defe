"""The subjects of the guards: seeded mistakes, edits of the example, and cases of others, each in one or two folders.

Seeds and cases are frozen texts under `golden/`, so that a rewritten rule page changes no verdict.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archives import comment, unpacked, write
from mistakes.all_of_them import MISTAKES
from pull_requests import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
PARTS = ("products", "governance", "policies")
EVERY = 4
"""One of this many mistakes is also an edit whose verdicts are stored."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One mesh, or two revisions of one."""

    name: str
    make: Callable[[Path], tuple[Path | None, Path]]
    """Writes the revisions into an empty folder and returns the base, if there is one, and the head."""
    is_example: bool = False
    """Whether it is the example with an edit: then only the differences from the example's own findings are stored."""


def subjects() -> Iterator[Subject]:
    """Yield all subjects, in order of name."""
    yield Subject("example", _example, is_example=True)
    for number, mistake in enumerate(MISTAKES):
        if number % EVERY == 0:
            yield Subject(f"mistake-{number:03}-{mistake.rule}", _edited(mistake.changes), is_example=True)
    for request in REQUESTS:
        yield Subject(f"request-{request.name}", _edited((request,)), is_example=True)
    for path in sorted((GOLDEN / "seeds").glob("*.txtar")):
        if path.stem != "scaffold":
            yield Subject(f"seed-{path.stem}", _seed(path))
    for path in sorted((GOLDEN / "cases").glob("*.txtar")):
        yield Subject(f"case-{path.stem}", _case(path))


def seed_files(path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files of a seed's two revisions: the frozen scaffold with the seed's own files."""
    text = path.read_text(encoding="utf-8")
    own = unpacked(text)
    gone = {line.removeprefix("without ") for line in comment(text).splitlines()}
    scaffold = unpacked((GOLDEN / "seeds/scaffold.txtar").read_text(encoding="utf-8"))

    def side(name: str) -> dict[str, bytes]:
        files = {f"{name}/{path}": data for path, data in scaffold.items()}
        files |= {path: data for path, data in own.items() if path.startswith(f"{name}/")}
        return {path.removeprefix(f"{name}/"): data for path, data in files.items() if path not in gone}

    return side("base"), side("head")


def example_in(folder: Path) -> Path:
    """Copy the example into a folder."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    return folder


def _example(folder: Path) -> tuple[Path | None, Path]:
    return None, example_in(folder / "head")


def _edited(changes) -> Callable[[Path], tuple[Path | None, Path]]:
    def make(folder: Path) -> tuple[Path | None, Path]:
        base, head = example_in(folder / "base"), example_in(folder / "head")
        for change in changes:
            change.apply(head)
        return base, head

    return make


def _seed(path: Path) -> Callable[[Path], tuple[Path | None, Path]]:
    def make(folder: Path) -> tuple[Path | None, Path]:
        base, head = seed_files(path)
        return write(base, folder / "base"), write(head, folder / "head")

    return make


def _case(path: Path) -> Callable[[Path], tuple[Path | None, Path]]:
    def make(folder: Path) -> tuple[Path | None, Path]:
        files = unpacked(path.read_text(encoding="utf-8"))
        write(files, folder)
        has_base = any(path.startswith("base/") for path in files)
        return folder / "base" if has_base else None, folder / "head"

    return make
