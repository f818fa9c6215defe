"""Vectors of compatibility: pairs of revisions after the rules of peers, with what is expected of each.

A vector is a name, the peer's rule, the two sides, and a line for each direction (`there`, and `back` where the reverse
has a meaning): `readers writers bump [consumers] | what the peer says [| why we differ]`. See changes/vectors/README.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from mesh_of import PLACES, scaffold
from meshwright.changes.assessment import assess
from meshwright.changes.diff import diff
from meshwright.changes.verdict import Bump
from meshwright.impact.change_impact import impact
from revisions import replaced, side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from revisions import Files

FOLDER = Path(__file__).parent / "changes/vectors"
REASONS: dict[str, str] = yaml.safe_load((FOLDER / "reasons.yaml").read_text(encoding="utf-8"))
PEERS = ("avro", "buf", "datacontract-cli", "dbt", "oasdiff")
OWN = "own"
READS, MAY = "reads", "may read"
OF_COLUMN, OF_OTHER = "payments/royalties", "payments/listening"
OF_UNKNOWN = "payments/unknown"
AUDIT = "play audit"
CONSUMERS: dict[str, dict[str, str]] = {
    "none": {},
    "column": {OF_COLUMN: READS, OF_UNKNOWN: MAY},
    "maybe": {OF_UNKNOWN: MAY},
    "play_id": {AUDIT: READS, OF_OTHER: READS, OF_UNKNOWN: MAY},
    "object": {AUDIT: READS, OF_COLUMN: READS, OF_OTHER: READS, OF_UNKNOWN: MAY},
    "port": {AUDIT: READS, OF_COLUMN: READS, OF_OTHER: READS, OF_UNKNOWN: READS},
}
"""The named consumers, by the word in the vector: those that read `skip_reason`, no declared column, and so on."""
PORT = "player/play-events/daily@1"
AGREEMENT = {
    "apiVersion": "meshwright/v1",
    "kind": "AccessAgreement",
    "port": PORT,
    "consumer": {"team": "payments-squad", "use": AUDIT},
    "columns": ["plays/play_id"],
    "purpose": "audit",
    "role": "royalty-accountant",
    "expires": "2027-06-30",
}
ORDER = {"no": 0, "maybe": 1, "yes": 2}
OURS = {"no": "allows", "maybe": "warns", "yes": "breaks"}
"""Our verdict for readers, in the words of other tools."""


class Expected(NamedTuple):
    """The expected result of a change: whom it breaks, the lowest bump, and the consumers with their columns."""

    readers: str
    writers: str
    bump: str
    consumers: Mapping[str, str]


class Vector(NamedTuple):
    """One direction of a pair."""

    file: str
    name: str
    rule: str
    before: Files
    after: Files
    expected: Expected
    peer: str
    """The other tool's verdict: `breaks`, `warns` or `allows`; empty if it does not compare this."""
    why: str
    """The reason for a difference, by its word in `reasons.yaml`; empty if there is none."""
    known_wrong: str
    """Why our result is wrong today; empty if it is right."""

    @property
    def differs(self) -> bool:
        """Whether the other tool compares this and has another verdict for readers."""
        return bool(self.peer) and self.peer != OURS[self.expected.readers]


def vectors() -> Iterator[Vector]:
    """Yield all vectors, in both directions."""
    for name in (*PEERS, OWN):
        document = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        for each in document["vectors"]:
            yield from _directions(name, each)


def _directions(file: str, vector: dict[str, Any]) -> Iterator[Vector]:
    kind = next(key for key in vector if key in _SIDES)
    sides = [_SIDES[kind](each, vector) for each in vector[kind]]
    usual = "column" if kind in _OF_A_FIELD else "port"
    for direction in ("there", "back"):
        if direction in vector:
            verdict, *rest = vector[direction].split(" | ")
            peer, why = (*rest, "", "")[:2]
            readers, writers, bump, *who = verdict.split()
            named = who[0] if who else "none" if readers == "no" else usual
            before, after = sides if direction == "there" else reversed(sides)
            yield Vector(
                file,
                vector["name"] if direction == "there" else f"{vector['name']}, and back",
                vector.get("rule", ""),
                before,
                after,
                Expected(readers, writers, bump, CONSUMERS[named]),
                peer,
                why,
                vector.get("known_wrong", {}).get(direction, ""),
            )


def found(vector: Vector) -> Expected:
    """Return our result for a vector: the most severe of several changes, and all consumers."""
    old, new = side(vector.before), side(vector.after)
    readers = writers = "no"
    bump = Bump.NONE
    consumers: dict[str, str] = {}
    changes = (each for revision in diff(old, new) for each in revision.changes)
    for change in changes:
        verdict = assess(change, old.mesh, new.mesh)
        readers, writers = (
            max(one, _word(other), key=ORDER.__getitem__)
            for one, other in ((readers, verdict.readers), (writers, verdict.writers))
        )
        bump = max(bump, verdict.bump)
        if verdict.readers is not False:
            for hit in impact(change, old.mesh, new.mesh):
                if hit.hops == 1 and hit.reads is not False and consumers.get(hit.name) != READS:
                    consumers[hit.name] = READS if hit.reads else MAY
    return Expected(readers, writers, str(bump), consumers)


def _word(verdict: bool | None) -> str:
    return {True: "yes", False: "no", None: "maybe"}[verdict]


def _mesh(template: str, keys: Mapping[str, Any]) -> Files:
    """Return the scaffold with consumers, and other top-level keys in one of its files."""
    files = scaffold()
    for name, fields in (
        (OF_COLUMN, {"skips": ["skip_reason"]}),
        (OF_OTHER, {"plays": ["play_id"]}),
        (OF_UNKNOWN, {"plays": []}),
    ):
        files |= _consumer(name.partition("/")[2], fields)
    files["products/payments/royalties/agreements/audit.yaml"] = json.dumps(AGREEMENT).encode()
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
    files[PLACES[template]] = replaced(files[PLACES[template]].decode(), text)
    return files


def _consumer(name: str, fields: Mapping[str, list[str]]) -> Files:
    """Return a product of the payments domain that reads the port, by the sources of its columns."""
    properties = [
        {"name": each, "logicalType": "string"}
        | ({"transformSourceObjects": [f"{PORT}/plays/{column}" for column in sources]} if sources else {})
        for each, sources in fields.items()
    ]
    contract = {"id": f"{name}.statements", "schema": [{"name": "statements", "properties": properties}]}
    ports = [{"name": "statements", "version": "1.0.0", "contractId": f"{name}.statements"}]
    files = scaffold()
    return {
        PLACES[template].replace("royalties", name): replaced(
            files[PLACES[template]].decode(),
            "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items()),
        )
        for template, keys in (
            ("other_contract", contract),
            ("other_product", {"id": name, "name": name, "outputPorts": ports}),
        )
    }


def _field(more: Mapping[str, Any], vector: Mapping[str, Any]) -> Files:
    """Return a mesh whose field `skip_reason` states more; a string if the vector states no type."""
    has_type = any({"logicalType", "physicalType"} & each.keys() for each in vector.get("field", ()))
    type_ = {} if has_type else {"logicalType": vector.get("type", "string")}
    return _fields([{"name": "skip_reason", **type_, **more}], vector)


def _fields(items: list[dict[str, Any]], _: Mapping[str, Any]) -> Files:
    plays = {"name": "plays", "properties": [{"name": "play_id", "logicalType": "string"}, *items]}
    return _mesh("contract", {"schema": [plays]})


def _options(options: Mapping[str, Any], vector: Mapping[str, Any]) -> Files:
    return _field({"logicalTypeOptions": options} if options else {}, vector)


def _quality(rules: list[dict[str, Any]], vector: Mapping[str, Any]) -> Files:
    return _field({"quality": rules} if rules else {}, vector)


def _object(more: Mapping[str, Any], _: Mapping[str, Any]) -> Files:
    fields = [{"name": each, "logicalType": "string"} for each in ("play_id", "skip_reason")]
    return _mesh("contract", {"schema": [{"name": "plays", **more, "properties": fields}]})


def _contract(keys: Mapping[str, Any], _: Mapping[str, Any]) -> Files:
    fields = [{"name": each, "logicalType": "string"} for each in ("play_id", "skip_reason")]
    return _mesh("contract", {"schema": [{"name": "plays", "properties": fields}], **keys})


def _servers(location: str, vector: Mapping[str, Any]) -> Files:
    server = {"server": "lake", "type": "s3", "environment": "prod", "location": location}
    return _contract({"servers": [server]}, vector)


def _levels(levels: list[dict[str, Any]], vector: Mapping[str, Any]) -> Files:
    return _contract({"slaProperties": levels}, vector)


def _product(keys: Mapping[str, Any], _: Mapping[str, Any]) -> Files:
    return _mesh("product", keys)


_SIDES: dict[str, Callable[[Any, dict[str, Any]], Files]] = {
    "field": _field,
    "fields": _fields,
    "options": _options,
    "quality": _quality,
    "object": _object,
    "contract": _contract,
    "servers": _servers,
    "sla": _levels,
    "product": _product,
}
"""The contents of the two sides of a vector, by its key."""
_OF_A_FIELD = frozenset({"field", "fields", "options", "quality"})
