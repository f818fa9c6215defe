"""The slowest known texts within all limits; each grows with its size.

Tests double them, and the fuzzer starts with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEAD = "apiVersion: v3.0.2\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
PROPERTIES = HEAD + "schema:\n- name: t\n  properties:\n"
COMMENT = "# meshwright: ignore[{}] y\n"


def _numbered(line: str, size: int, step: int = 1) -> str:
    """Repeat a line with `@` as a number."""
    return "".join(line.replace("@", str(number)) for number in range(0, size * step, step))


def _nested(size: int) -> str:
    """Return an object with most of its fields on the innermost level, and one mistake there."""
    above = "".join(f"{'  ' * level}- name: n\n{'  ' * level}  properties:\n" for level in range(20))
    fields = "".join(f"{'  ' * 20}- name: p{number}\n" for number in range(size))
    return f"{HEAD}schema:\n{above}{fields}{'  ' * 20}  zzz: 1\n"


GENERATORS: Mapping[str, Callable[[int], str]] = {
    "scalars as documents": lambda size: "--- a\n" * size,
    "empty mappings as documents": lambda size: "---\n{}\n" * size,
    "nothing as documents": lambda size: "---\n" * size,
    "documents of a kind": lambda size: "---\nkind: DataContract\n" * size,
    "small contracts": lambda size: ("---\n" + HEAD) * size,
    "contracts of one line": lambda size: _numbered(
        "--- {kind: DataContract, id: c@, x: '?" + "?" * 400 + "'}\n", size
    ),
    "unknown keys": lambda size: HEAD + _numbered("k@: 1\n", size),
    "unknown keys with anchors": lambda size: HEAD + _numbered("k@: &a@ 1\n", size),
    "keys near to known ones": lambda size: HEAD + _numbered("statu@: 1\n", size),
    "doubled keys": lambda size: HEAD + _numbered("k@: 1\n", size) + _numbered("k@: 1\n", min(size, 900), -1),
    "doubled keys in a line": lambda size: HEAD + "a: {" + "k: 1," * 900 + "l: 1," * size + "}\n",
    "comments": lambda size: HEAD + COMMENT.format("x") * size,
    "comments among values": lambda size: (
        PROPERTIES + _numbered(f"  {COMMENT.format('x')}  - name: p@\n", size)
    ),
    "names in comments": lambda size: HEAD + COMMENT.format("a," * 90) * size,
    "names in one comment": lambda size: HEAD + COMMENT.format("a," * size),
    "empty properties": lambda size: PROPERTIES + "  - {}\n" * size,
    "equally named properties": lambda size: PROPERTIES + "  - name: p\n" * size,
    "properties of wrong types": lambda size: PROPERTIES + "  - {name: p, required: x}\n" * size,
    "deep properties": _nested,
    "quality rules of one metric": lambda size: (
        PROPERTIES
        + "  - name: p\n    quality:\n"
        + _numbered("    - {metric: nullValues, mustBeLessThan: @}\n", size, 3)
    ),
    "blanks in a broken file": lambda size: "id: a" + " " * size + "b\n" + HEAD + "]\n",
    "invisible letters": lambda size: HEAD + 'name: "' + "\u200b" * size + '"\n',
    "question marks": lambda size: HEAD + "name: x\n" + "#" + "?" * size + "\n" + "--- [{a: 1}]\n" * 500,
    "blanks in types": lambda size: PROPERTIES + f"  - name: p\n    physicalType: 'a{' ' * size}!'\n",
    "comments in SQL": lambda size: (
        PROPERTIES + f"  - name: p\n    transformLogic: 'from a as {'/**/' * size}'\n"
    ),
    "custom properties by name": lambda size: (
        HEAD + "customProperties:\n" + _numbered("- {property: p@, value: 1}\n", size)
    ),
    "relationships to nothing": lambda size: (
        PROPERTIES + _numbered("  - {name: p@, relationships: [{to: t.q@}]}\n", size)
    ),
    "foreign keys to part of a key": lambda size: (
        PROPERTIES + _numbered("  - {name: k@, primaryKey: true, relationships: [{to: t.k0}]}\n", size)
    ),
    "quality of unknown fields": lambda size: (
        PROPERTIES
        + _numbered("  - {name: p@}\n", size)
        + "  quality:\n"
        + _numbered("  - {metric: nullValues, arguments: {columns: [q@]}, mustBe: 0}\n", size)
    ),
    "service levels of unknown fields": lambda size: (
        PROPERTIES
        + _numbered("  - {name: p@}\n", size)
        + "slaProperties:\n"
        + _numbered("- {property: latency, value: 1, unit: h, element: t.q@}\n", size)
    ),
    "sources that lead nowhere": lambda size: (
        PROPERTIES + _numbered("  - {name: p@, transformSourceObjects: [t.q@]}\n", size)
    ),
    "ports of unknown contracts": lambda size: (
        "apiVersion: v1.0.0\nkind: DataProduct\nid: d\nstatus: active\noutputPorts:\n"
        + _numbered("- {name: p@, version: 1.0.0, contractId: c@}\n", size)
    ),
}
"""Texts of contracts, by size: the number of the named thing."""


_FIELD = PROPERTIES + "  - name: f\n"
_OBJECT = (
    HEAD.replace("v3.0.2", "v3.1.0") + "schema:\n- name: t\n  properties: [{name: f}]\n  relationships:\n"
)
_PRODUCT = "apiVersion: v1.0.0\nkind: DataProduct\nid: p\nname: p\nversion: 1.0.0\nstatus: active\n"
_GOVERNED = "---\napiVersion: meshwright/v1\nkind: "
LISTS: Mapping[str, tuple[str, str]] = {
    "custom properties": (HEAD + "customProperties:\n", "- {property: p@, value: V}\n"),
    "tags": (HEAD + "tags:\n", "- t@V\n"),
    "roles": (HEAD + "roles:\n", "- {role: r@, access: V}\n"),
    "servers": (HEAD + "servers:\n", "- {server: s@, type: s3, location: 's3://V/@'}\n"),
    "service levels": (HEAD + "slaProperties:\n", "- {property: l@, value: V, unit: d}\n"),
    "objects": (
        HEAD + "schema:\n",
        "- {name: o@, description: V, properties: [{name: k, primaryKey: true, description: V}]}\n",
    ),
    "fields": (PROPERTIES, "  - {name: f@, logicalType: string, physicalType: varchar(1V)}\n"),
    "objects as fields": (PROPERTIES, "  - {name: f@, logicalType: object, properties: [{name: gV}]}\n"),
    "wrapped fields": (PROPERTIES, "  - {name: f@V, logicalType: object, properties: [{name: f@}]}\n"),
    "SQL": (PROPERTIES, "  - {name: f@, logicalType: string, transformLogic: 'a@ + V'}\n"),
    "enum": (_FIELD + "    enum:\n", "    - {value: v@, description: V}\n"),
    "values of rules": (
        _FIELD + "    enum: [{value: a}]\n    quality:\n",
        "    - {name: q@, rule: invalidValues, validValues: [a, V], mustBe: 0}\n",
    ),
    "nulls of rules": (
        _FIELD + "    required: true\n    quality:\n",
        "    - {name: q@V, rule: nullValues, mustBe: 0}\n",
    ),
    "rules of one metric": (_FIELD + "    quality:\n", "    - {rule: nullValues, mustBeLessThan: @V}\n"),
    "relationships of fields": (
        PROPERTIES.replace("v3.0.2", "v3.1.0"),
        "  - {name: f@, logicalType: string, relationships: [{to: t.fV}]}\n",
    ),
    "relationships of an object": (_OBJECT, "  - {from: t.f@, to: t.gV}\n"),
    "inputs": (_PRODUCT + "inputPorts:\n", "- {name: i@, version: 1.V.0, contractId: c@}\n"),
    "outputs": (_PRODUCT + "outputPorts:\n", "- {name: o@, version: 1.V.0, contractId: c@}\n"),
    "members": (_GOVERNED + "Team\nname: t\nmembers:\n", "- {username: u@, role: V}\n"),
    "roles of the mesh": ("", _GOVERNED + "Role\nname: r@\nclearance: V\n"),
    "agreements": (
        "",
        _GOVERNED + "AccessAgreement\nport: a/b/c@\nconsumer: {team: t@, use: u}\n"
        "purpose: V\nstartDate: 2026-01-01\n",
    ),
}
"""For each kind of repeatable item: the text before them, and one item with a number and a value."""


def listed(name: str, size: int) -> tuple[str, str]:
    """Return a file with many items of a kind, and one in which half of them have other values and half other names."""
    head, line = LISTS[name]
    before = (line.replace("@", str(number)).replace("V", "1") for number in range(size))
    after = (line.replace("@", str(number + size * (number % 2))).replace("V", "2") for number in range(size))
    return head + "".join(before), head + "".join(after)
