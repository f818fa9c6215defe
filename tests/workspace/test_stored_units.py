"""Stored units equal the compiled ones, and unreadable records are compiled again."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpora import FOLDER as CORPORA
from exit_codes import exit_code
from meshwright.cli.main import main
from meshwright.facts import unit_json
from meshwright.facts.compile import compile_unit
from meshwright.facts.unit import Unit
from meshwright.facts.unit_json import Heads, StoredUnit, as_record, heads_of, read_record, written_heads
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.source.cache import VARIABLE, Cache
from meshwright.source.snapshot import of_folder
from meshwright.source.tree import syntax_of
from meshwright.workspace import stored_units
from meshwright.workspace.compiled import compiled
from meshwright.workspace.stored_units import UnitStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests/meshes/minimal"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"
DAY = ("--as-of", "2026-11-29")
HEADS = tuple(name for name in Unit.__slots__ if name != "packed")


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a copy of the minimal mesh, which is clean, in a repository."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*git, *arguments], check=True)
    return root


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Use a folder of the test for stored results."""
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("MESHWRIGHT_TRACEBACK", "1")
    return Cache(tmp_path / "cache")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command in this process."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = exit_code(*arguments)
        return (code, *capsys.readouterr())

    return run


def texts() -> Iterator[tuple[Path, bytes]]:
    """Yield the documents of the example, and valid and invalid ones of others."""
    for folder in (ROOT / "products", ROOT / "governance", ROOT / "tests/meshes", CORPORA):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
                yield path, path.read_bytes()


def read_back(unit: Unit) -> tuple[StoredUnit, Heads]:
    """Return what is read from a unit's record, and what was written."""
    written = heads_of(unit)
    record = as_record({"x": written})
    heads, digest = read_record(record)["x"]
    assert digest == written.digest
    assert written_heads(json.loads(record)) == {"x": written}
    return StoredUnit(heads, b""), written


def test_stored_unit_equals_the_compiled_one() -> None:
    """Values and types: writing it again gives the same text."""
    rules = LocalRules(all_rules())
    for path, data in texts():
        unit = compile_unit(data, rules, syntax_of(str(path)))
        found, written = read_back(unit)
        assert [getattr(found, name) for name in HEADS] == [getattr(unit, name) for name in HEADS], path
        assert heads_of(found) == written, path


def test_every_kind_of_value_is_stored_exactly() -> None:
    """Lists differ from tuples, keys need not be text, and 1 is neither true nor 1.0."""
    values = {
        "list": [1, [2, (3, [4])], {"set": [5]}],
        1: (True, 1, 1.0, None, (), [], {}),
        (2, "x"): float("inf"),
        "text": "\ud800 \0 é",
        "bytes": b"\x00\xff",
        "frozen": frozenset({"b", "a"}),
    }
    found, _ = read_back(Unit((values,), (), (), b""))  # type: ignore[arg-type]
    assert found.facts == (values,)
    inside: Any = found.facts[0]
    assert [type(each) for each in inside[1]] == [bool, int, float, type(None), tuple, list, dict]


def test_names_of_types_are_unique() -> None:
    """A record states the type of a value by its name."""
    kinds = list(unit_json._kinds())
    assert len({kind.__name__ for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"units":1}',
        '{"units":[1]}',
        '{"units":[["x"]]}',
        '{"units":[["x",[1],"d"]]}',
        '{"units":[["x",[[],[],[],[],[]],"d"]]}',
        '{"units":[["x",[[{"Unknown":[]}],[],[],[],[],[]],"d"]]}',
        '{"units":[["x",[[{"Span":[1]}],[],[],[],[],[]],"d"]]}',
        '{"units":[["x",[[{"Part":"NOWHERE"}],[],[],[],[],[]],"d"]]}',
        '{"units":[["x",[[{"a":1,"b":2}],[],[],[],[],[]],"d"]]}',
        '{"units":[["x",' + "[" * 100_000 + "]" * 100_000 + ',"d"]]}',
    ],
)
def test_record_of_another_format_has_no_units(text: str) -> None:
    """The files are compiled."""
    assert read_record(text) == {}


def test_stored_units_are_not_compiled_again(
    mesh: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Except for their details, which are equal."""
    snapshot = of_folder(mesh)
    store = UnitStore(cache, str(mesh), "tool")
    memo = store.load(snapshot)
    assert memo == {}
    first = compiled(snapshot, memo)
    store.keep(snapshot, memo)
    monkeypatch.setattr("meshwright.workspace.workers.compile_unit", lambda *_: pytest.fail("compiled"))
    second = compiled(snapshot, store.load(snapshot))
    assert first.units.keys() == second.units.keys()
    for path, unit in first.units.items():
        other = second.units[path]
        assert [getattr(unit, name) for name in HEADS] == [getattr(other, name) for name in HEADS]
        assert unit.packed == other.packed
    assert UnitStore(cache, str(mesh), "another").load(snapshot) == {}
    assert UnitStore(cache, "/elsewhere", "tool").load(snapshot) == {}
    assert UnitStore(cache, str(mesh), "tool").load(of_folder(mesh.parent / "none")) == {}


def test_commands_answer_the_same_with_stored_units(
    mesh: Path, cache: Cache, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after edits, the second time from the store."""
    commands = [
        ["check", str(mesh), *DAY, "--format", "json"],
        ["graph", "downstream", "player/play-events", "--mesh", str(mesh)],
        ["query", "SELECT * FROM field", "--mesh", str(mesh)],
        ["query", "SELECT * FROM diagnostic", "--mesh", str(mesh), *DAY],
        ["diff", "HEAD", "--mesh", str(mesh), "--format", "json", *DAY],
        ["impact", "HEAD", "--mesh", str(mesh), *DAY],
        ["report", "--base", "HEAD", "--mesh", str(mesh), *DAY],
    ]
    monkeypatch.chdir(mesh)
    commands.append(["resolve", "player/play-events/daily@1"])
    edits = [
        ("", ""),
        ("play_id", "play_key"),
        ("logicalType: string", "logicalType: integer"),
    ]
    for old, new in edits:
        path = mesh / CONTRACT
        path.write_text(path.read_text().replace(old, new, 1))
        monkeypatch.delenv(VARIABLE)
        plain = [run(*each) for each in commands]
        monkeypatch.setenv(VARIABLE, str(cache.folder))
        for _ in range(2):
            assert [run(*each) for each in commands] == plain
    assert list(cache.folder.glob("units-*"))


def test_damaged_record_is_compiled_again(
    mesh: Path, cache: Cache, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Each record is truncated, in another format, or not a file."""
    query = ["query", "SELECT * FROM field", "--mesh", str(mesh)]
    plain = run(*query)
    for text in (b"", b"{}", None):
        for record in cache.folder.glob("units-*"):
            record.unlink()
            if text is None:
                record.mkdir()
            else:
                record.write_bytes(text)
        assert run(*query) == plain
        assert run(*query) == plain
    for record in cache.folder.glob("units-*"):
        shutil.rmtree(record)
        cache.write(record.stem, {"units": [["x", 1]]})
    assert run(*query) == plain
    cache.folder.chmod(0o500)
    try:
        assert run(*query) == plain
    finally:
        cache.folder.chmod(0o700)


def test_wrong_unit_would_be_noticed(
    mesh: Path, cache: Cache, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the key omits the bytes, answers differ: the tests above would fail."""
    query = ["query", "SELECT name FROM field ORDER BY 1", "--mesh", str(mesh)]
    monkeypatch.setattr(
        stored_units, "_wanted", lambda snapshot: {f"0{path}": path for path in snapshot.entries}
    )
    monkeypatch.setattr("meshwright.workspace.units.key_of_document", lambda path, _: f"0{path}")
    before = run(*query)
    (mesh / CONTRACT).write_text((mesh / CONTRACT).read_text().replace("play_id", "play_key"))
    assert run(*query) == before
    assert list(cache.folder.glob("units-*"))


def test_unit_with_a_secret_is_not_stored(mesh: Path, cache: Cache) -> None:
    """The context of the secret stays out of the folder, too."""
    secret = "ghp_a8Kf3LqZ9xVt2RwYb7NcJd4MhS6PeG1uT0oX"
    text = (mesh / CONTRACT).read_text()
    (mesh / CONTRACT).write_text(f"tags: [{secret}]\n{text}")
    assert main(["query", "SELECT * FROM field", "--mesh", str(mesh)]) == 0
    stored = b"".join(each.read_bytes() for each in cache.folder.iterdir())
    assert stored
    assert secret.encode() not in stored
    for each in cache.folder.iterdir():
        assert each.stat().st_mode & 0o777 == 0o600


def test_file_that_changes_while_it_is_needed_is_refused(mesh: Path, cache: Cache) -> None:
    """Its facts are of the earlier bytes, its details would be of the later ones."""
    snapshot = of_folder(mesh)
    store = UnitStore(cache, str(mesh), "tool")
    memo = store.load(snapshot)
    compiled(snapshot, memo)
    store.keep(snapshot, memo)
    found = compiled(snapshot, store.load(snapshot))
    (mesh / CONTRACT).write_text("x: 1\n")
    with pytest.raises(OSError, match="changed during the run"):
        found.details(CONTRACT)


def test_details_of_many_files_are_recomputed(
    mesh: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any store, findings and comparisons are the same, and units have no details until they are needed."""
    text = (mesh / CONTRACT).read_text()
    (mesh / CONTRACT).write_text(text.replace("logicalType: string", "logicalType: text", 1))
    commands = [
        ["check", str(mesh), *DAY, "--format", "json"],
        ["diff", "HEAD", "--mesh", str(mesh), "--format", "json", *DAY],
        ["query", "SELECT * FROM field", "--mesh", str(mesh)],
    ]
    few = [run(*each) for each in commands]
    assert few[0][0] == 1
    monkeypatch.setattr("meshwright.workspace.units.MANY", 1)
    assert [run(*each) for each in commands] == few
    snapshot = of_folder(mesh)
    units = compiled(snapshot, {}).units
    assert all(isinstance(units[path], StoredUnit) for path in snapshot.entries)
    assert not any(isinstance(unit._packed, bytes) for unit in units.values() if isinstance(unit, StoredUnit))


def test_earlier_contents_are_removed(mesh: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record contains a limited number of them."""
    monkeypatch.setattr(stored_units, "SPARE", 3)
    text = (mesh / CONTRACT).read_text()
    store = UnitStore(cache, str(mesh), "tool")
    for number in range(40):
        (mesh / CONTRACT).write_text(f"{text}# {number}\n")
        snapshot = of_folder(mesh)
        memo = store.load(snapshot)
        compiled(snapshot, memo)
        store.keep(snapshot, memo)
    count = len(of_folder(mesh).entries)
    kept = [
        len(json.loads(each.read_bytes().partition(b"\n")[2])["units"]) for each in cache.folder.iterdir()
    ]
    assert sum(kept) <= 2 * count + len(kept) * 5
