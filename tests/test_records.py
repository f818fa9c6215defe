"""Records behave like dataclasses of the same class."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any

import pytest

from meshwright import records


class _Nothing:
    pass


class _One:
    first: float


class _Many:
    first: Any
    second: str = "b"
    third: tuple[int, ...] = records.field(default=(), compare=False)
    fourth: list[int] = records.field(default_factory=list, repr=False, compare=False)


class _Own:
    first: int

    def __repr__(self) -> str:
        return "mine"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7


KINDS = [
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "eq": False},
    {"frozen": True, "slots": True, "kw_only": True},
    {"slots": True},
    {"frozen": True},
]


def pair(plain: type, how: dict[str, bool]) -> tuple[Any, Any]:
    """Make a class a record and a dataclass."""
    body = {key: value for key, value in vars(plain).items() if key not in ("__dict__", "__weakref__")}
    return tuple(
        made(**how)(type(plain.__name__, (), dict(body)))
        for made in (records.dataclass, dataclasses.dataclass)
    )


def said(kind: Any, values: list[dict[str, Any]], how: dict[str, bool]) -> list[object]:
    """Return the observable behaviour of records of a class."""
    things = [kind(**each) for each in values]
    is_hashed = how.get("eq", True) and how.get("frozen", False)
    return [
        [repr(each) for each in things],
        [one == other for one in things for other in things],
        [one != other for one in things for other in things],
        [things[0] == each for each in (None, 1, (1.5,), object())],
        [hash(each) for each in things] if is_hashed or kind.__name__ == "_Own" else None,
        kind.__hash__ is None,
        [dataclasses.astuple(each) for each in things],
        [dataclasses.replace(each) == each for each in things],
        kind.__match_args__,
    ]


@pytest.mark.parametrize("how", KINDS, ids=str)
@pytest.mark.parametrize(
    ("plain", "values"),
    [
        (_Nothing, [{}, {}]),
        (_One, [{"first": 1.5}, {"first": 2.5}, {"first": 1.5}]),
        (_Many, [{"first": 1}, {"first": 1, "third": (1,)}, {"first": (1, 2), "second": "x", "fourth": [3]}]),
        (_Own, [{"first": 1}, {"first": 2}]),
    ],
)
def test_record_behaves_like_a_dataclass(
    plain: type, values: list[dict[str, Any]], how: dict[str, bool]
) -> None:
    """It compares, hashes and prints like the dataclass with the same fields."""
    record, known = pair(plain, how)

    assert said(record, values, how) == said(known, values, how)


def test_record_equals_one_with_the_same_nan() -> None:
    """On every version of Python; a dataclass does until 3.12, and compares the fields one by one since."""
    record = records.dataclass(frozen=True)(type("One", (), {"__annotations__": {"first": "float"}}))
    one = record(first=float("nan"))

    assert dataclasses.replace(one) == one
    assert record(first=float("nan")) != one


def test_record_differs_from_one_of_another_class_with_the_same_values() -> None:
    """Also from a base's and a subclass's."""
    one, other = (
        pair(_One, {"frozen": True, "slots": True})[0],
        pair(_One, {"frozen": True, "slots": True})[0],
    )
    below = type("Below", (one,), {"__slots__": ()})

    assert one(1) != other(1)
    assert one(1) != below(1)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """A record that can be pickled."""

    first: int
    second: tuple[str, ...] = ()


def test_record_can_be_pickled_and_copied() -> None:
    """With slots and without."""
    kept = Kept(1, ("a",))

    assert pickle.loads(pickle.dumps(kept)) == kept
    assert copy.deepcopy(kept) == kept


def test_modules_that_check_loads_use_records() -> None:
    """A dataclass of `dataclasses` takes three times as long to create: hundreds take a tenth of a second."""
    code = (
        "import sys\nfrom meshwright.cli.main import main\nmain(['check', '--jobs', '1'])\n"
        "for name, module in sorted(sys.modules.items()):\n"
        "    for kind in vars(module).values() if name.startswith('meshwright.') else ():\n"
        "        if isinstance(kind, type) and kind.__module__ == name and '__dataclass_params__' in vars(kind):\n"
        "            if kind.__dataclass_params__.repr:\n"
        "                print('made slowly:', name, kind.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert [line for line in done.stdout.splitlines() if line.startswith("made slowly")] == []
