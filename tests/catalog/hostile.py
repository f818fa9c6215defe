"""Meshes in which every text is hostile: the example's, one with hostile names, one with a hostile owner."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from itertools import count, cycle
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs
import yaml
from markdown import Markdown
from payloads import LINKS, NAMES, TEXTS

from meshwright.catalog.allowlist import refused_in_markdown, refused_in_template
from meshwright.catalog.site import EXTENSIONS
from meshwright.mesh.address import port_address, product_address, segment
from meshwright.standards.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMING = frozenset(
    {
        *(
            "apiVersion",
            "kind",
            "id",
            "version",
            "status",
            "type",
            "domain",
            "parent",
            "owner",
            "steward",
            "product",
        ),
        *(
            "contractId",
            "dataProduct",
            "port",
            "entity",
            "scheme",
            "role",
            "clearance",
            "minimumLevel",
            "approvers",
        ),
        *(
            "logicalType",
            "classification",
            "transformSourceObjects",
            "from",
            "to",
            "columns",
            "crosswalks",
            "ignore",
        ),
        *(
            "property",
            "element",
            "tier",
            "unit",
            "metric",
            "dimension",
            "severity",
            "check",
            "relation",
            "format",
            "timezone",
        ),
        *(
            "expires",
            "enforceFrom",
            "schedule",
            "scheduler",
            "preset",
            "rulesAsOf",
            "failOn",
            "exclude",
            "branch",
        ),
        *(
            "pattern",
            "method",
            "keyOwner",
            "system",
            "field",
            "object",
            "requires",
            "filePlaces",
            "levels",
            "group",
        ),
        *(
            "fieldFormats",
            "tiers",
            "purposes",
            "exactMatch",
            "key",
            "existing",
            "access",
            "encryptedName",
            "rule",
        ),
        *(
            "startDate",
            "requestedOn",
            "endDate",
            "dataCategories",
            "names",
            "pseudonymisedFloor",
            "aggregatedLevel",
            "profiles",
        ),
        *(
            "physicalNames",
            "samples",
            "personal",
            "encoding",
            "delimiter",
            "level",
            "default",
            "firstLevelApprovers",
        ),
        *(
            "secondLevelApprovers",
            "relationshipType",
            "dateIn",
            "dateOut",
            "contractCreatedTs",
            "productCreatedTs",
        ),
        *("transformLogic", "arguments", "mapping", "language", "framework", "scope", "accessRequests"),
        *(
            "slaDefaultElement",
            "slaProperties.value",
            "consumer.team",
            "commonMetadata",
            "cloudEvents",
            "paths",
        ),
        *("sql", "message", "fails", "passes", "given", "model", "waivable", "address", "approvedBy"),
        *(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "defaultTimezone",
            "replacedByUsername",
        ),
    }
)
"""Keys whose texts name or choose something: with other texts, the documents would not fit together."""
EXPLAINING = frozenset({"why", "description", "title", "label", "means"})
"""Keys of texts, in any location."""
FILLED = ("products/player/play-events/", "governance/")
"""Documents in which keys that the example omits are added."""


class Planted(NamedTuple):
    """A text that was put into a mesh."""

    mark: str
    """A unique word with which the text starts."""
    text: str
    file: str
    path: str
    """The keys that lead to it, without positions."""


def hostile_texts(root: Path, target: Path) -> list[Planted]:
    """Write the example mesh with a hostile text in every text field; return the planted texts."""
    planter = _Planter()
    for folder in ("governance", "products", "policies"):
        for source in sorted((root / folder).rglob("*")):
            name = source.relative_to(root).as_posix()
            if source.is_dir() or name.startswith(("governance/schemas", "governance/decisions")):
                continue
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix != ".yaml":
                place.write_bytes(source.read_bytes())
                continue
            documents = [planter.document(each, name) for each in yaml.safe_load_all(source.read_text())]
            place.write_text(
                yaml.safe_dump_all(documents, allow_unicode=False, sort_keys=False, width=1_000_000)
            )
    (target / "policies/hostile.yaml").write_text(hostile_policy())
    return planter.planted


def hostile_policy() -> str:
    """Write a policy that runs and has hostile texts, columns and comments."""
    sound = [text for text in TEXTS if text.isprintable()]
    texts = "".join(f", '{text.replace(chr(39), chr(39) * 2)}' AS t{at}" for at, text in enumerate(sound[:8]))
    comments = "\n".join(f"-- {text}" for text in sound if len(text) < 200)
    port = "player/play-events/daily@1"
    tests = [{"fails": [port], "given": "kind: DataContract\nid: plays\n"}, {"passes": [port], "given": ""}]
    return yaml.safe_dump(
        {
            "apiVersion": "meshwright/v1",
            "kind": "Policy",
            "name": "hostile-policy",
            "title": " ".join(sound[:12]),
            "owner": "governance",
            "severity": "warning",
            "status": "audit",
            "references": sound,
            "remediation": "\n\n".join(TEXTS),
            "sql": f"SELECT address{texts}\nFROM product\n{comments}\n-- ``` </code></pre>",
            "message": "{t0} {t1} {t2} {t3} {t4} {t5} {t6} {t7}",
            "tests": tests,
        },
        allow_unicode=False,
        sort_keys=False,
    )


@cache
def _schema(kind: str) -> dict[str, Any]:
    return json_schema(kind)


class _Planter:
    """A writer of texts into documents that records their locations."""

    def __init__(self) -> None:
        self.planted: list[Planted] = []
        self._numbers = count(1)
        self._texts, self._links = cycle(TEXTS), cycle(LINKS)
        self._file = ""
        self._definitions: dict[str, Any] = {}
        self._filled: set[str] = set()
        self._fills = False
        self._validators: dict[int, Any] = {}

    def document(self, values: dict[str, Any], file: str) -> dict[str, Any]:
        """Return a document with hostile texts."""
        schema = _schema(values["kind"])
        self._file, self._definitions = file, schema.get("$defs", {})
        self._fills = file.startswith(FILLED)
        self._filled = set()
        return self._value(values, schema, (values["kind"],))

    def _value(self, value: Any, schema: dict[str, Any], path: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return self._mapping(value, schema, path)
        if isinstance(value, list):
            items = next((form["items"] for form in self._forms(schema, value) if "items" in form), {})
            return [self._value(item, items, path) for item in value]
        return self._text(path) if isinstance(value, str) and _is_free(path) else value

    def _mapping(
        self, value: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...]
    ) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for form in self._forms(schema, value):
            known.update(form.get("properties", {}))
        if path[-1] == "customProperties" and "property" in value:
            path = (*path, value["property"])
            if value["property"] != "successCriteria":  # what a property's value may be depends on its name
                return {**value, "description": self._text((*path, "description"))}
        made = {key: self._value(item, known.get(key, {}), (*path, key)) for key, item in value.items()}
        if self._fills:
            for key in sorted(known.keys() - value.keys()):
                added = self._made(known[key], (*path, key))
                if added is not None:
                    made[key] = added
        return made

    def _made(self, schema: dict[str, Any], path: tuple[str, ...]) -> Any:
        """Make the omitted keys of a document, of texts and blocks that occur nowhere else; None if there is none."""
        for form in self._forms(schema, None):
            if "enum" in form or "const" in form or "pattern" in form or form.get("format"):
                return None
            if form.get("type") == "string" and _is_free(path):
                return self._text(path)
            if form.get("type") == "array":
                item = self._made(form.get("items", {}), path)
                return None if item is None else [item]
        name = schema.get("$ref", "")
        if name and name not in self._filled and path[-1] not in NAMING:
            self._filled.add(name)
            made = self._mapping({}, schema, path)
            needed = {key for form in self._forms(schema, made) for key in form.get("required", ())}
            return made if needed <= made.keys() else None
        return None

    def _forms(self, schema: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
        """Yield all parts of a schema that describe a value."""
        yield schema
        if "$ref" in schema:
            yield from self._forms(self._definitions[schema["$ref"].rpartition("/")[2]], value)
        for part in schema.get("allOf", ()):
            if "if" not in part or self._is_valid(part["if"], value):
                yield from self._forms(part.get("then", part), value)
        branches = schema.get("oneOf") or schema.get("anyOf") or ()
        fitting = [branch for branch in branches if value is None or self._is_valid(branch, value)]
        if fitting:
            yield from self._forms(fitting[0], value)

    def _is_valid(self, schema: dict[str, Any], value: Any) -> bool:
        if id(schema) not in self._validators:
            validator = jsonschema_rs.validator_for({**schema, "$defs": self._definitions})
            self._validators[id(schema)] = validator
        return self._validators[id(schema)].is_valid(value)

    def _text(self, path: tuple[str, ...]) -> str:
        mark = f"zq{next(self._numbers):04d}"
        is_link = path[-1] in ("url", "location", "host", "endpoint", "stagingDir", "project", "account")
        text = next(self._links) if is_link else f"{mark} {next(self._texts)}"
        if not is_link:
            self.planted.append(Planted(mark, text, self._file, ".".join(path)))
        return text


def _is_free(path: tuple[str, ...]) -> bool:
    if path[-1] == "name":
        return "members" in path or "successCriteria" in path or path == ("DataContract", "name")
    if path[-1] == "purpose":
        return path[0] != "AccessAgreement"
    return path[-1] in EXPLAINING or not NAMING.intersection((*path, ".".join(path[-2:])))


def hostile_names(target: Path) -> None:
    """Write a mesh in which everything with a name has a hostile one, by which others refer to it."""
    for number, name in enumerate(NAMES):
        folder = target / f"products/x{number}/{'it is <b>' if number else 'it'}"
        folder.mkdir(parents=True)
        upstream, downstream = f"{name}1", f"{name}2"
        port = port_address(product_address(name, upstream, upstream), name, "1")
        field = f"{port}/{segment(name)}/{segment(name)}"
        documents = {
            "governance &#39;": [
                {"kind": "Domain", "name": name, "title": name, "purpose": name, "owner": name},
                {
                    "kind": "Team",
                    "name": name,
                    "title": name,
                    "purpose": name,
                    "members": [{"username": name}],
                },
                {"kind": "Role", "name": name, "title": name, "clearance": name, "purposes": [name]},
                {
                    "kind": "Domain",
                    "name": f"d{number}",
                    "title": name,
                    "purpose": name,
                    "owner": f"t{number}",
                },
                {
                    "kind": "Team",
                    "name": f"t{number}",
                    "title": name,
                    "purpose": name,
                    "members": [{"username": name}],
                },
                {
                    "kind": "Entity",
                    "name": name,
                    "title": name,
                    "definition": name,
                    "steward": name,
                    "identifier": {"scheme": name, "logicalType": "string"},
                },
                {
                    "kind": "Meaning",
                    "domain": name,
                    "entity": "artist",
                    "means": name,
                    "relation": "exactMatch",
                    "schemes": [{"scheme": name, "columns": [f"{segment(name)}/{segment(name)}"]}],
                },
                {
                    "kind": "AccessAgreement",
                    "port": port,
                    "consumer": {"team": name, "use": name},
                    "purpose": name,
                    "role": name,
                    "expires": "2027-06-30",
                },
            ],
            "up &#39;.odps": [_product(upstream, name, name, None)],
            "down &#39;.odps": [_product(downstream, f"d{number}", name, upstream)],
            "up &#39;.odcs": [_contract(upstream, name, None)],
            "down &#39;.odcs": [_contract(downstream, name, field)],
        }
        for file, values in documents.items():
            dumped = [{"apiVersion": "meshwright/v1", **each} for each in values]
            place = folder / f"{file if number else file.replace(' &#39;', '')}.yaml"
            place.write_text(yaml.safe_dump_all(dumped, allow_unicode=False, sort_keys=False))
    (target / "governance").mkdir()
    mesh = {
        "apiVersion": "meshwright/v1",
        "kind": "Mesh",
        "name": "hostile",
        "title": TEXTS[1],
        "description": TEXTS[3],
    }
    (target / "governance/mesh.yaml").write_text(yaml.safe_dump(mesh))


def hostile_owner(root: Path, target: Path) -> None:
    """Write a part of the example whose site has hostile settings, pages and templates."""
    for folder in ("governance", "products/sandbox"):
        shutil.copytree(root / folder, target / folder)
    own = target / "site"
    for name in ("content", "overrides/product"):
        (own / name).mkdir(parents=True)
    breaking = f"</title></script>{TEXTS[1]}"
    settings = {
        "site_name": breaking,
        "site_description": breaking,
        "copyright": breaking,
        "nav": [{breaking: "own.md"}, {breaking: [{breaking: "own.md"}, {breaking: LINKS[9]}]}],
        "theme": {"palette": {"scheme": "default", "toggle": {"icon": "material/eye", "name": breaking}}},
    }
    (own / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    (own / "content/own.md").write_text(
        "\n\n".join(
            (
                f"---\ntitle: {json.dumps(breaking)}\ndescription: {json.dumps(breaking)}\n---\n# Own {TEXTS[0]}",
                *(text for text in TEXTS if not refused_in_markdown(as_html(f"# Own\n\n{text}"))),
                "<script src=products/sandbox/labelled-audio/index.md></script>",
            )
        )
    )
    (own / "overrides/product/joins.html").write_text(
        "".join(text for text in TEXTS if not re.search("{[{%#]", text) and not refused_in_template(text))
    )


def as_html(text: str) -> str:
    """Render a page to HTML as MkDocs does."""
    names = [each if isinstance(each, str) else next(iter(each)) for each in EXTENSIONS]
    settings = {name: value for each in EXTENSIONS if isinstance(each, dict) for name, value in each.items()}
    return Markdown(extensions=names, extension_configs=settings).convert(text)


def _product(name: str, domain: str, port: str, reads: str | None) -> dict[str, Any]:
    inputs = [{"name": port, "version": "1.0.0", "contractId": reads}] if reads else []
    return {
        "apiVersion": "v1.1.0",
        "kind": "DataProduct",
        "id": name,
        "name": name,
        "version": "1.0.0",
        "status": "active",
        "domain": domain,
        "team": {"name": domain.replace("d", "t", 1)},
        "tags": [name],
        "inputPorts": inputs,
        "outputPorts": [{"name": port, "version": "1.0.0", "contractId": name, "type": port}],
    }


def _contract(name: str, field: str, source: str | None) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {
            "name": field,
            "logicalType": "string",
            "physicalType": field,
            "classification": field,
            "description": field,
        },
        {
            "name": f"{field}2",
            "logicalType": "object",
            "properties": [{"name": field, "logicalType": "string"}],
        },
    ]
    if source:
        columns[0]["transformSourceObjects"] = [source]
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "name": name,
        "version": "1.0.0",
        "status": "active",
        "domain": field,
        "servers": [{"server": field, "type": "s3", "location": "s3://x/*", "environment": field}],
        "schema": [{"name": field, "physicalName": field, "properties": columns}],
        "slaProperties": [{"property": field, "value": field, "unit": field, "element": field}],
    }
