"""Laws of the diff: equal revisions have no changes, swapped sides mirror them, order and files do not matter."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import PLACES, scaffold
from meshwright.changes.assessment import assess
from meshwright.changes.diff import diff
from meshwright.changes.verdict import Bump
from revisions import Files, side

if TYPE_CHECKING:
    from meshwright.changes.change import Change

NAMES = st.sampled_from("abcde")
MODEST = settings(max_examples=60, deadline=None, derandomize=True)


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Generate mappings in which every key except `name` may be missing."""
    named = {key: value for key, value in keys.items() if key == "name"}
    return st.fixed_dictionaries(named, optional={k: v for k, v in keys.items() if k not in named})


FIELDS = st.recursive(
    some(
        name=NAMES,
        id=st.sampled_from(["f1", "f2", "f3"]),
        logicalType=st.sampled_from(["string", "integer", "number"]),
        physicalType=st.sampled_from(["int", "bigint", "varchar(5)", "varchar(9)"]),
        required=st.booleans(),
        unique=st.booleans(),
        primaryKey=st.booleans(),
        primaryKeyPosition=st.integers(1, 3),
        tags=st.lists(NAMES, max_size=3),
        enum=st.lists(st.builds(lambda value: {"value": value}, NAMES), min_size=1, max_size=3),
        description=NAMES,
    ),
    lambda inner: st.builds(
        lambda name, properties: {"name": name, "logicalType": "object", "properties": properties},
        NAMES,
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
OBJECTS = st.builds(
    lambda name, properties: {"name": name, "properties": properties}, NAMES, st.lists(FIELDS, max_size=4)
)
LEVELS = st.builds(
    lambda name, value: {"property": name, "value": value, "unit": "h"},
    st.sampled_from(["latency", "frequency", "retention"]),
    st.integers(1, 5),
)
CONTRACTS = st.fixed_dictionaries(
    {
        "version": st.sampled_from(["1.0.0", "1.1.0", "2.0.0"]),
        "schema": st.lists(OBJECTS, max_size=2),
        "slaProperties": st.lists(LEVELS, max_size=3),
        "status": st.sampled_from(["active", "deprecated"]),
    }
)


@cache
def clean() -> Files:
    """Return the scaffold, read once."""
    return scaffold()


def mesh(contract: dict[str, Any], path: str = PLACES["contract"]) -> Files:
    """Return the scaffold with another contract; JSON is also YAML."""
    document = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "play-events.daily",
        **contract,
    }
    files = {name: data for name, data in clean().items() if name != PLACES["contract"]}
    return {**files, path: json.dumps(document).encode()}


def changes(before: Files, after: Files) -> list[Change]:
    """Return all changes between two revisions."""
    return [each for revision in diff(side(before), side(after)) for each in revision.changes]


def unordered(value: Any) -> str:
    """Write a value regardless of the order of its items."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key}:{unordered(each)}" for key, each in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(unordered, value))) + "]"
    return repr(value)


def spoken(found: list[Change]) -> list[str]:
    """Write changes without their locations, in a canonical order."""
    return sorted(
        repr(
            (each.kind, each.thing, each.aspect, unordered(each.before), unordered(each.after), each.address)
        )
        for each in found
    )


@MODEST
@given(CONTRACTS)
def test_nothing_differs_from_itself(contract: dict[str, Any]) -> None:
    """A mesh compared with itself has no changes, even if it is compiled twice."""
    assert changes(mesh(contract), mesh(contract)) == []


@MODEST
@given(CONTRACTS, CONTRACTS)
def test_swapped_sides_mirror_the_diff(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Added becomes removed, and values are swapped."""
    forth, back = changes(mesh(one), mesh(other)), changes(mesh(other), mesh(one))

    def told(found: list[Change]) -> list[str]:
        return sorted(repr((each.kind, each.thing, each.aspect, each.before, each.after)) for each in found)

    def without_names(found: list[Change]) -> list[Change]:
        """Replace names: a renamed item has its later name; the aspect of a whole item is empty."""
        return [each for each in found if each.kind.value != "renamed"]

    assert len(forth) == len(back)
    assert told(without_names(forth)) == told([each.mirrored for each in without_names(back)])


@MODEST
@given(CONTRACTS, CONTRACTS, st.randoms(use_true_random=False))
def test_order_and_files_do_not_matter(one: dict[str, Any], other: dict[str, Any], random: Any) -> None:
    """Fields, objects, levels and keys in another order, in another file, result in the same changes."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {key: shuffled(each) for key, each in items}
        if isinstance(value, list):
            found = [shuffled(each) for each in value]
            random.shuffle(found)
            return found
        return value

    moved = PLACES["contract"].replace("daily.v1", "elsewhere")

    assert spoken(changes(mesh(one), mesh(other))) == spoken(changes(mesh(one), mesh(shuffled(other), moved)))


@MODEST
@given(CONTRACTS, st.lists(OBJECTS, max_size=2), st.lists(LEVELS, max_size=3))
def test_one_more_change_never_lowers_the_bump(
    contract: dict[str, Any], objects: list[Any], levels: list[Any]
) -> None:
    """The bump of two edits is that of the more severe one."""

    def bump(before: Files, after: Files) -> Bump:
        old, new = side(before), side(after)
        found = (each for revision in diff(old, new) for each in revision.changes)
        return max((assess(each, old.mesh, new.mesh).bump for each in found), default=Bump.NONE)

    edit = {**contract, "schema": objects}
    both = {**edit, "slaProperties": levels}

    assert bump(mesh(contract), mesh(both)) >= bump(mesh(contract), mesh(edit))


CONSTRAINTS = some(
    name=st.just("x"),
    required=st.booleans(),
    enum=st.lists(
        st.builds(lambda value: {"value": value}, st.sampled_from(["a", "bb", "ccc"])), min_size=1, max_size=3
    ),
    options=some(name=st.just(""), minLength=st.integers(0, 3), maxLength=st.integers(1, 4)),
)


def field(constraints: dict[str, Any]) -> dict[str, Any]:
    """Write constraints as a field."""
    options = {key: value for key, value in constraints.get("options", {}).items() if key != "name"}
    rest = {key: value for key, value in constraints.items() if key != "options"}
    return {**rest, "logicalType": "string", **({"logicalTypeOptions": options} if options else {})}


def is_permitted(value: str | None, constraints: dict[str, Any]) -> bool:
    """Return whether a field may have a value."""
    if value is None:
        return not constraints.get("required", False)
    options = constraints.get("options", {})
    listed = [each["value"] for each in constraints.get("enum", [])]
    return (
        (not listed or value in listed)
        and len(value) >= options.get("minLength", 0)
        and len(value) <= options.get("maxLength", 99)
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(CONSTRAINTS, CONSTRAINTS, st.sampled_from([None, "", "a", "bb", "ccc", "dddd", "eeeee"]))
def test_data_that_only_one_side_permits_has_a_direction(
    one: dict[str, Any], other: dict[str, Any], value: str | None
) -> None:
    """Values that only the later contract permits may break consumers; those that only the earlier one permits, writers."""
    before, after = (
        mesh({"version": "1.0.0", "schema": [{"name": "o", "properties": [field(each)]}]})
        for each in (one, other)
    )
    old, new = side(before), side(after)
    verdicts = [assess(each, old.mesh, new.mesh) for revision in diff(old, new) for each in revision.changes]

    if is_permitted(value, other) and not is_permitted(value, one):
        assert any(each.readers is not False for each in verdicts)
    if is_permitted(value, one) and not is_permitted(value, other):
        assert any(each.writers is not False for each in verdicts)
