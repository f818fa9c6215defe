"""What each change means, as a table: what changed, how, the rule that reports it, whom it breaks, the least bump, the words.

Does not: find the row of a change; that is done by `assessment` and the modules of that stem.
"""

# ruff: noqa: E501 - a row is a line

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import Kind
from meshwright.changes.naming import text
from meshwright.changes.verdict import Bump, Promise, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.changes.change import Change

Readers = tuple[bool | None, Promise | None]
"""Whether readers break, and the worst that they lose; None where they may break."""
NO: Readers = (False, None)
QUERY, MEANING, PROMISE = ((True, level) for level in (Promise.QUERY, Promise.MEANING, Promise.PROMISE))
MAYBE_QUERY, MAYBE_MEANING, MAYBE_PROMISE = (
    (None, level) for level in (Promise.QUERY, Promise.MEANING, Promise.PROMISE)
)
SAFE, FAIL, MAY_FAIL = False, True, None
"""What happens to data that producers write as before."""
NONE, PATCH, MINOR, MAJOR = Bump.NONE, Bump.PATCH, Bump.MINOR, Bump.MAJOR
ANY = "any"
"""The event of a row that fits every change of its aspect without a row of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of change means."""

    aspect: str
    """What changed."""
    event: str
    """How, such as `added` or `loosened`."""
    rule: str
    """The rule that reports it; empty where nothing is reported."""
    readers: Readers
    writers: bool | None
    """Whether data that was right may be wrong now; None where that is undetermined."""
    bump: Bump
    """The least bump."""
    words: str
    """What happened, for people; the names in braces are those of `_WORDS`, and what the finder of the row gives."""
    needs: str = ""
    """What else it needs, such as a review."""
    notifies: bool = False
    """Whether consumers must be notified although no consumer breaks."""


# fmt: off
ROWS = (
    # contracts, products, ports
    Row("contract",            "added",                      "",                          NO,            SAFE,     NONE,  "contract is new"),
    Row("contract",            "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "contract is gone"),
    Row("contract",            "removed-from-its-port",      "",                          QUERY,         SAFE,     MAJOR, "contract is gone"),
    Row("contract.id",         "any",                        "contract-replaced",         QUERY,         FAIL,     MAJOR, "{change}"),
    Row("contract.price",      "any",                        "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "{change}"),
    Row("contract.version",    "line-removed",               "removed-with-consumers",    QUERY,         SAFE,     MAJOR, "{change}, so version {line} is gone"),
    Row("contract.version",    "lowered",                    "version-went-backwards",    QUERY,         SAFE,     NONE,  "{change}"),
    Row("contract.version",    "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("product",             "added",                      "",                          NO,            SAFE,     NONE,  "product is new"),
    Row("product",             "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "product is gone"),
    Row("product.address",     "any",                        "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("product.version",     "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("product.deprecated",  "added",                      "port-deprecated",           NO,            SAFE,     MINOR, "it is deprecated now", notifies=True),
    Row("product.deprecated",  "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("product.inputPorts",  "any",                        "",                          NO,            FAIL,     MINOR, "input `{name}` is {kind}"),
    Row("port",                "added",                      "port-added",                NO,            FAIL,     MINOR, "output port `{name}` is new"),
    Row("port",                "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "output port `{name}` is gone"),
    Row("port",                "renamed",                    "address-moved",             QUERY,         SAFE,     MAJOR, "output port `{was}` is called `{now}` now"),
    Row("port.name",           "any",                        "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.version",        "moved",                      "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.version",        "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("port.contractId",     "added",                      "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("port.contractId",     "replaced",                   "contract-replaced",         QUERY,         SAFE,     MAJOR, "its contract was `{was}` and is `{now}`"),
    Row("port.contractId",     "renamed",                    "",                          QUERY,         SAFE,     MAJOR, "its contract was `{was}` and is `{now}`"),
    Row("port.type",           "changed",                    "server-moved",              QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.deprecated",     "added",                      "port-deprecated",           NO,            SAFE,     MINOR, "it is deprecated now", notifies=True),
    Row("port.deprecated",     "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("port.inputContracts", "any",                        "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("status",              "retired",                    "status-withdrawn",          QUERY,         SAFE,     MAJOR, "it is retired"),
    Row("status",              "retired-at-once",            "illegal-status-transition", QUERY,         SAFE,     MAJOR, "it is retired"),
    Row("status",              "deprecated",                 "port-deprecated",           NO,            SAFE,     MINOR, "it is deprecated now", notifies=True),
    Row("status",              "restored",                   "",                          NO,            SAFE,     MINOR, "its deprecation is taken back"),
    Row("status",              "withdrawn",                  "status-withdrawn",          QUERY,         SAFE,     MAJOR, "status was `{was}` and is `{now}`"),
    Row("status",              "withdrawn-at-once",          "illegal-status-transition", QUERY,         SAFE,     MAJOR, "status was `{was}` and is `{now}`"),
    Row("status",              "advanced",                   "",                          NO,            SAFE,     MINOR, "status was `{was}` and is `{now}`"),
    Row("server",              "added",                      "",                          NO,            SAFE,     MINOR, "server `{name}` is new"),
    Row("server",              "removed",                    "server-moved",              QUERY,         SAFE,     MAJOR, "server `{name}` is gone"),
    Row("server",              "moved",                      "server-moved",              QUERY,         SAFE,     MAJOR, "server `{name}` is somewhere else{how}"),
    Row("server",              "renamed",                    "",                          NO,            SAFE,     MINOR, "server `{name}` is called otherwise; its place stays"),
    Row("server",              "changed-outside-production", "",                          NO,            SAFE,     PATCH, "server `{name}`, which is not production's, is another one"),
    Row("role",                "added",                      "role-added",                NO,            SAFE,     MINOR, "role `{name}` gives access now"),
    Row("role",                "removed",                    "role-removed",              QUERY,         SAFE,     MAJOR, "role `{name}` gives access no more"),
    Row("role",                "changed",                    "role-removed",              MAYBE_QUERY,   SAFE,     MINOR, "role `{name}` gives another access"),
    # what is promised
    Row("level",               "raised",                     "slo-tightened",             NO,            FAIL,     MINOR, "what is promised to readers was `{was}` and is `{now}`"),
    Row("level",               "lowered-to-meaning",         "slo-loosened",              PROMISE,       SAFE,     MAJOR, "what is promised to readers was `{was}` and is `{now}`"),
    Row("level",               "lowered-to-query",           "slo-loosened",              MEANING,       SAFE,     MAJOR, "what is promised to readers was `{was}` and is `{now}`"),
    Row("service-level",       "added",                      "slo-tightened",             NO,            FAIL,     MINOR, "`{name}` is promised now"),
    Row("service-level",       "removed",                    "slo-loosened",              PROMISE,       SAFE,     MAJOR, "`{name}` is promised no more"),
    Row("service-level",       "renamed",                    "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "service level `{was}` is `{now}` now"),
    Row("service-level",       "loosened",                   "slo-loosened",              PROMISE,       SAFE,     MAJOR, "`{name}` was {was} and is {now}"),
    Row("service-level",       "loosened-or-same",           "slo-loosened",              MAYBE_PROMISE, SAFE,     MINOR, "`{name}` was {was} and is {now}, which may be less"),
    Row("service-level",       "tightened",                  "slo-tightened",             NO,            FAIL,     MINOR, "`{name}` was {was} and is {now}"),
    Row("service-level",       "tightened-or-same",          "slo-tightened",             NO,            MAY_FAIL, MINOR, "`{name}` was {was} and is {now}"),
    Row("service-level",       "unknown",                    "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "`{name}` was {was} and is {now}"),
    Row("service-level",       "other-terms",                "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "`{name}` is promised otherwise"),
    Row("service-level",       "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` was {was} and is {now}"),
    Row("service-level",       "rewritten",                  "",                          NO,            SAFE,     PATCH, "`{name}` is written in another notation"),
    Row("end",                 "added",                      "",                          NO,            SAFE,     MINOR, "`{name}` is announced for {now}", notifies=True),
    Row("end",                 "removed",                    "",                          NO,            SAFE,     MINOR, "`{name}` on {was} is taken back"),
    Row("end",                 "earlier",                    "end-moved-earlier",         PROMISE,       SAFE,     MAJOR, "`{name}` was {was} and is {now}"),
    Row("end",                 "later",                      "",                          NO,            SAFE,     MINOR, "`{name}` was {was} and is {now}"),
    Row("end",                 "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` was {was} and is {now}"),
    # objects and fields
    Row("field",               "added",                      "field-added",               NO,            FAIL,     MINOR, "{thing} `{name}` is new"),
    Row("field",               "removed",                    "field-removed",             QUERY,         SAFE,     MAJOR, "{thing} `{name}` is gone"),
    Row("field",               "removed-as-announced",       "field-removed",             NO,            SAFE,     MAJOR, "deprecated {thing} `{name}` is gone, as announced"),
    Row("field",               "renamed",                    "field-renamed",             QUERY,         FAIL,     MAJOR, "{thing} `{was}` is called `{now}` now"),
    Row("field",               "moved",                      "field-renamed",             QUERY,         FAIL,     MAJOR, "{fields} moved {how}"),
    Row("physicalName",        "changed",                    "field-renamed",             QUERY,         FAIL,     MAJOR, "{change}"),
    Row("physicalName",        "replaced",                   "field-renamed",             QUERY,         FAIL,     MAJOR, "physical name was `{was}` and is `{now}`"),
    Row("physicalName",        "unknown",                    "field-renamed",             MAYBE_QUERY,   MAY_FAIL, MINOR, "physical name was `{was}` and is `{now}`: whether that is the same one is unknown"),
    Row("type",                "added",                      "type-narrowed",             NO,            FAIL,     MINOR, "type is `{now}` now"),
    Row("type",                "removed",                    "type-changed",              QUERY,         SAFE,     MAJOR, "type was `{was}` and is no longer declared"),
    Row("type",                "wider",                      "type-widened",              MAYBE_QUERY,   SAFE,     MINOR, "type was `{was}` and is `{now}`"),
    Row("type",                "narrower",                   "type-narrowed",             NO,            FAIL,     MINOR, "type was `{was}` and is `{now}`"),
    Row("type",                "unrelated",                  "type-changed",              QUERY,         FAIL,     MAJOR, "type was `{was}` and is `{now}`"),
    Row("type",                "unknown",                    "type-changed",              MAYBE_QUERY,   MAY_FAIL, MINOR, "type was `{was}` and is `{now}`: whether it holds the same values is unknown"),
    Row("type",                "same",                       "",                          NO,            SAFE,     PATCH, "type was `{was}` and is `{now}`"),
    Row("type",                "declared",                   "",                          NO,            SAFE,     PATCH, "`{key}` is declared now"),
    Row("type",                "undeclared",                 "",                          NO,            SAFE,     PATCH, "`{key}` is no longer declared"),
    Row("physicalType",        "changed",                    "type-changed",              QUERY,         FAIL,     MAJOR, "type was `{was}` and is {now}"),
    Row("physicalType",        "unknown",                    "type-changed",              MAYBE_QUERY,   MAY_FAIL, MINOR, "type was `{was}` and is {now}: whether it is read alike is unknown"),
    Row("required",            "added",                      "required-added",            NO,            FAIL,     MINOR, "it is required now"),
    Row("required",            "removed",                    "required-dropped",          QUERY,         SAFE,     MAJOR, "it is required no more, so nulls may appear"),
    Row("required",            "restated",                   "",                          NO,            SAFE,     PATCH, "nulls stay ruled out, stated in another way"),
    Row("required-part",       "added",                      "required-added",            NO,            FAIL,     MINOR, "`{name}` is required now"),
    Row("required-part",       "removed",                    "required-dropped",          QUERY,         SAFE,     MAJOR, "`{name}` is required no more"),
    Row("unique",              "added",                      "unique-added",              NO,            FAIL,     MINOR, "its values are unique now"),
    Row("unique",              "removed",                    "unique-dropped",            MEANING,       SAFE,     MAJOR, "its values are no longer unique"),
    Row("unique",              "restated",                   "",                          NO,            SAFE,     PATCH, "duplicates stay ruled out, stated in another way"),
    Row("uniqueItems",         "added",                      "unique-added",              NO,            FAIL,     MINOR, "its items are unique now"),
    Row("uniqueItems",         "removed",                    "unique-dropped",            MEANING,       SAFE,     MAJOR, "its items are no longer unique"),
    Row("key",                 "added",                      "key-added",                 NO,            FAIL,     MINOR, "primary key is ({now}) now"),
    Row("key",                 "removed",                    "key-dropped",               MEANING,       SAFE,     MAJOR, "primary key ({was}) is gone"),
    Row("key",                 "changed",                    "key-changed",               MEANING,       FAIL,     MAJOR, "primary key was ({was}) and is ({now})"),
    Row("key",                 "reordered",                  "",                          NO,            SAFE,     PATCH, "primary key was ({was}) and is ({now})"),
    Row("key",                 "field-removed",              "field-removed",             QUERY,         SAFE,     MAJOR, "field {fields} of the primary key is gone"),
    Row("primaryKey",          "added",                      "key-added",                 NO,            FAIL,     MINOR, "it is a primary key now"),
    Row("primaryKey",          "removed",                    "key-dropped",               MEANING,       SAFE,     MAJOR, "it is a primary key no more"),
    Row("classification",      "added",                      "",                          NO,            SAFE,     MINOR, "it is classified as `{now}` now"),
    Row("classification",      "raised",                     "classification-raised",     QUERY,         SAFE,     MAJOR, "classification was `{was}` and is `{now}`", needs="an approval, for readers may lose access"),
    Row("classification",      "unknown",                    "classification-raised",     MAYBE_QUERY,   SAFE,     MINOR, "classification was `{was}` and is `{now}`"),
    Row("classification",      "lowered",                    "classification-lowered",    NO,            SAFE,     MINOR, "classification was `{was}` and is `{now}`", needs="a security review"),
    Row("classification",      "removed",                    "classification-lowered",    NO,            SAFE,     MINOR, "it is classified as `{was}` no more", needs="a security review"),
    Row("relationships",       "added",                      "relationship-added",        NO,            FAIL,     MINOR, "it refers to `{name}` now"),
    Row("relationships",       "removed",                    "relationship-removed",      MEANING,       SAFE,     MAJOR, "it refers to `{name}` no more"),
    Row("relationships",       "retargeted",                 "relationship-changed",      MEANING,       FAIL,     MAJOR, "it referred to `{was}` and refers to `{now}`"),
    Row("entity",              "added",                      "",                          NO,            SAFE,     MINOR, "it is linked to `{now}` now"),
    Row("entity",              "removed",                    "entity-link-changed",       MEANING,       SAFE,     MAJOR, "it is linked to `{was}` no more"),
    Row("entity",              "changed",                    "entity-link-changed",       MEANING,       SAFE,     MAJOR, "it was linked to `{was}` and is to `{now}`"),
    Row("transformLogic",      "reformatted",                "",                          NO,            SAFE,     PATCH, "`transformLogic` is formatted in another way"),
    Row("transformLogic",      "other-columns",              "source-changed",            MEANING,       SAFE,     MAJOR, "it was {how} {was} and is {how} {now}"),
    Row("transformLogic",      "other-effect",               "source-changed",            MEANING,       SAFE,     MAJOR, "it was `{was}` and is `{now}` of its sources"),
    Row("transformLogic",      "other-expression",           "source-changed",            MAYBE_MEANING, MAY_FAIL, MINOR, "{change}; it reads the same columns in another way"),
    Row("transformLogic",      "unread",                     "source-changed",            MAYBE_MEANING, MAY_FAIL, MINOR, "{change}, which cannot be read"),
    Row("deprecated",          "added",                      "",                          NO,            SAFE,     MINOR, "it is deprecated now", notifies=True),
    Row("deprecated",          "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("criticalDataElement", "any",                        "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("encryptedName",       "any",                        "",                          NO,            SAFE,     MINOR, "{change}"),
    # the values that a field permits
    Row("measure",             "added",                      "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("measure",             "any",                        "unit-changed",              MEANING,       FAIL,     MAJOR, "{change}"),
    Row("format",              "added",                      "format-added",              NO,            FAIL,     MINOR, "{name} is `{now}` now"),
    Row("format",              "removed",                    "format-dropped",            QUERY,         SAFE,     MAJOR, "{name} is `{was}` no more"),
    Row("format",              "unrelated",                  "format-changed",            QUERY,         FAIL,     MAJOR, "{change}"),
    Row("format",              "wider",                      "type-widened",              MAYBE_QUERY,   SAFE,     MINOR, "{change}"),
    Row("format",              "narrower",                   "type-narrowed",             NO,            FAIL,     MINOR, "{change}"),
    Row("format",              "same",                       "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("pattern",             "added",                      "pattern-added",             NO,            FAIL,     MINOR, "its values follow a pattern now"),
    Row("pattern",             "removed",                    "pattern-dropped",           QUERY,         SAFE,     MAJOR, "its values follow no pattern any more"),
    Row("pattern",             "narrower",                   "pattern-changed",           NO,            FAIL,     MINOR, "pattern permits less"),
    Row("pattern",             "narrower-or-same",           "pattern-changed",           NO,            MAY_FAIL, MINOR, "pattern permits less, or the same if it matches whole values"),
    Row("pattern",             "wider",                      "pattern-changed",           MAYBE_QUERY,   SAFE,     MINOR, "pattern permits more"),
    Row("pattern",             "wider-or-other",             "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "pattern permits more"),
    Row("pattern",             "other",                      "pattern-changed",           MAYBE_QUERY,   FAIL,     MINOR, "pattern permits more, and refuses some that were permitted"),
    Row("pattern",             "wider-or-same",              "pattern-changed",           MAYBE_QUERY,   SAFE,     MINOR, "pattern permits the same, or more if it matches a part of a value"),
    Row("pattern",             "narrower-or-other",          "pattern-changed",           MAYBE_QUERY,   FAIL,     MINOR, "pattern permits the same, or more if it matches a part of a value, and refuses some that were permitted"),
    Row("pattern",             "same-or-other",              "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "pattern permits the same, or more if it matches a part of a value"),
    Row("pattern",             "unknown",                    "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "cannot compare the patterns: one may permit more or less"),
    Row("pattern",             "same",                       "",                          NO,            SAFE,     PATCH, "pattern permits the same values, written in another way"),
    Row("range",               "loosened",                   "range-loosened",            MAYBE_QUERY,   SAFE,     MINOR, "{change}"),
    Row("range",               "tightened",                  "range-tightened",           NO,            FAIL,     MINOR, "{change}"),
    Row("range",               "other",                      "range-loosened",            MAYBE_QUERY,   FAIL,     MINOR, "{change}"),
    Row("range",               "unknown",                    "range-loosened",            MAYBE_QUERY,   MAY_FAIL, MINOR, "{change}"),
    Row("bound",               "loosened",                   "range-loosened",            MAYBE_QUERY,   SAFE,     MINOR, "`{name}` permits more"),
    Row("bound",               "tightened",                  "range-tightened",           NO,            FAIL,     MINOR, "`{name}` permits less"),
    Row("bound",               "unknown",                    "range-loosened",            MAYBE_QUERY,   MAY_FAIL, MINOR, "`{name}` cannot be compared: its values are of different types"),
    Row("bound",               "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` is stated in other words"),
    Row("enum",                "added",                      "enum-added",                NO,            FAIL,     MINOR, "its values are limited to a list now"),
    Row("enum",                "removed",                    "enum-dropped",              QUERY,         SAFE,     MAJOR, "its values are no longer limited to a list"),
    Row("enum-value",          "added",                      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "`{name}` may be a value now"),
    Row("enum-value",          "removed",                    "enum-value-removed",        NO,            FAIL,     MINOR, "`{name}` is no longer a permitted value"),
    Row("enum-value",          "replaced",                   "enum-value-added",          MAYBE_QUERY,   FAIL,     MINOR, "value `{was}` is `{now}` now"),
    Row("enum-value",          "explained",                  "",                          NO,            SAFE,     PATCH, "{how}"),
    Row("values",              "added",                      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "{come} may be {value} now"),
    Row("values",              "removed",                    "enum-value-removed",        NO,            FAIL,     MINOR, "{gone} {value}"),
    Row("values",              "removed-from-a-warning",     "enum-value-removed",        NO,            SAFE,     MINOR, "{gone} {value}"),
    Row("values",              "replaced",                   "enum-value-added",          MAYBE_QUERY,   FAIL,     MINOR, "{come} may be {value} now, and {gone} no longer"),
    Row("values",              "replaced-in-a-warning",      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "{come} may be {value} now, and {gone} no longer"),
    Row("values",              "unknown",                    "enum-value-added",          MAYBE_QUERY,   MAY_FAIL, MINOR, "cannot compare the values"),
    Row("values",              "same",                       "",                          NO,            SAFE,     PATCH, "the same values are permitted, listed in another way"),
    Row("quality",             "added",                      "quality-tightened",         NO,            FAIL,     MINOR, "quality rule `{name}` is new"),
    Row("quality",             "added-as-a-warning",         "quality-tightened",         NO,            SAFE,     MINOR, "quality rule `{name}` is new"),
    Row("quality",             "removed",                    "quality-loosened",          PROMISE,       SAFE,     MAJOR, "quality rule `{name}` is gone"),
    Row("quality",             "removed-as-a-warning",       "quality-loosened",          PROMISE,       SAFE,     MINOR, "quality rule `{name}` is gone"),
    Row("quality",             "loosened",                   "quality-loosened",          PROMISE,       SAFE,     MAJOR, "quality rule `{name}` {how}"),
    Row("quality",             "loosened-as-a-warning",      "quality-loosened",          PROMISE,       SAFE,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "shifted",                    "quality-loosened",          PROMISE,       FAIL,     MAJOR, "quality rule `{name}` {how}"),
    Row("quality",             "shifted-as-a-warning",       "quality-loosened",          PROMISE,       FAIL,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "tightened",                  "quality-tightened",         NO,            FAIL,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "tightened-as-a-warning",     "quality-tightened",         NO,            SAFE,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "other-subject",              "quality-changed",           MAYBE_PROMISE, MAY_FAIL, MINOR, "quality rule `{name}` checks something else"),
    Row("quality",             "other-unit",                 "quality-changed",           MAYBE_PROMISE, MAY_FAIL, MINOR, "quality rule `{name}` counts in another unit"),
    Row("quality",             "same",                       "",                          NO,            SAFE,     PATCH, "quality rule `{name}` is written in another notation"),
)
# fmt: on
_ROWS = {(row.aspect, row.event): row for row in ROWS}
_HARMLESS = Row("", ANY, "", NO, SAFE, PATCH, "{change}")


def by_row(change: Change, aspect: str, event: str, /, **words: object) -> Verdict:
    """Return what a change means by a row. Raises KeyError if there is none, so that no break passes for harmless."""
    return _verdict(_ROWS[aspect, event], change, words)


def by_kind(change: Change, aspect: str) -> Verdict:
    """Return what a change means by the row of an aspect and the kind of the change; without a row, it is harmless."""
    row = _ROWS.get((aspect, change.kind.value)) or _ROWS.get((aspect, ANY), _HARMLESS)
    return _verdict(row, change, {})


def by_flag(change: Change, aspect: str) -> Verdict:
    """Return what a change of a flag means: it became true, or ceased to be."""
    was, now = change.before is True, change.after is True
    return harmless(change) if was == now else by_row(change, aspect, "added" if now else "removed")


def harmless(change: Change) -> Verdict:
    """Return that nobody has to do anything."""
    return _verdict(_HARMLESS, change, {})


def _verdict(row: Row, change: Change, words: dict[str, object]) -> Verdict:
    (readers, promise), named = row.readers, _Words(change, words)
    found = row.words.format_map(named)
    return Verdict(found, row.bump, row.rule, readers, row.writers, promise, row.needs, notifies=row.notifies)


class _Words(dict[str, object]):
    """The words of a row: those given, and those that any change has."""

    def __init__(self, change: Change, words: dict[str, object]) -> None:
        super().__init__(words)
        self._change = change

    def __missing__(self, name: str) -> str:
        return _WORDS[name](self._change)


def describe(change: Change) -> str:
    """Return what happened in words that fit anything, without the values of examples, which may be sensitive."""
    is_named = change.aspect[0] in ("logicalTypeOptions", "customProperties") and len(change.aspect) > 1
    what = f"`{change.aspect[-1] if is_named else '/'.join(change.aspect)}`"
    if change.kind is Kind.ADDED:
        return f"{what} is stated"
    if change.kind is Kind.REMOVED:
        return f"{what} is no longer declared"
    values = [
        text(each["value"] if isinstance(each, dict) and "value" in each else each)
        for each in (change.before, change.after)
    ]
    if "examples" in change.aspect or max(map(len, values)) > 40:
        return f"{what} is another one"
    return f"{what} was `{values[0]}` and is `{values[1]}`"


def _name(change: Change) -> str:
    """Return what an item, or a whole field, object or port is called."""
    value: Any = change.value
    return change.aspect[-1] if change.aspect else str(value.get("name") or "items")


_WORDS: dict[str, Callable[[Change], str]] = {
    "change": describe,
    "kind": lambda change: change.kind.value,
    "name": _name,
    "thing": lambda change: change.thing,
    "was": lambda change: text(change.before),
    "now": lambda change: text(change.after),
}
"""The words that any change has, by their names in rows."""
