"""The JSON of the questions of `access`.

No future import here: the types are read while the program runs.
"""

from typing import Annotated, Literal, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Location, Version

Day = Annotated[str, "A whole day in UTC: `2027-06-30`."]
Visible = Annotated[
    Literal["clear", "masked", "absent"],
    "`clear`: the values; `masked`: what the mask leaves; `absent`: nothing.",
]
FieldNames = Annotated[list[str], "The names from the object's own on: `plays/listener_key`."]


@defined("Identity")
class Identity(TypedDict):
    """A reader, as the identity provider knows it."""

    kind: Literal["group", "serviceAccount"]
    id: Annotated[str, "The provider's immutable id where it is declared, else the name."]
    name: str


@defined("Because")
class Because(TypedDict):
    """A declaration that gives access."""

    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: Annotated[str, "The role, the agreement's file, the product that reads, or the ticket."]
    location: Location
    starts: Annotated[Day | None, "The first day; null if there is no start."]
    ends: Annotated[Day | None, "The last day; null for no end."]
    server: Annotated[str | None, "The only server that it is about; null for all."]
    rows: Annotated[str | None, "The filter of the rows that it is about; null for all."]


@defined("WhyNot")
class WhyNot(TypedDict):
    """Fields that are not clear, with the reasons."""

    visibility: Visible
    fields: FieldNames
    reasons: Annotated[list[str], "Empty if no declaration covers them."]


@defined("Reading")
class Reading(TypedDict):
    """The access of some identities to a port."""

    address: Address
    identities: list[Identity]
    clear: FieldNames
    masked: FieldNames
    absent: FieldNames
    because: list[Because]
    whyNot: list[WhyNot]


@defined("Withheld")
class Withheld(TypedDict):
    """A declaration that grants nothing."""

    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: str
    location: Location
    identity: Annotated[Identity | None, "Null if it is not known."]
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
    readings: Annotated[list[Reading], "By port; those of which nothing is read have reasons only."]
    withheld: list[Withheld]


@defined("State")
class State(TypedDict):
    """The visibility of fields in one revision."""

    visibility: Visible
    mask: Annotated[str | None, "The mask, where it is all that changes; null for none."]
    rows: Annotated[list[str], "The filters of the rows that have this visibility; empty for all."]
    maskedRows: Annotated[
        list[str] | None, "Of clear fields, the filters of further rows, which are masked; null for none."
    ]


@defined("AccessApprover")
class AccessApprover(TypedDict):
    """A required approver of additional access."""

    part: Annotated[str, "`role`, `owner` or `governance`."]
    teams: Annotated[list[str], "The teams, of which one is enough; empty if no document states any."]
    of: Annotated[str | None, "The role, or the address that is owned; null for governance."]


@defined("AccessChange")
class AccessChange(TypedDict):
    """Fields that an identity reads otherwise than in the base, for some days."""

    identity: Identity
    address: Address
    server: Annotated[str | None, "The only server that it is about; null for all."]
    fields: FieldNames
    before: State
    after: State
    starts: Day
    ends: Annotated[Day | None, "The last day; null for no end."]
    isWidening: Annotated[bool, "Whether more may be read; another mask and other rows count as more."]
    because: Annotated[list[Because], "Of what is taken, the declarations of the base."]
    reasons: Annotated[list[str], "The changes of the documents that lead to it."]
    approvers: Annotated[list[AccessApprover], "All of them must approve; empty if nothing more is read."]
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
    """An answer of a server that is not that of the documents."""

    day: Day
    readers: Annotated[
        str, "The groups and service accounts of the person who read; `no group` for a stranger."
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
    at: Annotated[str, "When the server was asked, in UTC: `2026-11-22T06:00:00Z`."]
    mesh: str
    revision: Annotated[str, "The commit, or a digest of the files."]
    day: Day
    database: Annotated[str, "The database in the contracts; a temporary database was asked."]
    isProven: Annotated[bool, "Whether there are answers, and none differs."]
    days: Annotated[list[Day], "The days for which access was compiled, applied and read."]
    tables: int
    readers: Annotated[int, "Groups and service accounts."]
    persons: Annotated[
        int, "A stranger, one in each of them, and one in each pair that reads a port in common."
    ]
    decisions: Annotated[int, "Columns that were read or refused, for each person and day."]
    differences: list[ProofDifference]


@defined("GroupAnswer")
class GroupAnswer(TypedDict):
    """Something that the directory says about a group that documents name."""

    kind: Annotated[str, "`unknown-group`, `disabled-group`, `empty-group` or `renamed-group`."]
    identity: Identity
    message: str
    at: Annotated[list[Location], "The places that name it."]


@defined("AccountAnswer")
class AccountAnswer(TypedDict):
    """Something that the directory says about a person or a team that documents name."""

    kind: Annotated[str, "`unknown-account`, `disabled-account` or `team-without-account`."]
    name: Annotated[str, "As the document names it."]
    message: str
    at: Location


@defined("ComparedAccounts")
class ComparedAccounts(TypedDict):
    """The persons whom documents name, compared with the accounts of the directory."""

    isCompared: Annotated[bool, "Whether the import has users; without them, there are no answers."]
    unlistedMembers: Annotated[
        int | None, "Members of groups that are not among the users; null without users."
    ]
    answers: list[AccountAnswer]


@defined("GroupCombination")
class GroupCombination(TypedDict):
    """Groups that persons have together."""

    identities: list[Identity]
    persons: int
    paths: Annotated[list[str], "The ways to the person behind a pseudonym that no single group has."]


class IdentityReport(TypedDict):
    """The output of `meshwright access identity report --format json`."""

    version: Version
    importedOn: Annotated[str, "The day of the import."]
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
    """Reads by subjects that no document names, which are counted."""

    object: Annotated[str, "The address of the object."]
    subjects: int
    reads: int


@defined("UnusedGrant")
class UnusedGrant(TypedDict):
    """A declaration by which nothing was read for a while."""

    identity: Identity
    address: Address
    kind: Annotated[str, "`role`, `agreement`, `input` or `break-glass`."]
    name: str
    location: Location
    last: Annotated[Day | None, "The last read of anything that it shows; null for none in the log."]


@defined("FirstRead")
class FirstRead(TypedDict):
    """The first read after a declaration began to give access."""

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
    unusedAfter: Annotated[int, "The number of days without a read after which a grant is unused."]
    outside: list[OutsideRead]
    strangers: list[UnknownReaders]
    unused: Annotated[list[UnusedGrant] | None, "Null if the log is too short to tell."]
    firstReads: list[FirstRead]
    elsewhere: Annotated[int, "Reads of objects that the mesh does not have."]


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
