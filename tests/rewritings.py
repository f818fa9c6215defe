"""Rewritings of contracts that change nothing: the results of an upgrade of ODCS, a formatter or another style.

A rewriting of values changes a copy of a contract in place, and returns whether it applied. A style writes the values
as text. `mutations` are real changes, which test that a rewriting hides none.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import sqlglot
import yaml
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

Body = dict[str, Any]
UNORDERED = frozenset(
    {
        "schema",
        "properties",
        "quality",
        "slaProperties",
        "servers",
        "roles",
        "tags",
        "enum",
        "customProperties",
    }
    | {"relationships", "authoritativeDefinitions", "validValues", "support"}
)
"""Lists whose order does not matter."""
FEATURES: Body = {
    "apiVersion": "v3.0.2",
    "kind": "DataContract",
    "id": "everything",
    "version": "1.0.0",
    "status": "active",
    "team": [{"username": "ada", "role": "owner"}],
    "servers": [
        {"server": "db", "type": "postgres", "host": "h", "port": 5432, "database": "d", "schema": "main"},
        {"server": "lake", "type": "postgres", "host": "i", "port": 5432, "database": "d", "schema": "other"},
    ],
    "slaDefaultElement": "orders.placed",
    "slaProperties": [
        {"property": "latency", "value": 4, "unit": "h"},
        {"property": "throughput", "value": 1000, "unit": "rows/s"},
        {"property": "availability", "value": 99.9, "unit": "percent"},
        {"property": "retention", "value": 3, "unit": "y"},
        {"property": "frequency", "value": 1, "unit": "d"},
    ],
    "schema": [
        {
            "name": "orders",
            "physicalType": "table",
            "quality": [
                {"type": "library", "rule": "rowCount", "mustBeGreaterThan": 10},
                {
                    "type": "sql",
                    "query": "SELECT COUNT(*) FROM orders WHERE amount < 0 AND code = 'x  y'",
                    "mustBe": 0,
                },
            ],
            "properties": [
                {"name": "id", "logicalType": "integer", "physicalType": "bigint", "primaryKey": True}
                | {"primaryKeyPosition": 1, "required": True, "unique": True},
                {
                    "name": "state",
                    "logicalType": "string",
                    "physicalType": "varchar(20)",
                    "quality": [
                        {"type": "library", "rule": "nullValues", "mustBe": 0},
                        {"rule": "invalidValues", "validValues": ["new", "paid"], "mustBe": 0},
                        {"rule": "duplicateCount", "mustBeLessThan": 5, "unit": "percent"},
                    ],
                },
                {
                    "name": "amount",
                    "logicalType": "integer",
                    "physicalType": "int",
                    "logicalTypeOptions": {"minimum": 1, "maximum": 10_000},
                    "transformLogic": "SELECT amount FROM raw WHERE amount > 0",
                    "quality": [{"rule": "duplicateCount", "mustBe": 0}],
                },
                {"name": "placed", "logicalType": "date", "physicalType": "timestamp"},
                {
                    "name": "note",
                    "logicalType": "string",
                    "quality": [
                        {"type": "library", "rule": "nullCheck"},
                        {
                            "type": "sql",
                            "query": "SELECT COUNT(*) FROM ${table} WHERE ${column} = ''",
                            "mustBe": 0,
                        },
                    ],
                },
                {
                    "name": "code",
                    "logicalType": "string",
                    "physicalType": "varchar(3)",
                    "logicalTypeOptions": {"pattern": r"^[A-Z]{2}\d$", "maxLength": 3},
                    "tags": ["b", "a"],
                },
            ],
        }
    ],
}
"""A contract of ODCS 3.0 with something for every rewriting of what it has."""
LATER_FEATURES: Body = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "everything-later",
    "version": "1.0.0",
    "status": "active",
    "servers": [
        {"server": "db", "type": "postgres", "host": "h", "port": 5432, "database": "d", "schema": "main"}
    ],
    "schema": [
        {
            "name": "orders",
            "relationships": [{"from": "orders.region", "to": "regions.code"}],
            "quality": [{"type": "sql", "query": "SELECT COUNT(*) FROM {object}", "mustBeGreaterThan": 0}],
            "properties": [
                {"name": "customer", "logicalType": "string", "relationships": [{"to": "customers.id"}]},
                {"name": "region", "logicalType": "string"},
                {"name": "placed", "logicalType": "timestamp", "physicalType": "timestamp"}
                | {"logicalTypeOptions": {"defaultTimezone": "UTC"}},
            ],
        },
        {"name": "customers", "properties": [{"name": "id", "logicalType": "string"}]},
        {"name": "regions", "properties": [{"name": "code", "logicalType": "string"}]},
    ],
}
"""A contract of ODCS 3.1 with something for every rewriting of what 3.0 has not."""


def _mappings(value: object) -> Iterator[Body]:
    if isinstance(value, dict):
        yield value
        for each in list(value.values()):
            yield from _mappings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _mappings(each)


def _fields(body: Body) -> Iterator[Body]:
    for each in _mappings(body.get("schema")):
        properties = each.get("properties")
        if isinstance(properties, list):
            yield from (field for field in properties if isinstance(field, dict))


def _rules(body: Body) -> Iterator[Body]:
    for each in _mappings(body.get("schema")):
        rules = each.get("quality")
        if isinstance(rules, list):
            yield from (rule for rule in rules if isinstance(rule, dict))


def _any(found: Iterator[bool]) -> bool:
    return any([*found])


def _each_rule(rewrite: Callable[[Body], bool]) -> Callable[[Body, Random], bool]:
    return lambda body, _: _any(rewrite(rule) for rule in _rules(body))


def _key_order(body: Body, random: Random) -> bool:
    for each in _mappings(body):
        items = list(each.items())
        random.shuffle(items)
        each.clear()
        each.update(items)
    return True


def _list_order(body: Body, random: Random) -> bool:
    found = False
    for each in _mappings(body):
        for key, value in each.items():
            names = (
                [one.get("name") for one in value if isinstance(one, dict)] if isinstance(value, list) else []
            )
            if (
                key in UNORDERED
                and isinstance(value, list)
                and len(value) > 1
                and len({*names}) == len(names)
            ):
                random.shuffle(value)
                found = True
    return found


def _upgrade(body: Body, random: Random) -> bool:
    stated = body.get("apiVersion")
    later = {"v3.0.0": "v3.0.2", "v3.0.1": "v3.0.2", "v3.0.2": "v3.1.0", "v3.1.0": "v3.2.0"}
    if stated not in later:
        return False
    body["apiVersion"] = later[stated]
    if body["apiVersion"] in later and random.random() < 0.5:
        body["apiVersion"] = later[body["apiVersion"]]
    for rule in _rules(body):
        _metric(rule)
        _arguments(rule)
    _numbers_for_flags(body)
    if stated.startswith("v3.0") and not body["apiVersion"].startswith("v3.0"):
        _newer_types(body)
    return True


def _newer_types(body: Body) -> None:
    """Use the type of timestamps, which ODCS 3.0 lacks."""
    for field in _fields(body):
        if field.get("logicalType") == "date" and field.get("physicalType") == "timestamp":
            field["logicalType"] = "timestamp"


def _numbers_for_flags(body: Body) -> None:
    """Write `exclusiveMinimum: true` of ODCS 3.0 as the number that it is in later versions."""
    for options in _mappings(body.get("schema")):
        for key in ("minimum", "maximum"):
            if options.get(f"exclusive{key.capitalize()}") is True:
                options[f"exclusive{key.capitalize()}"] = options.pop(key)


def _metric(rule: Body) -> bool:
    stated = rule.get("rule")
    if not isinstance(stated, str) or "metric" in rule or stated == "validValues":
        return False
    del rule["rule"]
    names = {"duplicateCount": "duplicateValues", "invalidCount": "invalidValues", "nullCheck": "nullValues"}
    rule["metric"] = names.get(stated, stated)
    if stated == "nullCheck" and not any(key.startswith("must") for key in rule):
        rule["mustBe"] = 0
    return True


def _arguments(rule: Body) -> bool:
    if "validValues" not in rule:
        return False
    rule["arguments"] = {"validValues": rule.pop("validValues")}
    return True


def _library(rule: Body) -> bool:
    if "metric" not in rule and "rule" not in rule:
        return False
    if rule.get("type") == "library":
        del rule["type"]
    elif "type" not in rule:
        rule["type"] = "library"
    return True


def _unit(rule: Body) -> bool:
    if "metric" not in rule and "rule" not in rule:
        return False
    if rule.get("unit") in ("percent", "%"):
        rule["unit"] = {"percent": "%", "%": "percent"}[rule["unit"]]
    elif rule.get("unit") == "rows":
        del rule["unit"]
    elif "unit" not in rule:
        rule["unit"] = "rows"
    return True


def _operator(rule: Body) -> bool:
    if not ({"metric", "rule"} & rule.keys()) or rule.get("unit") not in (None, "rows"):
        return False
    for key, other, step in (
        ("mustBeLessThan", "mustBeLessOrEqualTo", -1),
        ("mustBeLessOrEqualTo", "mustBeLessThan", 1),
        ("mustBeGreaterThan", "mustBeGreaterOrEqualTo", 1),
        ("mustBeGreaterOrEqualTo", "mustBeGreaterThan", -1),
    ):
        if type(rule.get(key)) is int and other not in rule:
            rule[other] = rule.pop(key) + step
            return True
    if rule.get("mustBe") == 0 and type(rule["mustBe"]) is int:
        del rule["mustBe"]
        rule["mustBeLessThan"] = 1
        return True
    return False


def _severity(rule: Body) -> bool:
    if rule.get("severity") == "error":
        del rule["severity"]
    elif "severity" not in rule:
        rule["severity"] = "error"
    else:
        return False
    return True


def _key_for_rule(body: Body, _: Random) -> bool:
    """Write `required` and `unique` for rules that permit no nulls and no duplicates, and the other way round."""
    found = False
    for field in _fields(body):
        rules = field.get("quality")
        for key, metrics in (
            ("required", ("nullValues",)),
            ("unique", ("duplicateValues", "duplicateCount")),
        ):
            plain = [
                rule
                for rule in (rules if isinstance(rules, list) else [])
                if (rule.get("metric") or rule.get("rule")) in metrics
                and rule.keys() <= {"metric", "rule", "mustBe", "type"}
                and rule.get("mustBe") == 0
            ]
            if plain and key not in field:
                field["quality"] = [rule for rule in rules if rule is not plain[0]]
                field[key] = True
                found = True
            elif field.get(key) is True and not plain and "primaryKey" not in field:
                del field[key]
                field.setdefault("quality", []).append({"metric": metrics[0], "mustBe": 0})
                found = True
            rules = field.get("quality")
    return found


def _values_twice(body: Body, random: Random) -> bool:
    """Repeat and shuffle the values of a list."""
    found = False
    for rule in _rules(body):
        for holder in (rule, rule.get("arguments")):
            values = holder.get("validValues") if isinstance(holder, dict) else None
            if isinstance(values, list) and values:
                values.append(random.choice(values))
                random.shuffle(values)
                found = True
    return found


def _enum_of_rule(body: Body, _: Random) -> bool:
    """Write a list of a quality rule as `enum`, which ODCS has since 3.2."""
    found = False
    for field in _fields(body):
        rules = field.get("quality")
        for rule in list(rules) if isinstance(rules, list) else []:
            arguments = rule.get("arguments")
            values = rule.get("validValues") or (
                arguments.get("validValues") if isinstance(arguments, dict) and len(arguments) == 1 else None
            )
            is_strict = rule.get("mustBe") == 0 and rule.get("severity", "error") == "error"
            if values and is_strict and "enum" not in field and rule.get("unit") is None:
                rules.remove(rule)
                field["enum"] = [{"value": each} for each in values]
                found = True
    if found:
        body["apiVersion"] = "v3.2.0"
        _numbers_for_flags(body)
    return found


_ALIASES = {"bigint": "int8", "int": "integer", "integer": "int4", "varchar": "character varying"}


def _type_alias(body: Body, _: Random) -> bool:
    if [each.get("type") for each in body.get("servers", []) if isinstance(each, dict)] != ["postgres"] * 2:
        return False
    return _any(_alias(field) for field in _fields(body))


def _alias(field: Body) -> bool:
    found = re.fullmatch(r"(\w+)(.*)", str(field.get("physicalType", "")))
    if not found or found[1] not in _ALIASES:
        return False
    field["physicalType"] = _ALIASES[found[1]] + found[2]
    return True


def _type_case(body: Body, random: Random) -> bool:
    found = False
    for field in _fields(body):
        stated = field.get("physicalType")
        if isinstance(stated, str) and re.fullmatch(r"[\w ]+(\([\d, ]+\))?", stated):
            spaced = re.sub(r"\(\s*", " ( ", stated).replace(")", " )") if random.random() < 0.5 else stated
            field["physicalType"] = spaced.swapcase()
            found = True
    return found


def _sql(body: Body, random: Random) -> bool:
    found = False
    for holder, key in [(each, "query") for each in _rules(body)] + [
        (each, "transformLogic") for each in _fields(body)
    ]:
        stated = holder.get(key)
        if isinstance(stated, str) and re.match(r"\s*(select|with)\b", stated, re.IGNORECASE):
            try:
                pretty = sqlglot.parse_one(stated).sql(pretty=True) if "{" not in stated else stated
            except SqlglotError:
                pretty = stated
            holder[key] = random.choice(
                [
                    pretty,
                    f"-- written by hand\n{pretty}\n",
                    f"{stated.strip().rstrip(';')};",
                    re.sub(r"\b(SELECT|FROM|WHERE|AND)\b", lambda word: word[0].lower(), stated),
                    re.sub(r"\b(FROM|WHERE)\b", r"\n  \1", stated, flags=re.IGNORECASE),
                ]
            )
            found = True
    return found


_UNITS = {"h": ("m", 60), "d": ("h", 24), "y": ("months", 12), "w": ("days", 7), "m": ("s", 60)}
_ISO = {"h": "PT{}H", "d": "P{}D", "y": "P{}Y", "w": "P{}W", "m": "PT{}M"}


def _duration(body: Body, random: Random) -> bool:
    found = False
    for level in body.get("slaProperties") or ():
        value, unit = level.get("value"), level.get("unit")
        is_read = str(level.get("property")).casefold() in ("latency", "freshness", "retention", "frequency")
        if is_read and type(value) is int and unit in _UNITS:
            if random.random() < 0.5:
                level["unit"], factor = _UNITS[unit]
                level["value"] = value * factor
            else:
                level["value"] = _ISO[level.pop("unit")].format(value)
            found = True
    return found


def _level_name(body: Body, _: Random) -> bool:
    names = {"latency": "freshness", "freshness": "latency", "frequency": "fy", "retention": "Retention"}
    found = False
    for level in body.get("slaProperties") or ():
        if level.get("property") in names:
            level["property"] = names[level["property"]]
            found = True
    return found


def _bound(body: Body, _: Random) -> bool:
    """Write bounds of integers as exclusive ones: a flag in ODCS 3.0, a number in later versions."""
    found = False
    is_flag = str(body.get("apiVersion")).startswith("v3.0") and not any(
        type(each.get(key)) in (int, float, str)
        for each in _mappings(body.get("schema"))
        for key in ("exclusiveMinimum", "exclusiveMaximum")
    )
    for field in _fields(body):
        options = field.get("logicalTypeOptions")
        if field.get("logicalType") == "integer" and isinstance(options, dict):
            for key, step in (("minimum", -1), ("maximum", 1)):
                if type(options.get(key)) is int:
                    options[f"exclusive{key.capitalize()}"] = options.pop(key) + step
                    found = True
                    if is_flag:
                        options[key] = options[f"exclusive{key.capitalize()}"]
                        options[f"exclusive{key.capitalize()}"] = True
    return found


def _pattern(body: Body, _: Random) -> bool:
    found = False
    for each in _mappings(body.get("schema")):
        stated = each.get("pattern")
        if isinstance(stated, str) and re.fullmatch(r"\^[^^$|(?\\]*(\\d[^^$|(?\\]*)*\$", stated):
            each["pattern"] = f"^(?:{stated[1:-1]})$".replace(r"\d", "[0-9]")
            found = True
    return found


FLAGS = ("required", "unique", "primaryKey", "partitioned", "criticalDataElement")


def _defaults(body: Body, random: Random) -> bool:
    """State flags that are false, or omit them, and the position in a key that does not exist."""
    found = False
    for field in _fields(body):
        key = random.choice(FLAGS)
        if field.get(key, False) is False:
            _ = field.pop(key) if key in field else field.setdefault(key, False)
            found = True
        if not field.get("primaryKey"):
            field.setdefault("primaryKeyPosition", -1)
    return found


def _empty_lists(body: Body, random: Random) -> bool:
    for each in (body, *body.get("schema", ()), *_fields(body)):
        own = {"roles", "support"} if each is body else {"quality", "authoritativeDefinitions"}
        for key in sorted({"tags", "customProperties", *own}):
            if each.get(key, []) == [] and random.random() < 0.5:
                _ = each.pop(key) if key in each else each.setdefault(key, [])
    return True


def _float_bounds(body: Body, _: Random) -> bool:
    found = False
    for each in _mappings(body.get("schema")):
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
            if type(each.get(key)) is int:
                each[key] = float(each[key])
                found = True
    return found


def _parentheses(body: Body, _: Random) -> bool:
    found = False
    for holder in (*_rules(body), *_fields(body)):
        for key in ("query", "transformLogic"):
            stated = holder.get(key)
            if isinstance(stated, str):
                holder[key] = re.sub(r"(?<= WHERE )(\w+ [<>=]+ \d+)", r"((\1))", stated, flags=re.IGNORECASE)
                found = found or holder[key] != stated
    return found


_LONG_UNITS = {"h": "hours", "d": "days", "y": "years", "w": "weeks", "m": "minutes"}


def _unit_of_time(body: Body, random: Random) -> bool:
    """Write a unit separately, or after its number."""
    found = False
    for level in body.get("slaProperties") or ():
        is_read = str(level.get("property")).casefold() in ("latency", "freshness", "retention", "frequency")
        if is_read and type(level.get("value")) is int and level.get("unit") in _LONG_UNITS:
            if random.random() < 0.5:
                level["unit"] = _LONG_UNITS[level["unit"]]
            else:
                level["value"] = f"{level['value']}{level.pop('unit')}"
            found = True
    return found


def _status(body: Body, _: Random) -> bool:
    body["status"] = str(body.get("status")).capitalize()
    return True


def _team(body: Body, _: Random) -> bool:
    """Write the members of a team like ODCS 3.0 and later versions."""
    team = body.get("team")
    if not isinstance(team, list):
        return False
    body["team"] = {"members": team}
    if str(body.get("apiVersion")).startswith("v3.0"):
        body["apiVersion"] = "v3.1.0"
        for rule in _rules(body):
            _metric(rule)
            _arguments(rule)
        _numbers_for_flags(body)
    return True


def _default_element(body: Body, random: Random) -> bool:
    """Write the element of service levels once for all, or for each that has one."""
    levels = [each for each in body.get("slaProperties") or () if isinstance(each, dict)]
    about = [
        each
        for each in levels
        if str(each.get("property")).casefold() in ("latency", "retention", "frequency", "timeofavailability")
    ]
    default = body.get("slaDefaultElement")
    if isinstance(default, str):
        for each in levels if random.random() < 0.5 else about:
            each.setdefault("element", default)
        del body["slaDefaultElement"]
        return True
    return False


def _relationship(body: Body, random: Random) -> bool:
    """Write references as lists, as paths, and at the object or the field."""
    found = False
    for schema in body.get("schema") or ():
        for field in schema.get("properties") or ():
            for each in list(field.get("relationships") or ()):
                if isinstance(each.get("to"), str) and re.fullmatch(r"\w+\.\w+", each["to"]):
                    _rewrite_relationship(each, field, schema, random)
                    found = True
        for each in schema.get("relationships") or ():
            if isinstance(each.get("to"), str) and isinstance(each.get("from"), str):
                each["from"], each["to"] = [each["from"]], [each["to"]]
                found = True
    return found


def _rewrite_relationship(each: Body, field: Body, schema: Body, random: Random) -> None:
    way = random.choice(("type", "path", "object"))
    if way == "path":
        each["to"] = "/schema/{}/properties/{}".format(*each["to"].split("."))
    elif way == "object":
        field["relationships"].remove(each)
        own = {**each, "from": f"{schema['name']}.{field['name']}"}
        schema.setdefault("relationships", []).append(own)
    else:
        each["type"] = "foreignKey"


_PLACEHOLDERS = {
    "{object}": "${object}",
    "${object}": "{table}",
    "${table}": "{object}",
    "{property}": "{column}",
    "${column}": "{property}",
    "${model}": "{object}",
}


def _placeholder(rule: Body) -> bool:
    query = rule.get("query")
    if not isinstance(query, str):
        return False
    rule["query"] = re.sub(r"\$?\{\w+\}", lambda found: _PLACEHOLDERS.get(found[0], found[0]), query)
    return rule["query"] != query


def _text_for_number(body: Body, _: Random) -> bool:
    found = False
    for level in body.get("slaProperties") or ():
        if type(level.get("value")) in (int, float):
            level["value"] = str(level["value"])
            found = True
    return found


def _nothing(body: Body, random: Random) -> bool:
    """Add keys without a value, as exporters of forms and models do."""
    for field in _fields(body):
        for key in ("description", "businessName", "classification", "transformLogic", "encryptedName"):
            if key not in field:
                field[key] = random.choice((None, ""))
    return True


def _server_synonym(body: Body, _: Random) -> bool:
    found = False
    for each in body.get("servers") or ():
        if isinstance(each, dict) and each.get("type") == "postgres":
            each["type"] = "postgresql"
            found = True
    return found


def _zone(body: Body, _: Random) -> bool:
    """State the default time zone of ODCS, and that a timestamp has none."""
    found = False
    for field in _fields(body):
        options = field.get("logicalTypeOptions")
        if field.get("logicalType") == "timestamp" and isinstance(options, dict):
            if options.get("defaultTimezone") in ("UTC", "Etc/UTC"):
                options["defaultTimezone"] = "Etc/UTC"
                found = True
            options.setdefault("timezone", False)
    return found


REWRITINGS: dict[str, Callable[[Body, Random], bool]] = {
    "key order": _key_order,
    "list order": _list_order,
    "upgrade of ODCS": _upgrade,
    "metric": _each_rule(_metric),
    "type library": _each_rule(_library),
    "unit": _each_rule(_unit),
    "operator": _each_rule(_operator),
    "severity": _each_rule(_severity),
    "key for rule": _key_for_rule,
    "values twice": _values_twice,
    "enum of rule": _enum_of_rule,
    "type alias": _type_alias,
    "type case": _type_case,
    "SQL": _sql,
    "duration": _duration,
    "level name": _level_name,
    "bound": _bound,
    "pattern": _pattern,
    "defaults": _defaults,
    "empty lists": _empty_lists,
    "bounds with a fraction": _float_bounds,
    "parentheses": _parentheses,
    "unit of time": _unit_of_time,
    "status": _status,
    "team": _team,
    "default element": _default_element,
    "relationship": _relationship,
    "placeholder": _each_rule(_placeholder),
    "text for number": _text_for_number,
    "nothing": _nothing,
    "synonym of a server": _server_synonym,
    "time zone": _zone,
}


class _Dumper(yaml.SafeDumper):
    quotes = '"'
    lines = ""
    """Styles of texts of several lines, if they differ."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write everything without aliases."""
        return True


class _Anchors(_Dumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated values once."""
        return not isinstance(data, dict | list) or not data


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = dumper.lines if dumper.lines and "\n" in text else dumper.quotes
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
STYLES = ("JSON", "indented JSON", "block", "flow", "mixed", "single quotes", "comments", "indented")
STYLES += ("anchors", "literal", "CRLF", "byte order mark")


def _shared(value: Any, known: dict[str, Any]) -> Any:
    """Return a value in which equal parts are one object."""
    if isinstance(value, dict):
        value = {key: _shared(each, known) for key, each in value.items()}
    elif isinstance(value, list):
        value = [_shared(each, known) for each in value]
    else:
        return value
    return known.setdefault(json.dumps(value), value)


def written(body: Body, style: str) -> bytes:
    """Write a contract in a style."""
    if style == "JSON":
        return json.dumps(body).encode()
    if style == "indented JSON":
        return json.dumps(body, indent=4, ensure_ascii=False).encode()
    own = {"quotes": "'" if style == "single quotes" else '"', "lines": "|" if style == "literal" else ""}
    dumper = type("Dumper", (_Anchors if style == "anchors" else _Dumper,), own)
    text = yaml.dump(
        _shared(body, {}) if style == "anchors" else body,
        Dumper=dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style={"flow": True, "mixed": None}.get(style, False),
        indent=4 if style == "indented" else 2,
        width=10_000,
    )
    if style == "comments":
        text = "# first\n---\n" + re.sub(r'(?m)^(?="\w+":)', "# a comment\n", text) + "# last\n"
    if style == "CRLF":
        return text.replace("\n", "\r\n").encode()
    return text.encode("utf-8-sig" if style == "byte order mark" else "utf-8")


def _first(body: Body, key: str) -> Body | None:
    return next((each for each in _mappings(body) if key in each), None)


def _drop_field(body: Body) -> bool:
    fields = [*_fields(body)]
    if not fields:
        return False
    body["schema"][0].get("properties", fields).pop(0)
    return True


def _other_type(body: Body) -> bool:
    field = next((each for each in _fields(body) if each.get("logicalType") == "string"), None)
    if field is None:
        return False
    field.pop("physicalType", None)
    field["logicalType"] = "boolean"
    return True


def _shorter(body: Body) -> bool:
    for level in body.get("slaProperties") or ():
        if level.get("property") == "retention" and type(level.get("value")) is int:
            level["value"] = level["value"] * 2 // 3 or 1
            return level["value"] > 1
    return False


def _other_sql(body: Body) -> bool:
    rule = next((each for each in _rules(body) if "query" in each), None)
    if rule is None or " < 0" not in rule["query"]:
        return False
    rule["query"] = rule["query"].replace(" < 0", " < 1")
    return True


def _one_more_value(body: Body) -> bool:
    holder = _first(body, "validValues")
    if holder is None or not isinstance(holder["validValues"], list):
        return False
    holder["validValues"].append("one more value")
    return True


def _wider(body: Body) -> bool:
    holder = next((each for each in _mappings(body) if type(each.get("maximum")) is int), None)
    if holder is None:
        return False
    holder["maximum"] += 1
    return True


def _no_rule(body: Body) -> bool:
    holder = next((each for each in _mappings(body) if each.get("quality")), None)
    if holder is None or not any("rowCount" in rule.values() for rule in holder["quality"]):
        return False
    holder["quality"] = [rule for rule in holder["quality"] if "rowCount" not in rule.values()]
    return True


def _moved(body: Body) -> bool:
    holder = _first(body, "host")
    if holder is None:
        return False
    holder["host"] = "another.example.org"
    return True


MUTATIONS: dict[str, Callable[[Body], bool]] = {
    "field removed": _drop_field,
    "type changed": _other_type,
    "retention shortened": _shorter,
    "SQL changed": _other_sql,
    "value added": _one_more_value,
    "maximum raised": _wider,
    "rule removed": _no_rule,
    "server moved": _moved,
}
"""Real changes; each returns whether it applied."""
