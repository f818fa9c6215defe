"""The table of meanings: the rule, affected sides, version bump and words for each changed part and event.

This module does not find the row of a change; the `assessment` modules do that.
"""

# ruff: noqa: E501 - one row per line

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import ChangeKind
from meshwright.changes.naming import text
from meshwright.changes.verdict import Bump, CompatibilityLevel, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.changes.change import Change

Readers = tuple[bool | None, CompatibilityLevel | None]
"""Whether consumers break (None if they may break), and their most severe loss (None if they lose nothing)."""
NO: Readers = (False, None)
QUERY, MEANING, PROMISE = (
    (True, level)
    for level in (CompatibilityLevel.QUERY, CompatibilityLevel.MEANING, CompatibilityLevel.PROMISE)
)
MAYBE_QUERY, MAYBE_MEANING, MAYBE_PROMISE = (
    (None, level)
    for level in (CompatibilityLevel.QUERY, CompatibilityLevel.MEANING, CompatibilityLevel.PROMISE)
)
SAFE, FAIL, MAY_FAIL = False, True, None
"""The effect on producers that write the same data as before."""
NONE, PATCH, MINOR, MAJOR = Bump.NONE, Bump.PATCH, Bump.MINOR, Bump.MAJOR
ANY = "any"
"""The event of a part's default row, which applies to every change that has no row of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """The meaning of one kind of change."""

    aspect: str
    """The changed part."""
    event: str
    """The kind of change, such as `added` or `loosened`."""
    rule: str
    """The rule that reports the change; empty if none does."""
    readers: Readers
    writers: bool | None
    """Whether data that conformed before may now fail; None if undetermined."""
    bump: Bump
    """The minimum version bump."""
    words: str
    """A description with names in braces: the names in `_WORDS`, and names that callers supply."""
    needs: str = ""
    """An additional requirement, such as an approval."""
    notifies: bool = False
    """Whether consumers must be notified although none of them breaks."""


# fmt: off
ROWS = (
    # contracts, products, ports
    Row("contract",            "added",                      "",                          NO,            SAFE,     NONE,  "contract added"),
    Row("contract",            "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "contract removed"),
    Row("contract",            "removed-from-its-port",      "",                          QUERY,         SAFE,     MAJOR, "contract removed"),
    Row("contract.id",         "any",                        "contract-replaced",         QUERY,         FAIL,     MAJOR, "{change}"),
    Row("contract.price",      "any",                        "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "{change}"),
    Row("contract.version",    "line-removed",               "removed-with-consumers",    QUERY,         SAFE,     MAJOR, "{change}, which removes version {line}"),
    Row("contract.version",    "lowered",                    "version-went-backwards",    QUERY,         SAFE,     NONE,  "{change}"),
    Row("contract.version",    "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("product",             "added",                      "",                          NO,            SAFE,     NONE,  "product added"),
    Row("product",             "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "product removed"),
    Row("product.address",     "any",                        "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("product.version",     "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("product.deprecated",  "added",                      "port-deprecated",           NO,            SAFE,     MINOR, "product deprecated", notifies=True),
    Row("product.deprecated",  "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("product.inputPorts",  "any",                        "",                          NO,            FAIL,     MINOR, "input `{name}` {kind}"),
    Row("port",                "added",                      "port-added",                NO,            FAIL,     MINOR, "output port `{name}` added"),
    Row("port",                "removed",                    "port-removed",              QUERY,         SAFE,     MAJOR, "output port `{name}` removed"),
    Row("port",                "renamed",                    "address-moved",             QUERY,         SAFE,     MAJOR, "output port renamed from `{was}` to `{now}`"),
    Row("port.name",           "any",                        "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.version",        "moved",                      "address-moved",             QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.version",        "any",                        "",                          NO,            SAFE,     NONE,  "{change}"),
    Row("port.contractId",     "added",                      "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("port.contractId",     "replaced",                   "contract-replaced",         QUERY,         SAFE,     MAJOR, "contract changed from `{was}` to `{now}`"),
    Row("port.contractId",     "renamed",                    "",                          QUERY,         SAFE,     MAJOR, "contract changed from `{was}` to `{now}`"),
    Row("port.type",           "changed",                    "server-moved",              QUERY,         SAFE,     MAJOR, "{change}"),
    Row("port.deprecated",     "added",                      "port-deprecated",           NO,            SAFE,     MINOR, "output port deprecated", notifies=True),
    Row("port.deprecated",     "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("port.inputContracts", "any",                        "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("status",              "retired",                    "status-withdrawn",          QUERY,         SAFE,     MAJOR, "{thing} retired"),
    Row("status",              "retired-at-once",            "illegal-status-transition", QUERY,         SAFE,     MAJOR, "{thing} retired"),
    Row("status",              "deprecated",                 "port-deprecated",           NO,            SAFE,     MINOR, "{thing} deprecated", notifies=True),
    Row("status",              "restored",                   "",                          NO,            SAFE,     MINOR, "deprecation withdrawn"),
    Row("status",              "withdrawn",                  "status-withdrawn",          QUERY,         SAFE,     MAJOR, "status changed from `{was}` to `{now}`"),
    Row("status",              "withdrawn-at-once",          "illegal-status-transition", QUERY,         SAFE,     MAJOR, "status changed from `{was}` to `{now}`"),
    Row("status",              "advanced",                   "",                          NO,            SAFE,     MINOR, "status changed from `{was}` to `{now}`"),
    Row("server",              "added",                      "",                          NO,            SAFE,     MINOR, "server `{name}` added"),
    Row("server",              "removed",                    "server-moved",              QUERY,         SAFE,     MAJOR, "server `{name}` removed"),
    Row("server",              "moved",                      "server-moved",              QUERY,         SAFE,     MAJOR, "server `{name}` moved{how}"),
    Row("server",              "may-have-moved",             "server-moved",              MAYBE_QUERY,   SAFE,     MINOR, "server `{name}` may have moved{how}"),
    Row("server",              "renamed",                    "",                          NO,            SAFE,     MINOR, "server `{name}` renamed; its location is unchanged"),
    Row("server",              "changed-outside-production", "",                          NO,            SAFE,     PATCH, "non-production server `{name}` {kind}"),
    Row("role",                "added",                      "role-added",                NO,            SAFE,     MINOR, "role `{name}` added"),
    Row("role",                "removed",                    "role-removed",              QUERY,         SAFE,     MAJOR, "role `{name}` removed"),
    Row("role",                "changed",                    "role-removed",              MAYBE_QUERY,   SAFE,     MINOR, "access of role `{name}` changed"),
    # promises
    Row("level",               "raised",                     "slo-tightened",             NO,            FAIL,     MINOR, "compatibility level changed from `{was}` to `{now}`"),
    Row("level",               "lowered-to-meaning",         "slo-loosened",              PROMISE,       SAFE,     MAJOR, "compatibility level changed from `{was}` to `{now}`"),
    Row("level",               "lowered-to-query",           "slo-loosened",              MEANING,       SAFE,     MAJOR, "compatibility level changed from `{was}` to `{now}`"),
    Row("service-level",       "added",                      "slo-tightened",             NO,            FAIL,     MINOR, "service level `{name}` added"),
    Row("service-level",       "removed",                    "slo-loosened",              PROMISE,       SAFE,     MAJOR, "service level `{name}` removed"),
    Row("service-level",       "renamed",                    "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "service level renamed from `{was}` to `{now}`"),
    Row("service-level",       "loosened",                   "slo-loosened",              PROMISE,       SAFE,     MAJOR, "`{name}` changed from {was} to {now}"),
    Row("service-level",       "loosened-or-same",           "slo-loosened",              MAYBE_PROMISE, SAFE,     MINOR, "`{name}` changed from {was} to {now}, which may be weaker"),
    Row("service-level",       "tightened",                  "slo-tightened",             NO,            FAIL,     MINOR, "`{name}` changed from {was} to {now}"),
    Row("service-level",       "tightened-or-same",          "slo-tightened",             NO,            MAY_FAIL, MINOR, "`{name}` changed from {was} to {now}"),
    Row("service-level",       "unknown",                    "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "`{name}` changed from {was} to {now}"),
    Row("service-level",       "other-terms",                "slo-loosened",              MAYBE_PROMISE, MAY_FAIL, MINOR, "terms of service level `{name}` changed"),
    Row("service-level",       "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` changed from {was} to {now}"),
    Row("service-level",       "rewritten",                  "",                          NO,            SAFE,     PATCH, "service level `{name}` rewritten in another notation"),
    Row("end",                 "added",                      "",                          NO,            SAFE,     MINOR, "`{name}` set to {now}", notifies=True),
    Row("end",                 "removed",                    "",                          NO,            SAFE,     MINOR, "`{name}` of {was} removed"),
    Row("end",                 "earlier",                    "end-moved-earlier",         PROMISE,       SAFE,     MAJOR, "`{name}` changed from {was} to {now}"),
    Row("end",                 "later",                      "",                          NO,            SAFE,     MINOR, "`{name}` changed from {was} to {now}"),
    Row("end",                 "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` changed from {was} to {now}"),
    # objects and fields
    Row("field",               "added",                      "field-added",               NO,            FAIL,     MINOR, "{thing} `{name}` added"),
    Row("field",               "removed",                    "field-removed",             QUERY,         SAFE,     MAJOR, "{thing} `{name}` removed"),
    Row("field",               "removed-as-announced",       "field-removed",             NO,            SAFE,     MAJOR, "deprecated {thing} `{name}` removed as announced"),
    Row("field",               "renamed",                    "field-renamed",             QUERY,         FAIL,     MAJOR, "{thing} renamed from `{was}` to `{now}`"),
    Row("field",               "moved",                      "field-renamed",             QUERY,         FAIL,     MAJOR, "{fields} moved {how}"),
    Row("physicalName",        "changed",                    "field-renamed",             QUERY,         FAIL,     MAJOR, "{change}"),
    Row("physicalName",        "replaced",                   "field-renamed",             QUERY,         FAIL,     MAJOR, "physical name changed from `{was}` to `{now}`"),
    Row("physicalName",        "unknown",                    "field-renamed",             MAYBE_QUERY,   MAY_FAIL, MINOR, "physical name changed from `{was}` to `{now}`; cannot tell whether both are the same"),
    Row("type",                "added",                      "type-narrowed",             NO,            FAIL,     MINOR, "type declared as `{now}`"),
    Row("type",                "removed",                    "type-changed",              QUERY,         SAFE,     MAJOR, "type `{was}` removed"),
    Row("type",                "wider",                      "type-widened",              MAYBE_QUERY,   SAFE,     MINOR, "type changed from `{was}` to `{now}`"),
    Row("type",                "narrower",                   "type-narrowed",             NO,            FAIL,     MINOR, "type changed from `{was}` to `{now}`"),
    Row("type",                "unrelated",                  "type-changed",              QUERY,         FAIL,     MAJOR, "type changed from `{was}` to `{now}`"),
    Row("type",                "unknown",                    "type-changed",              MAYBE_QUERY,   MAY_FAIL, MINOR, "type changed from `{was}` to `{now}`; cannot tell whether it holds the same values"),
    Row("type",                "same",                       "",                          NO,            SAFE,     PATCH, "type changed from `{was}` to `{now}`"),
    Row("type",                "declared",                   "",                          NO,            SAFE,     PATCH, "`{key}` added"),
    Row("type",                "undeclared",                 "",                          NO,            SAFE,     PATCH, "`{key}` removed"),
    Row("physicalType",        "changed",                    "type-changed",              QUERY,         FAIL,     MAJOR, "type changed from `{was}` to `{now}`"),
    Row("physicalType",        "removed",                    "type-changed",              MAYBE_QUERY,   MAY_FAIL, MINOR, "type `{was}` removed; cannot tell whether its values are read the same way"),
    Row("physicalType",        "unknown",                    "type-changed",              MAYBE_QUERY,   MAY_FAIL, MINOR, "type changed from `{was}` to `{now}`; cannot tell whether both are read the same way"),
    Row("required",            "added",                      "required-added",            NO,            FAIL,     MINOR, "now required"),
    Row("required",            "removed",                    "required-dropped",          QUERY,         SAFE,     MAJOR, "no longer required, so nulls may appear"),
    Row("required",            "restated",                   "",                          NO,            SAFE,     PATCH, "nulls are still excluded, in another notation"),
    Row("required-part",       "added",                      "required-added",            NO,            FAIL,     MINOR, "`{name}` is now required"),
    Row("required-part",       "removed",                    "required-dropped",          QUERY,         SAFE,     MAJOR, "`{name}` is no longer required"),
    Row("unique",              "added",                      "unique-added",              NO,            FAIL,     MINOR, "now unique"),
    Row("unique",              "removed",                    "unique-dropped",            MEANING,       SAFE,     MAJOR, "no longer unique, so duplicates may appear"),
    Row("unique",              "restated",                   "",                          NO,            SAFE,     PATCH, "duplicates are still excluded, in another notation"),
    Row("uniqueItems",         "added",                      "unique-added",              NO,            FAIL,     MINOR, "items are now unique"),
    Row("uniqueItems",         "removed",                    "unique-dropped",            MEANING,       SAFE,     MAJOR, "items are no longer unique"),
    Row("key",                 "added",                      "key-added",                 NO,            FAIL,     MINOR, "primary key ({now}) added"),
    Row("key",                 "removed",                    "key-dropped",               MEANING,       SAFE,     MAJOR, "primary key ({was}) removed"),
    Row("key",                 "changed",                    "key-changed",               MEANING,       FAIL,     MAJOR, "primary key changed from ({was}) to ({now})"),
    Row("key",                 "reordered",                  "",                          NO,            SAFE,     PATCH, "primary key reordered from ({was}) to ({now})"),
    Row("key",                 "field-removed",              "field-removed",             QUERY,         SAFE,     MAJOR, "primary key field {fields} removed"),
    Row("primaryKey",          "added",                      "key-added",                 NO,            FAIL,     MINOR, "now a primary key"),
    Row("primaryKey",          "removed",                    "key-dropped",               MEANING,       SAFE,     MAJOR, "no longer a primary key"),
    Row("classification",      "added",                      "",                          NO,            SAFE,     MINOR, "classified as `{now}`"),
    Row("classification",      "raised",                     "classification-raised",     QUERY,         SAFE,     MAJOR, "classification changed from `{was}` to `{now}`", needs="approval: consumers may lose access"),
    Row("classification",      "unknown",                    "classification-raised",     MAYBE_QUERY,   SAFE,     MINOR, "classification changed from `{was}` to `{now}`"),
    Row("classification",      "lowered",                    "classification-lowered",    NO,            SAFE,     MINOR, "classification changed from `{was}` to `{now}`", needs="security review"),
    Row("classification",      "removed",                    "classification-lowered",    NO,            SAFE,     MINOR, "classification `{was}` removed", needs="security review"),
    Row("relationships",       "added",                      "relationship-added",        NO,            FAIL,     MINOR, "relationship to `{name}` added"),
    Row("relationships",       "removed",                    "relationship-removed",      MEANING,       SAFE,     MAJOR, "relationship to `{name}` removed"),
    Row("relationships",       "retargeted",                 "relationship-changed",      MEANING,       FAIL,     MAJOR, "relationship changed from `{was}` to `{now}`"),
    Row("relationships",       "restated",                   "",                          NO,            SAFE,     PATCH, "relationship to `{name}` rewritten in another notation"),
    Row("entity",              "added",                      "",                          NO,            SAFE,     MINOR, "link to `{now}` added"),
    Row("entity",              "removed",                    "entity-link-changed",       MEANING,       SAFE,     MAJOR, "link to `{was}` removed"),
    Row("entity",              "changed",                    "entity-link-changed",       MEANING,       SAFE,     MAJOR, "link changed from `{was}` to `{now}`"),
    Row("transformLogic",      "reformatted",                "",                          NO,            SAFE,     PATCH, "`transformLogic` reformatted"),
    Row("transformLogic",      "other-columns",              "source-changed",            MEANING,       SAFE,     MAJOR, "{how}"),
    Row("transformLogic",      "other-effect",               "source-changed",            MEANING,       SAFE,     MAJOR, "calculation changed from {was} to {now}"),
    Row("transformLogic",      "other-expression",           "source-changed",            MAYBE_MEANING, MAY_FAIL, MINOR, "{change}, but reads the same columns"),
    Row("transformLogic",      "unread",                     "source-changed",            MAYBE_MEANING, MAY_FAIL, MINOR, "{change}; cannot tell which columns it reads"),
    Row("transformSourceObjects", "other-columns",           "source-changed",            MAYBE_MEANING, SAFE,     MINOR, "{how}"),
    Row("deprecated",          "added",                      "",                          NO,            SAFE,     MINOR, "{thing} deprecated", notifies=True),
    Row("deprecated",          "removed",                    "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("criticalDataElement", "added",                      "",                          NO,            SAFE,     MINOR, "now a critical data element"),
    Row("criticalDataElement", "removed",                    "",                          NO,            SAFE,     MINOR, "no longer a critical data element"),
    Row("encryptedName",       "any",                        "",                          NO,            SAFE,     MINOR, "{change}"),
    # allowed values of fields
    Row("measure",             "added",                      "",                          NO,            SAFE,     MINOR, "{change}"),
    Row("measure",             "any",                        "unit-changed",              MEANING,       FAIL,     MAJOR, "{change}"),
    Row("format",              "added",                      "format-added",              NO,            FAIL,     MINOR, "{name} `{now}` added"),
    Row("format",              "removed",                    "format-dropped",            QUERY,         SAFE,     MAJOR, "{name} `{was}` removed"),
    Row("format",              "unrelated",                  "format-changed",            QUERY,         FAIL,     MAJOR, "{change}"),
    Row("format",              "wider",                      "type-widened",              MAYBE_QUERY,   SAFE,     MINOR, "{change}"),
    Row("format",              "narrower",                   "type-narrowed",             NO,            FAIL,     MINOR, "{change}"),
    Row("format",              "same",                       "",                          NO,            SAFE,     PATCH, "{change}"),
    Row("pattern",             "added",                      "pattern-added",             NO,            FAIL,     MINOR, "pattern added"),
    Row("pattern",             "removed",                    "pattern-dropped",           QUERY,         SAFE,     MAJOR, "pattern removed"),
    Row("pattern",             "narrower",                   "pattern-changed",           NO,            FAIL,     MINOR, "pattern permits fewer values"),
    Row("pattern",             "narrower-or-same",           "pattern-changed",           NO,            MAY_FAIL, MINOR, "pattern permits fewer values, or the same if it must match the whole value"),
    Row("pattern",             "wider",                      "pattern-changed",           MAYBE_QUERY,   SAFE,     MINOR, "pattern permits more values"),
    Row("pattern",             "wider-or-other",             "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "pattern permits more values"),
    Row("pattern",             "other",                      "pattern-changed",           MAYBE_QUERY,   FAIL,     MINOR, "pattern permits some new values and excludes some old ones"),
    Row("pattern",             "wider-or-same",              "pattern-changed",           MAYBE_QUERY,   SAFE,     MINOR, "pattern permits the same values, or more if it may match part of a value"),
    Row("pattern",             "narrower-or-other",          "pattern-changed",           MAYBE_QUERY,   FAIL,     MINOR, "pattern excludes some old values, and permits new ones if it may match part of a value"),
    Row("pattern",             "same-or-other",              "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "pattern permits the same values, or more if it may match part of a value"),
    Row("pattern",             "unknown",                    "pattern-changed",           MAYBE_QUERY,   MAY_FAIL, MINOR, "pattern changed; cannot tell whether it is wider or narrower"),
    Row("pattern",             "same",                       "",                          NO,            SAFE,     PATCH, "pattern rewritten, but permits the same values"),
    Row("range",               "loosened",                   "range-loosened",            MAYBE_QUERY,   SAFE,     MINOR, "{change}"),
    Row("range",               "tightened",                  "range-tightened",           NO,            FAIL,     MINOR, "{change}"),
    Row("range",               "other",                      "range-loosened",            MAYBE_QUERY,   FAIL,     MINOR, "{change}"),
    Row("range",               "unknown",                    "range-loosened",            MAYBE_QUERY,   MAY_FAIL, MINOR, "{change}"),
    Row("bound",               "loosened",                   "range-loosened",            MAYBE_QUERY,   SAFE,     MINOR, "`{name}` permits more values"),
    Row("bound",               "tightened",                  "range-tightened",           NO,            FAIL,     MINOR, "`{name}` permits fewer values"),
    Row("bound",               "unknown",                    "range-loosened",            MAYBE_QUERY,   MAY_FAIL, MINOR, "cannot compare `{name}`: its values have no common order"),
    Row("bound",               "same",                       "",                          NO,            SAFE,     PATCH, "`{name}` rewritten in another notation"),
    Row("enum",                "added",                      "enum-added",                NO,            FAIL,     MINOR, "enum added"),
    Row("enum",                "removed",                    "enum-dropped",              QUERY,         SAFE,     MAJOR, "enum removed"),
    Row("enum-value",          "added",                      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "enum value `{name}` added"),
    Row("enum-value",          "removed",                    "enum-value-removed",        NO,            FAIL,     MINOR, "enum value `{name}` removed"),
    Row("enum-value",          "replaced",                   "enum-value-added",          MAYBE_QUERY,   FAIL,     MINOR, "enum value changed from `{was}` to `{now}`"),
    Row("enum-value",          "explained",                  "",                          NO,            SAFE,     PATCH, "{how}"),
    Row("values",              "added",                      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "enum {value} {come} added"),
    Row("values",              "removed",                    "enum-value-removed",        NO,            FAIL,     MINOR, "enum {value} {gone} removed"),
    Row("values",              "removed-from-a-warning",     "enum-value-removed",        NO,            SAFE,     MINOR, "enum {value} {gone} removed"),
    Row("values",              "replaced",                   "enum-value-added",          MAYBE_QUERY,   FAIL,     MINOR, "enum values changed: {come} added, {gone} removed"),
    Row("values",              "replaced-in-a-warning",      "enum-value-added",          MAYBE_QUERY,   SAFE,     MINOR, "enum values changed: {come} added, {gone} removed"),
    Row("values",              "unknown",                    "enum-value-added",          MAYBE_QUERY,   MAY_FAIL, MINOR, "cannot compare the enum values"),
    Row("values",              "same",                       "",                          NO,            SAFE,     PATCH, "enum rewritten, but permits the same values"),
    Row("quality",             "added",                      "quality-tightened",         NO,            FAIL,     MINOR, "quality rule `{name}` added"),
    Row("quality",             "added-as-a-warning",         "quality-tightened",         NO,            SAFE,     MINOR, "quality rule `{name}` added"),
    Row("quality",             "removed",                    "quality-loosened",          PROMISE,       SAFE,     MAJOR, "quality rule `{name}` removed"),
    Row("quality",             "removed-as-a-warning",       "quality-loosened",          PROMISE,       SAFE,     MINOR, "quality rule `{name}` removed"),
    Row("quality",             "loosened",                   "quality-loosened",          PROMISE,       SAFE,     MAJOR, "quality rule `{name}` {how}"),
    Row("quality",             "loosened-as-a-warning",      "quality-loosened",          PROMISE,       SAFE,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "shifted",                    "quality-loosened",          PROMISE,       FAIL,     MAJOR, "quality rule `{name}` {how}"),
    Row("quality",             "shifted-as-a-warning",       "quality-loosened",          PROMISE,       FAIL,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "tightened",                  "quality-tightened",         NO,            FAIL,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "tightened-as-a-warning",     "quality-tightened",         NO,            SAFE,     MINOR, "quality rule `{name}` {how}"),
    Row("quality",             "other-subject",              "quality-changed",           MAYBE_PROMISE, MAY_FAIL, MINOR, "quality rule `{name}` checks something different"),
    Row("quality",             "other-severity",             "quality-changed",           MAYBE_PROMISE, MAY_FAIL, MINOR, "severity of quality rule `{name}` changed from `{was}` to `{now}`; cannot tell which is weaker"),
    Row("quality",             "other-subject-as-a-warning", "quality-changed",           MAYBE_PROMISE, SAFE,     MINOR, "quality rule `{name}` checks something different"),
    Row("quality",             "other-unit",                 "quality-changed",           MAYBE_PROMISE, MAY_FAIL, MINOR, "unit of quality rule `{name}` changed"),
    Row("quality",             "other-unit-as-a-warning",    "quality-changed",           MAYBE_PROMISE, SAFE,     MINOR, "unit of quality rule `{name}` changed"),
    Row("quality",             "same",                       "",                          NO,            SAFE,     PATCH, "quality rule `{name}` rewritten in another notation"),
)
# fmt: on
_ROWS = {(row.aspect, row.event): row for row in ROWS}
_HARMLESS = Row("", ANY, "", NO, SAFE, PATCH, "{change}")


def by_row(change: Change, aspect: str, event: str, /, **words: object) -> Verdict:
    """Return the meaning of a change according to its row.

    Raises KeyError if there is no row, so that no breaking change is treated as harmless.
    """
    return _verdict(_ROWS[aspect, event], change, words)


def by_kind(change: Change, aspect: str) -> Verdict:
    """Return the meaning of a change according to the row for its part and kind; without a row, the change is harmless."""
    row = _ROWS.get((aspect, change.kind.value)) or _ROWS.get((aspect, ANY), _HARMLESS)
    return _verdict(row, change, {})


def by_flag(change: Change, aspect: str) -> Verdict:
    """Return the meaning of a change in which a flag became true or false."""
    was, now = change.before is True, change.after is True
    return harmless(change) if was == now else by_row(change, aspect, "added" if now else "removed")


def harmless(change: Change) -> Verdict:
    """Return the verdict for a change that requires no action."""
    return _verdict(_HARMLESS, change, {})


def _verdict(row: Row, change: Change, words: dict[str, object]) -> Verdict:
    (readers, promise), named = row.readers, _Words(change, words)
    found = row.words.format_map(named)
    return Verdict(found, row.bump, row.rule, readers, row.writers, promise, row.needs, notifies=row.notifies)


class _Words(dict[str, object]):
    """The words that a row's description can contain: those that the caller supplies, and those available for every change."""

    def __init__(self, change: Change, words: dict[str, object]) -> None:
        super().__init__(words)
        self._change = change

    def __missing__(self, name: str) -> str:
        return _WORDS[name](self._change)


def describe(change: Change) -> str:
    """Describe any change. Values of examples are omitted, because they may be sensitive."""
    is_named = change.aspect[0] in ("logicalTypeOptions", "customProperties") and len(change.aspect) > 1
    what = f"`{change.aspect[-1] if is_named else '/'.join(change.aspect)}`"
    if change.kind is ChangeKind.ADDED:
        return f"{what} added"
    if change.kind is ChangeKind.REMOVED:
        return f"{what} removed"
    values = [
        text(each["value"] if isinstance(each, dict) and "value" in each else each)
        for each in (change.before, change.after)
    ]
    if "examples" in change.aspect or max(map(len, values)) > 40 or values[0] == values[1]:
        return f"{what} changed"
    return f"{what} changed from `{values[0]}` to `{values[1]}`"


def _name(change: Change) -> str:
    """Return the name of the changed part or, for a change of the whole item, the name of the field, object or port."""
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
"""The words available for every change, by their names in rows."""
