"""Documents in which one value has a type that the standard does not permit there, and every command run on them.

The documents use most keys of each kind of document; each of their values is replaced in turn.
"""

from __future__ import annotations

import contextlib
import io
import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pytest

from mesh_of import ON_REQUEST, PLACES, SCAFFOLD, TODAY, scaffold
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.site import Site
from meshwright.cli.main import BUG, main
from meshwright.rulekit.configuration import Configuration
from meshwright.source import git
from meshwright.source.snapshot import of_folder
from meshwright.source.tree import parse
from meshwright.standards.reading import read
from meshwright.workspace import workers
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.change_scope import check_change
from meshwright.workspace.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.page import Page
    from meshwright.facts.unit import Unit
    from meshwright.source.place import Path as Steps

HERE = Path(__file__).parent
DATE = "@date@"
MOST_UNITS = 500
"""Units kept from one run to the next; a swap makes one or two."""
VALUES: dict[str, Any] = {
    "text": "public",
    "number": 5,
    "boolean": True,
    "nothing": None,
    "list": ["x"],
    "mapping": {"a": 1},
    "list of lists": [[1]],
    "empty list": [],
    "empty mapping": {},
    "date": DATE,
}
"""The replacements of each value; the date is one only for YAML 1.1, without quotes."""
GOVERNANCE = {
    "Mesh": "governance/mesh.yaml",
    "Classification": "governance/classifications.yaml",
    "Entity": "governance/entities/artist.yaml",
}
"""The paths of governance documents that replace those of the clean mesh; other kinds get their own file."""


@dataclass(frozen=True)
class Swap:
    """One value of one document replaced."""

    file: str
    path: Steps
    kind: str

    def __str__(self) -> str:
        return f"{self.file}: {'/'.join(map(str, self.path))} is a {self.kind}"

    def document(self) -> Any:
        """Return the document's values with the replaced one."""
        document: Any = deepcopy(documents()[self.file])
        holder = document
        for step in self.path[:-1]:
            holder = holder[step]
        holder[self.path[-1]] = VALUES[self.kind]
        return document

    def is_refused(self) -> bool:
        """Return whether the standard has another type there, in a document whose kind is still known."""
        reading = read(self.document())
        return reading.document is not None and any(each.path == self.path for each in reading.mistyped)


@cache
def documents() -> dict[str, Any]:
    """Return the documents in which values are replaced, by file: a contract, a product, and one of each of our kinds."""
    found: dict[str, Any] = {}
    for place, name in (("contract", "swaps.odcs.yaml"), ("product", "swaps.odps.yaml")):
        found[PLACES[place]] = _values(HERE / "meshes" / name)[0]
    for value in _values(HERE / "standards/governance-full.yaml"):
        kind = value["kind"]
        found.setdefault(GOVERNANCE.get(kind, f"governance/swapped-{kind.lower()}.yaml"), value)
    found[GOVERNANCE["Mesh"]]["rules"] = {"input-cycle": "off"}
    return found


def _values(path: Path) -> list[Any]:
    return [each.value for each in parse(path.read_text(encoding="utf-8")).documents]


def swaps() -> Iterator[Swap]:
    """Return every value of every document replaced by each kind of value that it is not."""
    for file, document in documents().items():
        for path, value in _paths(document, ()):
            for kind, other in VALUES.items():
                if other != value:
                    yield Swap(file, path, kind)


def _paths(value: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    if path:
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in parts:
        yield from _paths(each, (*path, step))


@contextlib.contextmanager
def made_once() -> Iterator[None]:
    """Keep what is equal in all runs: units of equal bytes, compiled templates, the absence of a repository.

    It saves two thirds of the time; each command still starts from its arguments and reads each file.
    """
    compile_document = workers._document
    compile_template = jinja2.Environment.compile
    units: dict[Any, Unit] = {}
    templates: dict[Any, Any] = {}

    def document(given: tuple[Any, bytes]) -> Unit:
        if given not in units:
            if len(units) > MOST_UNITS:
                units.clear()
            units[given] = compile_document(given)
        return units[given]

    def template(*given: Any, **options: Any) -> Any:
        environment, *names = given
        key = (type(environment), *names, *options.items())
        if key not in templates:
            templates[key] = compile_template(*given, **options)
        return templates[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_document", document)
        patch.setattr(jinja2.Environment, "compile", template)
        patch.setattr(git, "work_tree", cache(git.work_tree))
        patch.setattr("argparse._", str)
        yield


class Commands:
    """Two folders with the same mesh, and every command on them, with one value of the second replaced."""

    def __init__(self, folder: Path) -> None:
        self.base, self.head = folder / "base", folder / "head"
        files = {
            **scaffold(),
            **{path: (SCAFFOLD / f"{name}.yaml").read_bytes() for name, path in ON_REQUEST.items()},
        }
        self.files = {**files, **{path: written(document) for path, document in documents().items()}}
        for root in (self.base, self.head):
            for path, data in self.files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)
        self.memo: dict[str, Unit] = {}

    def faults(self, swap: Swap) -> list[str]:
        """Return the faults of commands: an exception, a failed rule, another exit code, an ignored value."""
        (self.head / swap.file).write_bytes(written(swap.document()))
        found = []
        try:
            ended = {name: _run(arguments) for name, arguments in self._lines(swap).items()}
            ended |= {name: _called(step) for name, step in self._steps().items()}
        finally:
            self._restore()
        for name, (code, output) in ended.items():
            if code not in (0, 1, 2) or "failed with" in output or BUG in output:
                found.append(f"{swap}: {name} ends with {code}: {output[-600:]}")
        codes = {name: code for name, (code, _) in ended.items()}
        if swap.is_refused() and codes["diff"] == 0:
            found.append(f"{swap}: diff takes it")
        if swap.is_refused() and codes["check"] != 2 and '"wrong-type"' not in ended["check"][1]:
            found.append(f"{swap}: check takes it")
        return found

    def _restore(self) -> None:
        """Undo what commands have written, and the value."""
        written = {path.relative_to(self.head).as_posix() for path in self.head.rglob("*") if path.is_file()}
        for path in written - self.files.keys():
            (self.head / path).unlink()
        for path, data in self.files.items():
            if path not in written or (self.head / path).read_bytes() != data:
                (self.head / path).write_bytes(data)

    def _lines(self, swap: Swap) -> dict[str, list[str]]:
        base, head = str(self.base), str(self.head)
        day, at = ["--as-of", str(TODAY)], ["--mesh", head, "--as-of", str(TODAY)]
        daily, statements = "player/play-events/daily@1", "payments/royalties/statements@1"
        forth, back = ["--mesh", head, *day], ["--mesh", base, *day]
        return {
            "check": ["check", head, "--format", "json", *day],
            "diff": ["diff", base, head, *forth],
            "impact": ["impact", base, head, *forth],
            "report": ["report", "--base", base, "--head", head, *forth],
            "diff back": ["diff", head, base, "--format", "json", *back],
            "impact back": ["impact", head, base, "--format", "json", *back],
            "report back": ["report", "--base", head, "--head", base, *back],
            "graph downstream": ["graph", "downstream", daily, "--format", "openlineage", *at],
            "graph upstream": ["graph", "upstream", statements, "--format", "json", *at],
            "graph path": ["graph", "path", daily, statements, "--format", "mermaid", *at],
            "graph impact": ["graph", "impact", f"{daily}/plays/artist_id", *at],
            "approvals": ["approvals", base, head, "--approved-by", "@x", *forth],
            "approvals back": ["approvals", head, base, *back],
            "resolve": ["resolve", f"{daily}/plays/artist_id", head],
            "trace": ["trace", daily, *at],
            "join": ["join", daily, statements, "--sql", *at],
            "entity": ["entity", "artist", *at],
            "query": ["query", "SELECT * FROM port JOIN contract USING (contract_id)", *at],
            "score": ["score", head, *day],
            "fix": ["fix", "--diff", "--unsafe", head, *day],
            "waive": [
                *("waive", f"{swap.file}:2", "--reason", "x", "--expires", "2026-12-01"),
                *("--owner", "player-squad", "--approved-by", "payments-squad", *at),
            ],
            "baseline": ["baseline", "create", "--force", *at],
            "new version": ["new", "version", statements, "--ends", "2028-01-01", *at],
        }

    def _steps(self) -> dict[str, Any]:
        """Replace steps that would need commits or MkDocs."""
        strict = Configuration(preset="strict")
        before, after = (compiled(of_folder(each), self.memo) for each in (self.base, self.head))
        return {
            "check --changed-since": lambda: check_change(before, after, strict, lambda _: True, TODAY),
            "check --changed-since, back": lambda: check_change(after, before, strict, lambda _: True, TODAY),
            "catalog": lambda: self._catalog(after, strict),
        }

    def _catalog(self, source: Any, configuration: Configuration) -> None:
        overview = Overview(catalogued(self.head, source, configuration, TODAY).source)
        site = Site(overview, {})
        for made in (_without_rules(site.pages()), site.files(), site.outlines()):
            assert list(made)
        for card in overview.cards.values():
            site.product(card)


def _without_rules(pages: Iterator[Page]) -> Iterator[Page]:
    """Leave out the pages of rules, which do not depend on documents."""
    return takewhile(lambda page: not page.route.startswith("rules/"), pages)


def written(document: Any) -> bytes:
    """Return a document as the text of a file."""
    lines = (f"{key}: {json.dumps(value)}\n" for key, value in document.items())
    return "".join(lines).replace(f'"{DATE}"', "2026-01-01").encode()


def _run(arguments: list[str]) -> tuple[object, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            return main(arguments), out.getvalue()
        except SystemExit as end:
            return end.code, out.getvalue()
        except Exception as error:  # noqa: BLE001 - it is what is looked for
            return _thrown(error), out.getvalue()


def _called(step: Any) -> tuple[object, str]:
    try:
        ended = step()
    except Exception as error:  # noqa: BLE001 - it is what is looked for
        return _thrown(error), ""
    failed = getattr(ended, "failed_rules", ())
    return 0, f"failed with {failed}" if failed else ""


def _thrown(error: Exception) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
    return f"{type(error).__name__}: {error} at {where}"
