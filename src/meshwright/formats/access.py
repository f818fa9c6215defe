"""The JSON output of `access`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Location, Version

Day = Annotated[str, "A whole day in UTC: `2027-06-30`."]
Visible = Annotated[
    Literal["clear", "masked", "absent"],
    "`clear`: the values; `masked`: the masked values; `absent`: nothing.",
]
FieldNames = Annotated[list[str], "The path of the field in the port: `plays/listener_key`."]


@defined("Identity")
class Identity(TypedDict):
    """A reader, as the identity provider knows it."""

    kind: Literal["group", "serviceAccount"]
    id: Annotated[str, "The provider's immutable id if it is declared, otherwise the name."]
    name: str


@defined("Because")
class Because(TypedDict):
    """A declaration that grants access."""

    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: Annotated[str, "The role, the file of the agreement, the reading product, or the ticket."]
    location: Location
    starts: Annotated[Day | None, "The first day; null if there is no start."]
    ends: Annotated[Day | None, "The last day; null for no end."]
    server: Annotated[str | None, "The only server that it applies to; null for all servers."]
    rows: Annotated[str | None, "The filter for the rows that it applies to; null for all rows."]


@defined("WhyNot")
class WhyNot(TypedDict):
    """Fields without full access, with the reasons."""

    visibility: Visible
    fields: FieldNames
    reasons: Annotated[list[str], "Empty if no declaration grants access to them."]


@defined("Reading")
class Reading(TypedDict):
    """The access that the given identities have to a port."""

    address: Address
    identities: list[Identity]
    clear: FieldNames
    masked: FieldNames
    absent: FieldNames
    because: list[Because]
    whyNot: list[WhyNot]


@defined("Withheld")
class Withheld(TypedDict):
    """A declaration that does not grant access."""

    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: str
    location: Location
    identity: Annotated[Identity | None, "Null if unknown."]
    reason: str


@defined("OwnerAccount")
class OwnerAccount(TypedDict):
    """A service account that owns a port; it needs no grant."""

    identity: Identity
    of: Annotated[str, "The team or product that it belongs to."]


class Who(TypedDict):
    """The output of `meshwright access who --format json`."""

    address: Address
    day: Day
    readers: list[Reading]
    withheld: list[Withheld]
    owners: list[OwnerAccount]


class What(TypedDict):
    """The output of `meshwright access what --format json`."""

    identities: list[Identity]
    day: Day
    readings: Annotated[list[Reading], "The access by port; a port without access has only reasons."]
    withheld: list[Withheld]


@defined("State")
class State(TypedDict):
    """The visibility of fields in one revision."""

    visibility: Visible
    mask: Annotated[str | None, "The mask, if only the mask changes; otherwise null."]
    rows: Annotated[list[str], "The filters for the rows that have this visibility; empty for all."]
    maskedRows: Annotated[
        list[str] | None,
        "For clear fields, the filters for other rows, whose values are masked; null if there are none.",
    ]


@defined("AccessApprover")
class AccessApprover(TypedDict):
    """A required approver of additional access."""

    part: Annotated[str, "`role`, `owner` or `governance`."]
    teams: Annotated[list[str], "The teams of which one must approve; empty if no document names any."]
    of: Annotated[str | None, "The role, or the address of the owned item; null for governance."]


@defined("AccessChange")
class AccessChange(TypedDict):
    """Fields whose visibility to an identity differs from that in the base on some days."""

    identity: Identity
    address: Address
    server: Annotated[str | None, "The only server that it applies to; null for all servers."]
    fields: FieldNames
    before: State
    after: State
    starts: Day
    ends: Annotated[Day | None, "The last day; null for no end."]
    isWidening: Annotated[
        bool,
        "Whether the change grants more access; a different mask, different rows or a different location counts as more.",
    ]
    because: Annotated[
        list[Because],
        "For revoked access, the declarations in the base; empty for the account of the product or team that owns the port.",
    ]
    reasons: Annotated[
        list[str],
        "The changes to documents that cause it, such as a different server, table or column if `before` and "
        "`after` are equal.",
    ]
    approvers: Annotated[
        list[AccessApprover],
        "All of them must approve; empty if the change does not grant additional access.",
    ]
    needs: Annotated[str, "The required approval in words; empty if there is none."]


class Plan(TypedDict):
    """The output of `meshwright access plan --format json`."""

    version: Version
    base: str
    head: str
    day: Day
    changes: list[AccessChange]


@defined("ProofDifference")
class ProofDifference(TypedDict):
    """An answer from the server that differs from the documents."""

    day: Day
    readers: Annotated[
        str, "The groups and service accounts of the person; `no group` for a person without any."
    ]
    table: Annotated[str, "The table in the contract, with its schema."]
    column: Annotated[str | None, "The column; null for the table itself, which no reader may read."]
    expected: Annotated[str, "The values as text, or `refused`."]
    found: str


class Prove(TypedDict):
    """The output of `meshwright access prove --format json`, and its stored report."""

    version: Version
    target: Annotated[Literal["postgresql"], "The engine."]
    serverVersion: str
    at: Annotated[str, "The time of the queries in UTC: `2026-11-22T06:00:00Z`."]
    mesh: str
    revision: Annotated[str, "The commit, or a digest of the files."]
    day: Day
    database: Annotated[str, "The database in the contracts; the queries used a temporary database."]
    isProven: Annotated[bool, "Whether there are answers, and none of them differs from the documents."]
    days: Annotated[list[Day], "The days for which the access was compiled and tested."]
    tables: int
    readers: Annotated[int, "Groups and service accounts."]
    persons: Annotated[
        int,
        "The tested people: one without a group, one in each group, and one in each pair of groups that read the same port.",
    ]
    decisions: Annotated[int, "The number of granted and refused columns, for all people and days together."]
    differences: list[ProofDifference]


@defined("GroupAnswer")
class GroupAnswer(TypedDict):
    """A finding about a group that documents name, according to the directory."""

    kind: Annotated[str, "`unknown-group`, `disabled-group`, `empty-group` or `renamed-group`."]
    identity: Identity
    message: str
    at: Annotated[list[Location], "The locations that name it."]


@defined("AccountAnswer")
class AccountAnswer(TypedDict):
    """A finding about a person or a team that documents name, according to the directory."""

    kind: Annotated[
        str, "`unknown-account`, `disabled-account`, `unclear-account` or `team-without-account`."
    ]
    name: Annotated[str, "The name in the document."]
    message: str
    at: Location


@defined("ComparedAccounts")
class ComparedAccounts(TypedDict):
    """The people whom documents name, compared with the accounts in the directory."""

    isCompared: Annotated[bool, "Whether the import has users; without them, there are no answers."]
    unlistedMembers: Annotated[
        int | None, "Group members who are not among the users; null if there are no users."
    ]
    answers: list[AccountAnswer]


@defined("GroupCombination")
class GroupCombination(TypedDict):
    """Groups that the same people belong to."""

    identities: list[Identity]
    persons: int
    paths: Annotated[
        list[str],
        "The ways in which the groups together, but none of them alone, can identify the person behind a pseudonym.",
    ]


class IdentityReport(TypedDict):
    """The output of `meshwright access identity report --format json`."""

    version: Version
    importedOn: Annotated[str, "The date of the import."]
    day: Day
    groups: list[GroupAnswer]
    accounts: ComparedAccounts
    combinations: list[GroupCombination]


@defined("OutsideRead")
class OutsideRead(TypedDict):
    """Reads that no document allows."""

    identity: Identity
    object: Annotated[str, "The address of the object."]
    column: Annotated[str | None, "The field; null if the log has no columns."]
    reads: int
    first: Day
    last: Day


@defined("UnknownReaders")
class UnknownReaders(TypedDict):
    """The number of reads by subjects that no document names."""

    object: Annotated[str, "The address of the object."]
    subjects: int
    reads: int


@defined("UnusedGrant")
class UnusedGrant(TypedDict):
    """A declaration that no recent read has used."""

    identity: Identity
    address: Address
    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: str
    location: Location
    last: Annotated[Day | None, "The last read of data that it grants; null if the log has none."]


@defined("FirstRead")
class FirstRead(TypedDict):
    """The first read after a declaration began to grant access."""

    identity: Identity
    address: Address
    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: str
    location: Location
    day: Day


class Usage(TypedDict):
    """The output of `meshwright access usage --format json`."""

    version: Version
    day: Day
    begins: Annotated[Day | None, "The first day of the log; null for an empty log."]
    ends: Annotated[Day | None, "The last day of the log; null for an empty log."]
    unusedAfter: Annotated[int, "The number of days without a read after which a grant counts as unused."]
    outside: list[OutsideRead]
    strangers: list[UnknownReaders]
    unused: Annotated[list[UnusedGrant] | None, "Null if the log is too short to determine this."]
    firstReads: list[FirstRead]
    elsewhere: Annotated[int, "Reads from objects that are not in the mesh."]


@defined("DriftItem")
class DriftItem(TypedDict):
    """A difference between the grants in a database and the compiled access."""

    kind: Annotated[str, "The kind of difference: `unexpected-privilege`, `passed-on`, …"]
    text: str


class DriftReport(TypedDict):
    """The output of `meshwright access drift --format json`."""

    version: Version
    database: str
    day: Day
    drift: list[DriftItem]
    superusers: Annotated[int, "The roles that read everything because they are superusers."]
