"""Parsing of plain values to a typed document with its problems; never raises."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pydantic import ValidationError

from meshwright.records import dataclass
from meshwright.source.limits import DEPTH, PROBLEMS
from meshwright.source.place import Part
from meshwright.source.problem import (
    MissingKey,
    OldVersion,
    OverLimit,
    Problem,
    UnknownValue,
    UnsupportedVersion,
    WrongType,
)
from meshwright.standards import validation_problems, value_phrases
from meshwright.standards.key_suggestions import near
from meshwright.standards.newer import newest_of
from meshwright.standards.other_formats import foreign_format
from meshwright.standards.recovery import recover
from meshwright.standards.variable import has_variable
from meshwright.standards.versions import ODCS, ODPS, OUTDATED, STANDARDS, StandardSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from meshwright.standards.newer import Newer
    from meshwright.standards.validation_problems import Written

_OURS = "meshwright/"
_CURRENT = "meshwright/v1"
_VERSION = re.compile(r"v?[0-9]+\.[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A parsed document."""

    kind: str | None = None
    """`DataContract`, `DataProduct` or the kind of a governance document; None for anything else."""
    version: str | None = None
    """The version of the standard used to parse it, such as `v3.1.0`."""
    document: BaseModel | None = None
    """The model; recovered if there are problems. None if this is not a document of a mesh."""
    problems: tuple[Problem, ...] = ()
    sound: bool = False
    """Whether the document is valid in a supported version; otherwise, it may have been recovered."""
    unreported: tuple[Problem, ...] = ()
    """Problems that are not reported, because they may be caused by the unsupported version of the document."""
    unsaid: tuple[Problem, ...] = ()
    """Unreadable values that are not mistakes: variables, or features of a newer version."""

    @property
    def mistyped(self) -> tuple[WrongType, ...]:
        """The values whose type differs from the type in the standard."""
        return tuple(
            each for each in (*self.problems, *self.unreported, *self.unsaid) if isinstance(each, WrongType)
        )


def read(value: object, written: Written = lambda _: None) -> ParsedDocument:
    """Parse a YAML document's value: dicts, lists and scalars.

    `written` returns a plain scalar as written in the file (`1.10` for 1.1), or None if that is unknown; without it,
    messages cannot suggest how to write a number as a string.
    """
    try:
        return _read(value, written)
    except RecursionError:
        return ParsedDocument(problems=(OverLimit(what="depth", limit=DEPTH),))


def _read(value: object, written: Written) -> ParsedDocument:
    if not isinstance(value, dict):
        return ParsedDocument(problems=(WrongType(expected="a mapping", found=value_phrases.found(value)),))
    foreign = foreign_format(value)
    if foreign is not None:
        return ParsedDocument(problems=(foreign,))
    version = value.get("apiVersion")
    if isinstance(version, str) and version.startswith(_OURS):
        return _governance(value, version, written)
    standard = _standard(value)
    if standard is None:
        return ParsedDocument(problems=_kind_problems(value, tuple(standard.kind for standard in STANDARDS)))
    return _of_standard(standard, value, written)


def _standard(value: dict[object, object]) -> StandardSpec | None:
    """Determine the standard by `kind`, or else by `apiVersion`, or else by keys that only one standard has."""
    kind, version = value.get("kind"), value.get("apiVersion")
    for standard in STANDARDS:
        if kind == standard.kind:
            return standard
    if isinstance(version, str) and _VERSION.fullmatch(version):
        is_odps = version.removeprefix("v").partition(".")[0] in ("0", "1")
        return ODPS if is_odps else ODCS
    if isinstance(kind, str):
        return None
    return next((standard for standard in STANDARDS if standard.keys & value.keys()), None)


def _kind_problems(value: dict[object, object], known: tuple[str, ...]) -> tuple[Problem, ...]:
    kind = value.get("kind")
    if "kind" not in value:
        return (MissingKey(part=Part.NAME, key="kind", owner="the document"),)
    if not isinstance(kind, str):
        return (WrongType(path=("kind",), expected="a string", found=value_phrases.found(kind)),)
    found = value_phrases.text(kind)
    return (UnknownValue(path=("kind",), found=found, known=known, near=near(found, known)),)


def _of_standard(standard: StandardSpec, value: dict[object, object], written: Written) -> ParsedDocument:
    declared = value.get("apiVersion")
    if not isinstance(declared, str):
        return _by_grammar(standard, standard.newest, value, written, ())
    if declared in standard.modules:
        return _by_grammar(standard, declared, value, written, ())
    if declared in standard.aliases:
        version = standard.aliases[declared]
        is_old = standard is ODPS
        old = (OldVersion(path=("apiVersion",), found=declared, read_as=version),) if is_old else ()
        return _by_grammar(standard, version, value, written, old)
    version = standard.nearest(declared)
    unsupported = UnsupportedVersion(
        path=("apiVersion",),
        found=value_phrases.text(declared),
        standard=standard.name,
        known=standard.known,
        near=version if standard.is_near(declared) else None,
    )
    read = _by_grammar(standard, version, value, written, (unsupported,))
    if standard is ODCS and OUTDATED.fullmatch(declared):
        return replace(read, problems=(unsupported,), unreported=read.problems)
    return read


def _by_grammar(
    standard: StandardSpec,
    version: str,
    value: dict[object, object],
    written: Written,
    before: tuple[Problem, ...],
) -> ParsedDocument:
    """Parse with the grammar of a version; if a newer version accepts the document, the only problem is the version.

    If the problem already suggests another version, it does not mention how the declared one is interpreted.
    """
    model = standard.grammar(version)
    is_supported = not any(isinstance(problem, UnsupportedVersion) for problem in before)
    document, problems, open_ = _validated(model, value, written)
    if document is not None:
        return ParsedDocument(standard.kind, version, document, before, sound=is_supported)
    found = _newest(standard, version, value, written, problems) if is_supported else None
    if found is None:
        return ParsedDocument(
            standard.kind, version, _recovered(model, value, problems), (*before, *problems), unsaid=open_
        )
    novel = found.problem(str(value.get("apiVersion")))
    if not found.is_gain:
        problems, open_ = found.others, (*open_, *found.vanished)
        recovered = _recovered(model, value, problems)
        return ParsedDocument(standard.kind, version, recovered, (*before, novel, *problems), unsaid=open_)
    newer = standard.grammar(found.version)
    document, problems, open_ = _validated(newer, value, written)
    is_whole = document is not None
    document = document if is_whole else _recovered(newer, value, problems)
    return ParsedDocument(
        standard.kind, found.version, document, (novel, *problems), sound=is_whole, unsaid=open_
    )


def _newest(
    standard: StandardSpec,
    version: str,
    value: dict[object, object],
    written: Written,
    problems: tuple[Problem, ...],
) -> Newer | None:
    """Find the newer version in which the most problems disappear."""
    if not problems or len(problems) > PROBLEMS:
        return None
    newer = standard.newer(version)
    return newest_of(
        problems, ((each, _validated(standard.grammar(each), value, written)[1]) for each in newer)
    )


def _validated(
    model: type[BaseModel], value: dict[object, object], written: Written
) -> tuple[BaseModel | None, tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the document, or its problems and the values with variables."""
    try:
        return model.__pydantic_validator__.validate_python(value), (), ()
    except ValidationError as error:
        found = _first(validation_problems.problems(model, value, error, written))
    open_ = tuple(each for each in found if _is_open(each, value))
    problems = tuple(each for each in found if each not in open_) if open_ else found
    return None, problems, open_


def _is_open(problem: Problem, value: object) -> bool:
    """Return whether a value is wrong only because its variable (`${PORT}`, `{{ port }}`) is not substituted yet."""
    if not isinstance(problem, WrongType | UnknownValue) or problem.part is not Part.VALUE:
        return False
    for step in problem.path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return False
    return has_variable(value)


def _first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems up to the limit for a file, plus one if there are more."""
    return tuple(islice(problems, PROBLEMS + 1))


def _recovered(
    model: type[BaseModel], value: dict[object, object], problems: tuple[Problem, ...]
) -> BaseModel | None:
    """Recover a document with problems, unless they exceed the limit."""
    return recover(model, value) if len(problems) <= PROBLEMS else None


def _governance(value: dict[object, object], version: str, written: Written) -> ParsedDocument:
    from meshwright.standards.governance import KINDS, model_for

    before: tuple[Problem, ...] = ()
    if version != _CURRENT:
        before = (
            UnsupportedVersion(
                path=("apiVersion",),
                found=value_phrases.text(version),
                standard="Meshwright",
                known=(_CURRENT,),
                near=near(version, (_CURRENT,)),
            ),
        )
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return ParsedDocument(problems=(*before, *_kind_problems(value, KINDS)))
    model = model_for(kind)
    given = {**value, "apiVersion": _CURRENT}
    try:
        document = model.model_validate(given)
    except ValidationError as error:
        problems = _first(validation_problems.problems(model, given, error, written))
        return ParsedDocument(kind, _CURRENT, _recovered(model, given, problems), (*before, *problems))
    return ParsedDocument(kind, _CURRENT, document, before, sound=not before)
