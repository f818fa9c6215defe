"""Conversion of a contract in the Data Contract Specification (0.9 to 1.2) to ODCS 3.2."""

from __future__ import annotations

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
from meshwright.standards.conversion.dcs_fields import Fields
from meshwright.standards.conversion.quality import quality_rules
from meshwright.standards.conversion.servers import server
from meshwright.standards.conversion.service_levels import service_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.source.place import Path

MARK = "dataContractSpecification"
"""The key that every such contract has."""
NAME = "Data Contract Specification"
_STATUS = {"in development": "draft", "in-development": "draft", "development": "draft"}
_TABLES = "Table"
"""The suffix of keys in a model's `config` that name the table on a server: `snowflakeTable`."""


def convert_dcs(value: Mapping[str, Any], written: Callable[[Path], str | None]) -> Conversion:
    """Return the contract in ODCS; raises TooLargeError if its references make it too large."""
    notes = Notes(written)
    source = Source(value, (), notes)
    version = source.text(MARK)
    info = source.mapping("info")
    fields = Fields(source.take("definitions"), notes)
    head = stated(
        kind="DataContract",
        apiVersion="v3.2.0",
        id=source.text("id"),
        name=info.text("title"),
        version=info.text("version"),
        status=_status(info),
        tags=source.take("tags"),
    )
    levels, custom = service_levels(source.mapping("servicelevels"))
    description = _description(info, source.mapping("terms"))
    owner, contact = info.text("owner"), info.mapping("contact")
    servers = [server(name, each, _roles(each)) for name, each in source.entries("servers")]
    schema = [_object(name, each, fields) for name, each in source.entries("models")]
    _checks_of_0_9(source, schema, notes)
    _examples(source)
    body = stated(
        description=description,
        team=stated(name=owner),
        support=_support(contact),
        servers=servers,
        schema=schema,
        slaProperties=levels,
        authoritativeDefinitions=source.links("links"),
        customProperties=custom_properties(
            own_custom(source), custom, contact.rest(name="contact.{}"), info.rest(), source.rest()
        ),
    )
    fields.note_unused()
    return Conversion(f"{NAME} {version}", {**head, **body}, tuple(notes.found))


def _status(info: Source) -> Any:  # noqa: ANN401 - a value of the source
    status = info.take("status")
    draft = _STATUS.get(status.strip().casefold()) if isinstance(status, str) else None
    if draft is not None:
        info.notes.changed((*info.path, "status"), f"status `{status}` became `{draft}`")
    return draft or status


def _description(info: Source, terms: Source) -> dict[str, Any]:
    """Return the description, with the terms of use."""
    policies: list[dict[str, Any]] = []
    left: list[Custom] = []
    for policy in terms.mappings("policies"):
        kind, url = policy.text("type", "name"), policy.text("url")
        about = policy.text("description")
        if kind is not None and url is not None:
            policies.append(stated(url=url, type=kind, description=about))
            left += policy.rest(name="policy.{}")
        else:
            terms.notes.changed(
                policy.path, "a policy without a type or a URL became custom property `policy`"
            )
            left.append({"property": "policy", "value": policy.value})
    return stated(
        purpose=info.text("description"),
        usage=terms.text("usage"),
        limitations=terms.text("limitations"),
        authoritativeDefinitions=policies,
        customProperties=custom_properties(left, terms.rest()),
    )


def _support(contact: Source) -> list[dict[str, Any]]:
    """Return the contact as support channels: its page and its e-mail address."""
    name, url, email = contact.text("name"), contact.text("url"), contact.text("email")
    channels = [stated(channel=name or url, url=url)] if url is not None or (name and not email) else []
    if email is not None:
        mail = stated(channel=email, url=f"mailto:{email}", tool="email")
        channels.append(mail | (stated(description=name) if not channels else {}))
    return channels


def _roles(source: Source) -> list[dict[str, Any]]:
    return [
        stated(role=each.text("name"), description=each.text("description"), customProperties=each.rest())
        for each in source.mappings("roles")
    ]


def _object(name: str, model: Source, fields: Fields) -> dict[str, Any]:
    config = model.mapping("config")
    tables = [key for key in config.value if key.endswith(_TABLES) and isinstance(config.value[key], str)]
    physical = config.take(tables[0]) if len(tables) == 1 else None
    if model.take("examples") is not None:
        model.notes.lost((*model.path, "examples"), "example rows; put them into a file in `samples/`")
    keys = model.value.get("primaryKey")
    is_list = isinstance(keys, list) and all(isinstance(each, str) for each in keys)
    if is_list:
        model.taken.add("primaryKey")
    properties = fields.properties(model.entries("fields"))
    left = _mark_keys(properties, keys if is_list and keys else [])
    for key in left:
        model.notes.lost((*model.path, "primaryKey"), f"primary key `{key}` is not a field of `{name}`")
    return stated(
        name=name,
        physicalName=physical,
        physicalType=model.text("type"),
        businessName=model.text("title"),
        description=model.text("description"),
        tags=model.take("tags"),
        properties=properties,
        quality=quality_rules(model),
        authoritativeDefinitions=model.links("links"),
        customProperties=custom_properties(own_custom(model), config.rest(), model.rest()),
    )


def _mark_keys(properties: list[dict[str, Any]], keys: list[str]) -> list[str]:
    """Mark the fields of a primary key, with their positions; return the names that are not fields."""
    by_name = {each["name"]: each for each in properties}
    for number, key in enumerate(keys, start=1):
        if key in by_name:
            by_name[key]["primaryKey"] = True
            by_name[key]["primaryKeyPosition"] = number
    return [key for key in keys if key not in by_name]


def _checks_of_0_9(source: Source, schema: list[dict[str, Any]], notes: Notes) -> None:
    """Move the quality checks of a whole contract, as in 0.9, to its only model."""
    quality = source.mapping("quality")
    if not quality.value:
        return
    engine, specification = quality.text("type"), quality.take("specification")
    if len(schema) != 1 or not isinstance(specification, str | dict) or engine is None:
        notes.lost(quality.path, "quality checks of the whole contract; add each to the model that it checks")
        return
    rule = {"type": "custom", "engine": engine, "implementation": specification}
    schema[0].setdefault("quality", []).append(rule)
    quality.lose_rest()


def _examples(source: Source) -> None:
    if source.take("examples") is not None:
        source.notes.lost(("examples",), "example rows; put them into files in `samples/`")
