"""Serialisation of units, for transfer between processes.

Pickling a frozen dataclass with slots accesses every field twice in Python code;
here each instance is reduced to one call of its class.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from meshwright.facts import facts, unit
from meshwright.facts import fields as field_facts
from meshwright.finding import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from meshwright.facts.unit import Unit

PROTOCOL = 5


def _reducer(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    names = [field.name for field in fields(kind)]
    get = attrgetter(*names)
    if len(names) == 1:
        return lambda thing: (kind, (get(thing),))
    return lambda thing: (kind, get(thing))


_REDUCERS = {
    kind: _reducer(kind)
    for module in (facts, field_facts, finding, unit)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind) and fields(kind)
}


def packed(units: Sequence[Unit]) -> bytes:
    """Convert units to bytes."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, **_REDUCERS}
    pickler.dump(tuple(units))
    return buffer.getvalue()


def unpacked(data: bytes) -> tuple[Unit, ...]:
    """Restore units from the bytes that `packed` returned in the same run of the program."""
    units: tuple[Unit, ...] = pickle.loads(data)  # noqa: S301 - our own bytes, from our own process
    return units
