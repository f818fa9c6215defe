"""Seeded mutants of documents and samples: of their bytes, their structure, and their size.

The same seed produces the same mutants on every machine. Does not run anything.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import yaml

from corpora import naughty_strings

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

LARGEST = 128 * 1024
"""Maximum bytes of a mutant: linear work is fast at this size, quadratic work is not."""
# fmt: off
VALUES: tuple[Any, ...] = (
    *naughty_strings(),
    *("\0", "\x1b[31m", "\u2028", "\x85", "\ufeff", "\U0010ffff", "=cmd|' /C calc'!A0", "\u202eb", "\u200bx"),
    *("::error::x", "##[error]x", "@org/team", "${{ x }}", "*", "**", "/", "..", "../..", "a/b@1/c#d", "#", "@"),
    *("mesh://x", "1e400", "-0", "NaN", ".inf", "0000-00-00", "9999-12-31", "9999-12-31T23:59:60Z", "2026-02-30"),
    *("P1D", "PT", "P", "P1Y2M3DT4H5M6S", "P99999999999Y", "24h", "days", "* * * * *", "0 0 30 2 *", "61 * * * *"),
    *("(a+)+$", "(a|a)*b", "[", "(?", "\\", "a{99999}", "((a{100}){100}){100}", "x" * 5_000, "a.b.c.d" * 50),
    *("1.0.0-" + "1." * 200, "99999999999999999999.0.0", "v1", "1 2 3", "0x10", "0o17", "1_000", "yes", "null"),
    *("SELECT * FROM x", "select a, (select", "SELECT " + "(" * 200 + "1" + ")" * 200, "SELECT " + "1+" * 2_000),
    *("WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 1 FROM t) SELECT * FROM t", "varchar(", "decimal(999,-1)"),
    *("", [], {}, None, True, False, 0, 1, -1, 10**30, -(10**30), 0.1, float("inf"), float("nan"), -0.0, 1e308),
    *([[]], [None], [[], {}], {"": None}, {"a": {"b": {}}}, ["a", "a"], [{}, {}], {"name": {}}, "2026-01-01"),
)
"""Replacements of a value, one for each known kind of trouble."""
_TEXTS = (
    *("\n", "\r", "\t", "\0", "&a ", "*a", "!!python/object:os.system ", "!x ", "- ", ": ", "? ", "{", "}", "[", "]"),
    *("|\n", ">-\n", "'", '"', "#", "%YAML 1.2\n", "%TAG ! x\n", "---\n", "...\n", "<<: *a\n", "\ufeff", "\x85"),
    *("\u2028", "\ud800", "\u202e", "\u0430", "\\x", "\\u2028", "~", "0x", "1e999", "  ", "@", "`", ",", ";", "\\"),
    *("# meshwright: ignore[unknown-team] x\n", "# meshwright: ignore[x]\n", "# meshwright: ignore\n", "ignore[", "]"),
    *("// x\n", "/* ", "*/", '\\"', "\\u", "\\ud800", "NaN", "-Infinity", ",,", ',"kind":', '"\\', "\x1e", "[[", "}}"),
    *('"a\nb"', '""', "1.", "-", "9" * 500, "NaN", '{"a": 1}\n', "AKIAIOSFODNN7EXAMPLE", "password: hunter22\n"),
)
_BYTES = (b"\xff\xfe", b"\xf4\x90\x80\x80", b"\xc3", b"\x80", b"PAR1")
TOKENS = (*(text.encode("utf-8", "surrogatepass") for text in _TEXTS), *_BYTES)
"""Texts that are inserted between bytes."""
# fmt: on


class Material:
    """Files from which mutants are made, and the values in them."""

    def __init__(self, files: Mapping[str, bytes], values: Mapping[str, list[Any]]) -> None:
        """Store the files, and the documents of those that are YAML or JSON."""
        self.files = dict(files)
        self.values = dict(values)
        self.paths = sorted(files)
        nodes = [node for path in sorted(values) for node in _nodes(values[path])]
        self.keys = sorted({key for node in nodes if isinstance(node, dict) for key in node})
        self.parts = [node for node in nodes if isinstance(node, str | dict | list)]

    def mutant(self, path: str, chance: random.Random) -> tuple[str, bytes]:
        """Return the description of a mutation, and the mutated file."""
        structure, size = (0.6, 0.1) if path in self.values else (0, 0)
        kind = chance.choices(("structure", "growth", "bytes"), (structure, size, 0.3))[0]
        if kind == "bytes":
            return kind, _of_bytes(self, path, chance)[: 4 * LARGEST]
        documents = deepcopy(self.values[path])
        if kind == "growth":
            how = _grown(self, documents, chance)
            return f"{kind}: {how}", self._written(path, documents, chance)
        for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
            _change(self, documents, chance)
        return kind, self._written(path, documents, chance)

    def _written(self, path: str, documents: list[Any], chance: random.Random) -> bytes:
        """Write documents in the format of their file; those that cannot be written leave it unchanged."""
        write = _written_as_json if path.endswith(".json") else _written
        return write(documents, chance, LARGEST) or self.files[path]


def _nodes(value: Any) -> Iterator[Any]:
    todo = [value]
    while todo:
        value = todo.pop()
        yield value
        todo += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _steps(documents: list[Any]) -> list[tuple[Any, Any]]:
    """Return each location as its container and the key or position in it; the documents themselves are locations."""
    return [
        (node, step)
        for node in _nodes(documents)
        if isinstance(node, dict | list)
        for step in (list(node) if isinstance(node, dict) else range(len(node)))
    ]


def _change(material: Material, documents: list[Any], chance: random.Random) -> None:
    """Make one change in the documents."""
    places = _steps(documents)
    if not places:
        documents.append({})
        return
    owner, step = chance.choice(places)
    if chance.random() < 0.6:
        owner[step] = _other(material, owner[step], chance)
    else:
        _rearrange(material, documents, (owner, step), chance)


def _other(material: Material, value: Any, chance: random.Random) -> Any:
    """Return the replacement of a value: trouble, another type, a part of any file, more levels."""
    match chance.randrange(8):
        case 0 | 1 | 2:
            return deepcopy(chance.choice(VALUES))
        case 3 | 4:
            return _retyped(value, chance)
        case 5 | 6:
            return deepcopy(chance.choice(material.parts))
        case _:
            return _nested(value, chance.choice((1, 2, 10, 60, 70)), chance)


def _rearrange(
    material: Material, documents: list[Any], place: tuple[Any, Any], chance: random.Random
) -> None:
    """Remove, add, misspell, repeat or share the value at a location."""
    owner, step = place
    match chance.randrange(6):
        case 0:
            del owner[step]
        case 1 if isinstance(owner, dict):
            owner[chance.choice(material.keys)] = deepcopy(chance.choice(material.parts))
        case 2 if isinstance(owner, dict):
            owner[_misspelt(str(step), chance)] = owner.pop(step)
        case 3:
            other, there = chance.choice(_steps(documents))
            if not any(node is owner for node in _nodes(other[there])):  # an alias, and no circle
                owner[step] = other[there]
        case _ if isinstance(owner, list):
            owner.extend(deepcopy(owner[:50]))
        case _:
            documents.append(deepcopy(owner))


def _retyped(value: Any, chance: random.Random) -> Any:
    """Return a value converted to another type."""
    if isinstance(value, dict):
        return chance.choice(
            ([*value.values()], [*value], [value], str(list(value)), list(value.items())[:1], None)
        )
    if isinstance(value, list):
        return chance.choice(
            ({str(at): each for at, each in enumerate(value)}, value[:1][0] if value else {}, "a, b", 1)
        )
    return chance.choice(
        (str(value), [value], {"value": value}, {str(value)[:100]: value}, 7, True, None, 1.5)
    )


def _misspelt(key: str, chance: random.Random) -> str:
    at = chance.randrange(len(key) + 1)
    return chance.choice(
        (key[:at] + key[at + 1 :], key[:at] + "x" + key[at:], key.swapcase(), key + "\u200b", f" {key}")
    )


def _nested(value: Any, depth: int, chance: random.Random) -> Any:
    key = chance.choice(("properties", "items", "a", "schema"))
    for _ in range(depth):
        value = [value] if chance.random() < 0.5 else {key: value}
    return value


def _grown(material: Material, documents: list[Any], chance: random.Random) -> str:
    """Repeat a value up to 10,000 times, as far as the size limit permits; return how."""
    lists = [
        (owner, step)
        for owner, step in _steps(documents)
        if isinstance(owner, list) and owner is not documents
    ]
    mappings = [(owner, step) for owner, step in _steps(documents) if isinstance(owner, dict)]
    how = chance.choice(
        ("item", "item", "named item", "key", "misspelt key", "document", "text", "empty item")
    )
    owner, step = chance.choice(lists if "item" in how and lists else mappings or [({}, "")])
    value = owner.get(step) if isinstance(owner, dict) else owner[step]
    count = min(10_000, LARGEST // (len(json.dumps(value, default=str)) + len(str(step)) + 10))
    match how:
        case "item" | "empty item" | "named item" if isinstance(owner, list):
            for number in range(count):
                item = {} if how == "empty item" else deepcopy(value)
                if how == "named item" and isinstance(item, dict):
                    item |= {
                        key: f"{item[key]}{number}"
                        for key in ("id", "name", "property", "server", "role")
                        if key in item
                    }
                owner.append(item)
        case "key" | "misspelt key":
            name = chance.choice(material.keys) if how == "misspelt key" else "key"
            owner |= {f"{name}{number}": deepcopy(value) for number in range(count)}
        case "document":
            small = chance.choice(
                ({}, [], "a", None, {"kind": "DataContract"}, {"apiVersion": "v3.1.0", "id": "c"})
            )
            documents += [deepcopy(small) for _ in range(min(count, 2_000))]
        case _:
            owner[step] = (
                chance.choice(("a", "a b, ", "`", "[", "\n", "é", "<b>", "(", "$", "SELECT ")) * count
            )
    return f"{how} {step!r} {count} times"


class _Dumper(yaml.CSafeDumper):
    """A dumper that writes aliases for shared values, and any text."""


def _written(documents: list[Any], chance: random.Random, largest: int) -> bytes | None:
    """Return documents as YAML in one of its styles; None if they are too large or cannot be written."""
    try:
        if chance.random() < 0.25:
            return "---\n".join(json.dumps(each) + "\n" for each in documents).encode()[:largest]
        data: bytes = yaml.dump_all(
            documents,
            Dumper=_Dumper,
            encoding="utf-8",
            allow_unicode=chance.random() < 0.5,
            default_flow_style=chance.choice((False, False, None, True)),
            sort_keys=False,
            width=chance.choice((20, 80, 10**6)),
        )
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return data[:largest]


def _written_as_json(documents: list[Any], chance: random.Random, largest: int) -> bytes | None:
    """Return documents as JSON in one of its layouts, sometimes with a duplicate key; None if they cannot be written."""
    layout: dict[str, Any] = chance.choice(
        ({}, {"indent": 2}, {"indent": "\t"}, {"separators": (",", ":")}, {"separators": ("\r\n, ", " : ")})
    )
    try:
        texts = [json.dumps(each, ensure_ascii=chance.random() < 0.5, **layout) for each in documents]
    except (TypeError, ValueError, RecursionError):
        return None
    text = "\n".join(texts)
    if chance.random() < 0.1:
        text = text.replace("{", '{"name": {"a": []}, "schema": 1, ', 1)
    return text.encode("utf-8", "surrogatepass")[:largest]


def _of_bytes(material: Material, path: str, chance: random.Random) -> bytes:
    """Change some bytes of a file, or repeat one of its lines thousands of times."""
    data = bytearray(material.files[path])
    if chance.random() < 0.05:
        lines = data.splitlines(keepends=True) or [b"\n"]
        at = chance.randrange(len(lines))
        line = chance.choice(
            (lines[at], b"# meshwright: ignore[unknown-team] x\n", b"---\n", b"? \n", chance.choice(TOKENS))
        )
        lines[at:at] = [line] * min(10_000, LARGEST // (len(line) + 1))
        return b"".join(lines)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        data = data or bytearray(b"x")
        at = chance.randrange(len(data))
        match chance.randrange(8):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.choice((1, 1, 2, 5, 50, 500))]
            case 2 | 3 | 4:
                data[at:at] = chance.choice(TOKENS)
            case 5:
                start = chance.randrange(len(data))
                data[at:at] = data[start : start + chance.choice((5, 50, 500))]
            case 6:
                data[at:at] = bytes([chance.randrange(256)]) * chance.choice((1, 3, 70, 300))
            case _:
                other = material.files[chance.choice(material.paths)]
                start = chance.randrange(len(other) or 1)
                data[at:at] = other[start : start + chance.choice((20, 200))]
    return bytes(data)
