"""Conversion of a contract of ODCS 2 (or of the template that preceded it) to ODCS 3.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.standards.conversion.carrying import (
    Conversion,
    Custom,
    Notes,
    Source,
    custom_properties,
    own_custom,
    stated,
)
from meshwright.standards.conversion.odcs2_tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.source.place import Path

NAME = "ODCS"
_VERSIONS = ("apiVersion", "standardVersion", "templateVersion")
_OWN = frozenset(
    {
        "quantumName",
        "datasetName",
        "datasetDomain",
        "uuid",
        "standardVersion",
        "templateVersion",
        "stakeholders",
    }
)
"""Top-level keys that only ODCS 2 has."""
_STATUS = {"production": "active", "current": "active", "development": "draft", "test": "draft"}
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?")
_HOST = re.compile(r"([A-Za-z0-9._-]+):(\d{1,5})")
_EMPTY: tuple[str, ...] = ("sourcePlatform", "sourceSystem")
_SERVER = (
    "server",
    "database",
    "driver",
    "driverVersion",
    "username",
    "password",
    "project",
    "datasetProject",
    "datasetName",
)


def is_odcs2(value: Mapping[str, Any]) -> bool:
    """Return whether a document is a contract of ODCS 2."""
    version = value.get("apiVersion")
    if isinstance(version, str) and re.match(r"v?3\.", version):
        return False
    is_second = isinstance(version, str) and re.match(r"v?2\.", version) is not None
    return (is_second and value.get("kind") == "DataContract") or (
        "dataset" in value and not _OWN.isdisjoint(value)
    )


def convert_odcs2(value: Mapping[str, Any], written: Callable[[Path], str | None]) -> Conversion:
    """Return the contract in ODCS 3.2."""
    notes = Notes(written)
    source = Source(value, (), notes)
    version = source.text(*_VERSIONS) or "2"
    kind = source.take("kind")
    head = stated(
        kind="DataContract",
        apiVersion="v3.2.0",
        id=source.text("uuid", "id"),
        name=source.text("name"),
        version=source.text("version"),
        status=_status(source),
        domain=source.text("datasetDomain"),
        dataProduct=source.text("quantumName"),
        tenant=source.text("tenant"),
        tags=source.take("tags"),
    )
    custom = [] if kind in (None, "DataContract") else [{"property": "datasetKind", "value": kind}]
    servers = _servers(source)
    tables = Tables(notes, source.take("type"))
    schema = [tables.object(each) for each in _tables(source)]
    if tables.kind is not None and not schema:
        notes.lost(("type",), f"type `{tables.kind}`, because there is no table")
    body = stated(
        description=_description(source),
        team=_team(source),
        support=_support(source),
        servers=servers,
        schema=schema,
        price=source.take("price"),
        roles=source.take("roles"),
        slaProperties=_service_levels(source),
        contractCreatedTs=_moment(source),
        customProperties=custom_properties(own_custom(source), custom, source.rest()),
    )
    tables.note_defaults()
    return Conversion(f"{NAME} {str(version).removeprefix('v')}", {**head, **body}, tuple(notes.found))


def _status(source: Source) -> Any:  # noqa: ANN401 - a value of the source
    status = source.take("status")
    word = _STATUS.get(status.strip().casefold()) if isinstance(status, str) else None
    if word is not None:
        source.notes.changed(("status",), f"status `{status}` became `{word}`")
    return word or status


def _description(source: Source) -> Any:  # noqa: ANN401 - a value of the source
    description = source.take("description")
    if isinstance(description, dict):
        return {key: value for key, value in description.items() if value is not None}
    return {"purpose": description} if isinstance(description, str) else description


def _tables(source: Source) -> list[Source]:
    """Return the tables, which are a list or, in the first versions, a mapping that contains a list."""
    dataset = source.value.get("dataset")
    if isinstance(dataset, dict):
        inner = source.mapping("dataset")
        found = list(inner.mappings("tables"))
        inner.lose_rest()
        return found
    return list(source.mappings("dataset"))


def _team(source: Source) -> dict[str, Any]:
    members = []
    for each in source.mappings("stakeholders"):
        own = each.given("username", "name", "role", "dateIn", "dateOut", "replacedByUsername")
        about = stated(description=each.text("comment", "description"))
        members.append({**own, **about, **stated(customProperties=[*own_custom(each), *each.rest()])})
    return stated(members=members)


def _support(source: Source) -> list[dict[str, Any]]:
    mail, slack = source.text("productDl"), source.text("productSlackChannel")
    feedback = source.text("productFeedbackUrl")
    found = []
    if mail is not None:
        found.append({"channel": mail, "tool": "email", "url": f"mailto:{mail}"})
    if slack is not None:
        found.append({"channel": slack, "tool": "slack"})
    if feedback is not None:
        found.append({"channel": "feedback", "url": feedback})
    return found


def _servers(source: Source) -> list[dict[str, Any]]:
    """Return the single location of the data; ODCS 2 mixes the keys of all server types."""
    if not any(source.value.get(key) is not None for key in (*_EMPTY, *_SERVER)):
        return []
    system, platform = source.text("sourceSystem"), source.text("sourcePlatform")
    project, dataset = source.text("project", "datasetProject"), source.text("datasetName")
    host, database = source.text("server"), source.text("database")
    is_bigquery = isinstance(system, str) and system.casefold().replace(" ", "") == "bigquery"
    name = system if isinstance(system, str) and system else "source"
    custom: list[Custom] = [
        {"property": key, "value": value}
        for key, value in (("sourceSystem", None if is_bigquery else system), ("sourcePlatform", platform))
        if value is not None
    ]
    if is_bigquery and project is not None and dataset is not None:
        custom += [
            {"property": key, "value": value}
            for key, value in (("server", host), ("database", database))
            if value is not None
        ]
        made: dict[str, Any] = stated(server=name, type="bigquery", project=project, dataset=dataset)
    else:
        parts = _HOST.fullmatch(host) if isinstance(host, str) else None
        address = stated(host=parts[1], port=int(parts[2])) if parts else stated(host=host)
        made = stated(
            server=name, type="custom", project=project, dataset=dataset, **address, database=database
        )
        source.notes.changed(
            (), "the server became `custom`; choose its type and add the keys that it requires"
        )
    login = Source({key: source.take(key) for key in _SERVER if key not in source.taken}, (), source.notes)
    return [{**made, **stated(customProperties=custom_properties(custom, login.rest()))}]


def _service_levels(source: Source) -> list[dict[str, Any]]:
    default = source.take("slaDefaultColumn")
    found = []
    for each in source.mappings("slaProperties"):
        own = each.given("property", "value", "valueExt", "unit", "driver", "description")
        if "value" not in own and "value" in each.value:
            own["value"] = None
        element = each.first("column", "element")
        element = default if element is None else element
        found.append({**own, **stated(element=element, customProperties=each.rest())})
    return found


def _moment(source: Source) -> Any:  # noqa: ANN401 - a value of the source
    """Return a timestamp in RFC 3339 format; according to the standard, a timestamp without a time zone is in UTC."""
    value = source.take("contractCreatedTs")
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    moment = f"{found[1]}T{found[2]}{found[3] or 'Z'}"
    if moment != value:
        source.notes.changed(("contractCreatedTs",), f"`{value}` became `{moment}`")
    return moment
