"""Validation of a sample against its contract: violating cells, unknown columns, missing columns."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from meshwright.facts.fields import DEPRECATED, KEY, REQUIRED, UNIQUE
from meshwright.facts.listed_values import sound_lists
from meshwright.finding.finding import did_you_mean
from meshwright.mesh.disclosure import MASK, mask_of
from meshwright.mesh.sample_keys import Keys
from meshwright.quantities.conformance import FieldConstraints, departure, shown
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.samples import Sample
    from meshwright.source.place import Path

MOST_NAMES = 100
"""The maximum number of names in a message."""
MOST_LOOKS = 1_000_000
"""The maximum number of row-field pairs; nested objects are counted as rows, because even an empty one costs time."""
Cell = tuple["Path", Any]


@dataclass(slots=True)
class Violation:
    """Cells in one column that violate a constraint in the same way."""

    column: str
    kind: str
    message: str
    """The message for the first cell."""
    promise: Path | None
    """The constraint in the contract; None if there is none."""
    cells: list[Path] = field(default_factory=list)
    is_key: bool = False
    """Whether the violation is in the name of the column instead of its values."""


def violations(
    sample: Sample, is_shown: Callable[[Contract, int], bool] = lambda _, __: True
) -> tuple[Violation, ...]:
    """Validate a sample against its object; an object without fields has no constraints.

    Messages do not quote confidential values.
    """
    if sample.contract is None:
        return ()
    trial = _Trial(sample, sample.contract, is_shown)
    parent = -1 - sample.object
    if trial.children.get(parent):
        cells: list[Cell] = [(("rows", number), row) for number, row in enumerate(sample.fact.rows())]
        if sample.fact.form != "jsonl":
            trial.look_at_columns(parent)
        trial.look_below(parent, cells)
        trial.look_at_key(parent, cells)
    return tuple(trial.found.values())


class _Trial:
    def __init__(self, sample: Sample, contract: Contract, is_shown: Callable[[Contract, int], bool]) -> None:
        self.sample = sample.fact
        self.is_text = sample.fact.form == "csv"
        self.fields = contract.fact.fields
        self.is_shown = cache(partial(is_shown, contract))
        self.is_sound = contract.fact.is_sound
        self.found: dict[tuple[str, str], Violation] = {}
        self.children: dict[int, list[int]] = {}
        for index, parent in enumerate(self.fields.parents):
            self.children.setdefault(parent, []).append(index)
        self.meant: dict[int, list[str]] = {}
        """For each field, the unknown keys that resemble its name."""
        self.physical_names = self.fields.more.get("physical_name", {})
        self.columns = Keys(self.sample.columns)
        self.looks = 0

    def note(self, index: int, kind: str, option: Path, message: str, cell: Path) -> None:
        column = self.column(index)
        promise = (*self.fields.path(index), *option)
        found = self.found.setdefault((column, kind), Violation(column, kind, message, promise))
        found.cells.append(cell)

    def quoted(self, index: int, value: Any) -> str:  # noqa: ANN401 - any value
        """Return a value of a field in backticks, or the mask if the value is confidential."""
        return shown(value if self.is_shown(index) else mask_of(self.fields, index) or MASK)

    def column(self, index: int) -> str:
        names: list[str] = []
        while index >= 0:
            names.append(self.fields.names[index])
            index = self.fields.parents[index]
        return ".".join(reversed(names)).replace(".[]", "[]")

    def names(self, index: int) -> tuple[str, ...]:
        """Return the names that the field may have in data."""
        name = self.fields.names[index]
        return (name, self.physical_names[index]) if index in self.physical_names else (name,)

    def look_at_columns(self, parent: int) -> None:
        """Compare the columns of a table with the expected columns."""
        present = self.sample.columns
        fields = self.children[parent]
        keys = {index: self.columns.find(self.names(index)) for index in fields}
        known = set(keys.values())
        names = {self.fields.names[index]: None for index in fields}
        lacking = {
            self.fields.names[index]: index
            for index, key in keys.items()
            if key is None and not self.fields.flags[index] & DEPRECATED
        }
        if "" in lacking:  # a field whose name could not be read
            return
        for position, name in enumerate(present):
            nested = name.partition(".")[0]
            if name in known or (nested != name and nested in lacking):
                lacking.pop(nested, None)
                continue
            near = nearest(name, lacking) or nearest(name, names)
            lacking.pop(near or "", None)
            message = f"the contract has no field `{name}`{did_you_mean(near)}"
            self.found[name, "unknown"] = Violation(name, "unknown", message, None, [("columns", position)])
        if lacking and (present or self.sample.is_whole):
            promise = self.fields.path(next(iter(lacking.values())))
            message = f"the sample has no column {_listed(lacking)}"
            self.found["", "missing"] = Violation("", "missing", message, promise, [("columns", 0)])

    def look_below(self, parent: int, cells: list[Cell]) -> None:
        """Check all fields of an object, list or map."""
        if parent >= 0 or self.sample.form == "jsonl":
            self.look_for_strangers(parent, cells)
        keys: list[Keys] | None = None
        for index in self.children.get(parent, ()):
            if keys is None and isinstance(self.fields.steps[index], int):
                keys = [
                    Keys(container) if isinstance(container, dict) else _NO_KEYS for _, container in cells
                ]
            mask = mask_of(
                self.fields, index
            )  # a mask does not reveal anything about the value that it replaces
            own = [
                cell for cell in self.cells_of(index, cells, keys or []) if mask is None or cell[1] != mask
            ]
            self.look_at(index, own)
            self.look_below(index, own)

    def cells_of(self, index: int, containers: list[Cell], keys: list[Keys]) -> Iterator[Cell]:
        """Yield the values that a field has in its containers, without nulls."""
        step = self.fields.steps[index]
        if step == "items":
            for path, container in containers:
                if isinstance(container, list):
                    yield from (((*path, at), item) for at, item in enumerate(container) if item is not None)
        elif isinstance(step, str):
            for path, container in containers:
                if isinstance(container, dict):
                    yield from (
                        ((*path, k), v if step == "value" else k)
                        for k, v in container.items()
                        if v is not None
                    )
        else:
            yield from self.own_cells(index, containers, keys)

    def own_cells(self, index: int, containers: list[Cell], keys: list[Keys]) -> Iterator[Cell]:
        flags = self.fields.flags[index]
        name = self.fields.names[index]
        names = self.names(index)
        column = self.columns.find(names) if self.fields.parents[index] < 0 else None
        if column is None and self.fields.parents[index] < 0 and self.sample.form != "jsonl":
            return
        self.looks += len(containers)
        if self.looks > MOST_LOOKS:
            message = f"exceeds the limit of {MOST_LOOKS:,} row-field pairs; keep fewer rows"
            self.found["", "unchecked"] = Violation("", "unchecked", message, None, [("rows", 0)])
            return
        is_string = self.fields.logical_types[index] in ("string", None)
        for (path, container), present in zip(containers, keys, strict=True):
            if not isinstance(container, dict):
                continue
            key = column or present.find(names) or name
            value = container.get(key)
            if value is not None and (value != "" or is_string or not self.is_text):
                yield (*path, key), value
            elif flags & (REQUIRED | KEY) and not self.is_misspelt(index, key, container):
                state = "empty" if key in container else "missing"
                option = ("required",) if flags & REQUIRED else ("primaryKey",)
                message = f"`{self.column(index)}` is {state} but required"
                self.note(index, "required", option, message, (*path, key))

    def is_misspelt(self, index: int, key: str, container: dict[str, Any]) -> bool:
        """Return whether a row has, in place of the field's key, an unknown key that is already reported."""
        return key not in container and any(each in container for each in self.meant.get(index, ()))

    def look_for_strangers(self, parent: int, cells: list[Cell]) -> None:
        """Search nested objects and JSON rows for unexpected keys."""
        fields = [
            index for index in self.children.get(parent, ()) if isinstance(self.fields.steps[index], int)
        ]
        known = {name.casefold() for index in fields for name in self.names(index)}
        if not fields or "" in known:
            return
        prefix = f"{self.column(parent)}." if parent >= 0 else ""
        names = {self.fields.names[index]: index for index in reversed(fields)}
        for path, container in cells:
            for key in container if isinstance(container, dict) else ():
                if key.casefold() in known:
                    continue
                column = prefix + key
                if (column, "unknown") not in self.found:
                    near = nearest(key, names)
                    message = f"the contract has no field `{column}`{did_you_mean(near)}"
                    self.found[column, "unknown"] = Violation(
                        column, "unknown", message, None, [], is_key=True
                    )
                    if near is not None:
                        self.meant.setdefault(names[near], []).append(key)
                self.found[column, "unknown"].cells.append((*path, key))

    def look_at(self, index: int, cells: list[Cell]) -> None:
        """Check the values of one field."""
        more = self.fields.more
        terms = FieldConstraints(
            self.fields.logical_types[index],
            self.fields.physical_types[index],
            more.get("options", {}).get(index) or {},
            more.get("enum", {}).get(index) or (),
            sound_lists(self.fields, index, self.is_sound),
        )
        for path, value in cells:
            found = departure(value, terms, is_text=self.is_text)
            if found is not None:
                option: Path = ("logicalTypeOptions", found.kind)
                option = {"type": ("logicalType",), "enum": ("enum",)}.get(found.kind, option)
                option = option if found.rule is None else ("quality", found.rule)
                message = f"{self.quoted(index, value)} in `{self.column(index)}` {found.what}"
                self.note(index, found.kind, option, message, path)
        if self.fields.flags[index] & UNIQUE:
            self.look_for_twins(index, "unique", cells)

    def look_for_twins(self, index: int, option: str, cells: list[Cell]) -> None:
        counts = Counter(_comparable(value) for _, value in cells)
        for path, value in cells:
            times = counts[_comparable(value)]
            if times > 1:
                where = f"in `{self.column(index)}`, which must be unique"
                message = f"{self.quoted(index, value)} occurs {_times(times)} {where}"
                self.note(index, "unique", (option,), message, path)

    def look_at_key(self, parent: int, cells: list[Cell]) -> None:
        """Search for duplicate primary keys, unless the key is a single unique field."""
        parts = [index for index in self.children[parent] if self.fields.flags[index] & KEY]
        if not all(self.is_sound(*self.fields.path(index), "primaryKey") for index in self.children[parent]):
            return  # an unreadable flag may hide a column of the key
        if len(parts) == 1 and not self.fields.flags[parts[0]] & UNIQUE:
            keys = [Keys(row) for _, row in cells]
            mask = mask_of(self.fields, parts[0])
            own = [cell for cell in self.cells_of(parts[0], cells, keys) if mask is None or cell[1] != mask]
            self.look_for_twins(parts[0], "primaryKey", own)
        if len(parts) < 2:
            return
        columns = [self.columns.find(self.names(index)) for index in parts]
        rows = [(path, tuple(_comparable(row.get(key)) for key in columns)) for path, row in cells]
        masks = [mask_of(self.fields, index) for index in parts]
        rows = [(path, key) for path, key in rows if not any(map(_is_mask, key, masks))]
        counts = Counter(key for _, key in rows)
        names = ", ".join(f"`{self.fields.names[index]}`" for index in parts)
        for path, key in rows:
            if counts[key] > 1 and None not in key:
                values = ", ".join(map(self.quoted, parts, key))
                message = f"key ({values}) of {names} occurs {_times(counts[key])}"
                self.note(parts[0], "key", ("primaryKey",), message, (*path, columns[0] or ""))


_NO_KEYS = Keys(())


def _listed(names: Iterable[str]) -> str:
    """Return the first names as text, with the number of the remaining names."""
    first = list(names)
    more = f" and {len(first) - MOST_NAMES:,} more" if len(first) > MOST_NAMES else ""
    return ", ".join(f"`{name}`" for name in first[:MOST_NAMES]) + more


def _is_mask(value: Any, mask: str | None) -> bool:  # noqa: ANN401 - any value
    return mask is not None and value == mask


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _comparable(value: Any) -> Any:  # noqa: ANN401 - any value
    return repr(value) if isinstance(value, dict | list) else value
