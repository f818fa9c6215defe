"""A contract as Markdown: service levels, servers, and objects with their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.marks import code, facts, items, link, message, plain, prose, section, table
from meshwright.catalog.markdown.measured import written_measured
from meshwright.catalog.markdown.parts import described, sourced, value
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.contract import (
        Contract,
        Field,
        Grant,
        Object,
        Reader,
        Sample,
        Server,
        ServiceLevel,
    )
    from meshwright.catalog.documents.parts import Named

_SCHEMA = ("field", "type", "marks", "meaning", "identifies", "comes from", "goes to", "more")


def written_contract(contract: Contract, route: str) -> str:
    """Return a contract as Markdown for the section of its port."""
    parts = [
        described(contract.description),
        facts(
            (
                ("called", plain(contract.name)),
                ("version of the contract", code(contract.version)),
                ("file", sourced(contract.file, contract.source)),
            )
        ),
        section(
            "Service levels",
            table(
                ("service level", "value", "verdict", "how it is derived"), _service_levels(contract.promises)
            ),
            level=3,
        ),
        written_measured(contract.measured),
        section("Who may read it", items(map(_grant, contract.grants)), level=3),
        section("Readers", items(map(_reader, contract.readers)), level=3),
        section("Servers", items(map(_server, contract.servers)), level=3),
        *(_object(each, route) for each in contract.objects),
    ]
    return "\n\n".join(filter(None, parts))


def _service_levels(levels: Iterable[ServiceLevel]) -> Iterator[tuple[str, ...]]:
    for each in levels:
        reads = each.reads or " ".join(filter(None, (value(each.value), each.unit)))
        of = f" of {', '.join(map(plain, each.elements))}" if each.elements else ""
        words = f"; {plain(each.description)}" if each.description else ""
        spare = f"{each.spare} to spare" if each.spare else ""
        why = "; ".join(filter(None, (message(each.reason or each.note), plain(spare))))
        verdict = (each.verdict or "") if each.is_derived else "declared only"
        how = (
            f"at worst {plain(each.bound)}" if each.bound and each.is_derived else "",
            *(f"{plain(share.text)} {message(share.label)}" for share in each.shares),
            *(f"bound unknown: {message(missing)}" for missing in each.missing),
            *(f"from {code(hop.address)} {plain(hop.promised)}" for hop in each.hops),
        )
        yield (
            plain(each.name or each.property) + of,
            plain(reads) + words,
            f"{verdict} ({why})" if why else verdict,
            "; ".join(filter(None, how)),
        )


def _grant(grant: Grant) -> str:
    access, approvers = plain(grant.access), plain(grant.approvers)
    purposes = ", ".join(map(plain, grant.purposes))
    notes = (
        access,
        f"approved by {approvers}" if approvers else "",
        f"for {purposes}" if purposes else "",
    )
    known = ", ".join(filter(None, notes))
    words = plain(grant.description)
    return f"{code(grant.role)}{f' ({known})' if known else ''}{f': {words}' if words else ''}"


def _reader(reader: Reader) -> str:
    masked = f", {reader.masked} masked" if reader.masked else ""
    because = "; ".join(map(plain, reader.because))
    return f"{reader.kind} {code(reader.name)}: {reader.clear} in the clear{masked}, because of {because}"


def _server(server: Server) -> str:
    settings = (f"{plain(key)} {code(value(each))}" for key, each in (server.settings or {}).items())
    kind = ", ".join(filter(None, (plain(server.type), plain(server.environment))))
    words = plain(server.description)
    return ", ".join((f"{plain(server.server)} ({kind})", *settings)) + (f": {words}" if words else "")


def _object(each: Object, route: str) -> str:
    kind = " ".join(filter(None, (plain(each.physical_type), code(each.physical_name))))
    return section(
        code(each.name),
        prose(each.description),
        facts((("is", kind), ("a row is", plain(each.grain)))),
        table(_SCHEMA, _fields(each.fields, "", route)),
        items(f"checked: {message(rule)}" for rule in each.rules),
        _sample(each.sample) if each.sample else "",
        level=3,
    )


def _sample(sample: Sample) -> str:
    head = f"{len(sample.rows)} of {counted(sample.count, 'row')} of {code(sample.file)}:"
    rows = (tuple(map(plain, row)) for row in sample.rows)
    return "\n\n".join(filter(None, (head, table(tuple(map(plain, sample.columns)), rows))))


def _fields(fields: Iterable[Field], above: str, route: str) -> Iterator[tuple[str, ...]]:
    for field in fields:
        name = f"{above}{field.name}"
        marks = [each.replace("-", " ") for each in field.marks]
        marks += ["critical"] * bool(field.is_critical) + ["personal"] * bool(field.is_personal)
        yield (
            code(name),
            plain(field.logical_type or field.physical_type),
            ", ".join(filter(None, (*marks, plain(field.classification), plain(field.category)))),
            _meaning(field),
            ", ".join(_entities(field, route)),
            _ends(field.comes_from),
            _ends(field.goes_to),
            "; ".join(_more(field)),
        )
        yield from _fields(field.fields, f"{name}/", route)


def _ends(named: Iterable[Named]) -> str:
    return ", ".join(code(each.name) for each in named)


def _entities(field: Field, route: str) -> Iterator[str]:
    for each in field.entities:
        part = f" {plain(each.part)}" if each.part else ""
        role = f" ({plain(each.role)})" if each.role else ""
        by = "" if each.is_declared else " by its domain"
        yield f"{link(code(f'{each.entity}/{each.scheme}'), route, routes.entity(each.entity))}{part}{role}{by}"


def _more(field: Field) -> Iterator[str]:
    """Yield more details about a field."""
    if field.physical_type and field.logical_type:
        yield f"physical type {code(field.physical_type)}"
    if field.physical_name and field.physical_name != field.name:
        yield f"physical name {code(field.physical_name)}"
    yield from (f"{plain(key)} {code(value(each))}" for key, each in (field.options or {}).items())
    if field.examples:
        yield f"such as {', '.join(code(value(each)) for each in field.examples)}"
    yield from (f"checked: {message(rule)}" for rule in field.rules)
    if field.affected:
        direct, others = (
            ", ".join(plain(each.title or each.name) for each in found)
            for found in (
                field.affected[: field.affected_directly],
                field.affected[field.affected_directly :],
            )
        )
        through = f"through others, {others}" if others else ""
        yield f"a change to it affects {' and, '.join(filter(None, (direct, through)))}"
    if field.made:
        yield plain(field.made)
    if field.logic:
        yield f"computed by {code(field.logic)}"


def _meaning(field: Field) -> str:
    """Return the meaning, synonyms and values of a field as Markdown."""
    synonyms = ", ".join(map(plain, field.synonyms))
    parts = (plain(field.description), f"Also called: {synonyms}." if synonyms else "", _listed(field))
    return " ".join(filter(None, parts))


def _listed(field: Field) -> str:
    values = [f"{code(value(each))}{f' ({plain(means)})' if means else ''}" for each, means in field.values]
    return f"One of {', '.join(values)}." if values else ""
