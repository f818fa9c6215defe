"""The JSON of `diff` and `impact`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from meshwright.formats.check import Diagnostic
from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Owners, Version

Unread = Annotated[
    list[str], "The files that cannot be read on one side; if there are any, the exit code is 2."
]


@defined("NotCompared")
class NotCompared(TypedDict):
    """A file or folder that was not compared."""

    path: str
    reason: Annotated[
        str, "The reason, as a predicate that follows the path: `is ODCS v2.2.2`, `does not compile`."
    ]
    incomplete: Annotated[
        bool, "Whether it causes exit code 2; false if it is unchanged, or a document of another standard."
    ]


@defined("Verdict")
class Verdict(TypedDict):
    """The meaning of a change."""

    rule: Annotated[str | None, "The rule that reports the change; null if none does."]
    bump: Annotated[Literal["none", "patch", "minor", "major"], "The version that the change requires."]
    breaksReaders: Annotated[
        bool | None, "Whether the change breaks consumers; null if that is undetermined."
    ]
    breaksWriters: Annotated[
        bool | None, "Whether the change breaks producers; null if that is undetermined."
    ]
    direction: Annotated[
        Literal["none", "loosens", "tightens", "both", "undetermined"],
        "The effect on the set of permitted data.",
    ]
    promise: Annotated[
        Literal["query", "meaning", "promise"] | None,
        "The effect on consumers: a query fails, a query returns something else, or a service level is weaker.",
    ]
    needs: Annotated[str | None, "Further requirements of the change, such as an approval."]
    exempt: Annotated[bool, "Whether the change is exempt because it is in a draft or a proposal."]


@defined("Consumer")
class Consumer(TypedDict):
    """A direct or indirect consumer that a change affects or may affect."""

    name: Annotated[str, "The address of a product or contract; for an agreement, its use."]
    kind: Literal["product", "contract", "agreement"]
    address: Annotated[str, "The address of the product or contract; for an agreement, of the port."]
    team: str | None
    owners: Owners
    hops: Annotated[int, "1 for a direct consumer."]
    reads: Annotated[
        bool | None,
        "Whether the consumer reads the changed item; null if that depends on undeclared columns.",
    ]
    columns: Annotated[list[str], "The addresses of the columns that are affected, as far as known."]


@defined("Place")
class Place(TypedDict):
    """A location on one side of the comparison."""

    path: str
    line: int
    column: int


@defined("Change")
class Change(TypedDict):
    """An edit, by the address of the changed item."""

    address: Address
    document: Annotated[str, "The address of the document that contains the change."]
    thing: Annotated[
        str, "`contract`, `product`, `object`, `field`, `port`, or the kind of a governance document."
    ]
    kind: Literal["added", "removed", "changed", "renamed", "moved"]
    aspect: Annotated[
        list[str],
        "The keys that lead to the change: `slaProperties`, `latency`; empty for the item itself.",
    ]
    before: Annotated[Any, "The value at the base; null if there was none."]
    after: Annotated[Any, "The value at the head; null if there is none."]
    message: str
    verdict: Verdict
    consumers: list[Consumer]
    placeBefore: Place | None
    placeAfter: Place | None


@defined("PolicyForecast")
class PolicyForecast(TypedDict):
    """A policy that the change adds, or whose query it changes; the base's policies check the change itself."""

    policy: str
    status: Annotated[str, "`draft`, `audit` or `enforced`."]
    new: Annotated[bool, "Whether the policy does not exist in the base."]
    findings: Annotated[
        int | None, "The number of its findings in the head, including waived ones; null if it cannot run."
    ]
    reason: Annotated[str | None, "The reason why it cannot run."]


class Diff(TypedDict):
    """The output of `meshwright diff --format json`."""

    version: Version
    base: Annotated[str, "The name of the base, as the user wrote it."]
    head: Annotated[str, "The name of the head, as the user wrote it."]
    changes: list[Change]
    breaking: Annotated[int, "The number of changes that break consumers."]
    diagnostics: list[Diagnostic]
    unread: Unread
    notCompared: Annotated[
        list[NotCompared], "The files and folders that were not compared, on one side or both."
    ]
    policies: NotRequired[
        Annotated[list[PolicyForecast], "Policies that are new or have a changed query, if there are any."]
    ]


Must = Literal["be asked", "be notified"]


@defined("Cause")
class Cause(TypedDict):
    """A change that affects a consumer, with its effect."""

    address: Address
    message: str
    effect: Annotated[
        Literal["breaks", "typed-clients", "meaning", "promise"],
        "`typed-clients`: breaks only clients with typed variables; `promise`: weakens a service level, now or later.",
    ]
    certain: Annotated[bool, "Whether the effect is certain rather than possible."]
    must: Annotated[
        Must, "The action that this change requires: the consumer must `be asked` or `be notified`."
    ]
    level: Annotated[
        Literal["column", "port"], "Whether the affected columns are known, rather than only the port."
    ]
    hops: int
    columns: list[str]


@defined("Contact")
class Contact(TypedDict):
    """A consumer to consult or to notify."""

    must: Annotated[
        Must, "`be notified` if nothing breaks for the consumer, but it must know about the change."
    ]
    kind: Literal["product", "contract", "agreement"]
    name: Annotated[str, "The address of a product or contract; for an agreement, its use."]
    address: Annotated[str, "The address of the product or contract; for an agreement, of the port."]
    team: str | None
    owners: Owners
    support: Annotated[list[str], "The channels through which the owners can be reached."]
    hops: Annotated[int, "1 for a direct consumer."]
    causes: list[Cause]


@defined("Approver")
class Approver(TypedDict):
    """A team or role that must approve a change."""

    part: Annotated[
        Literal["owner", "role", "governance", "claimed"],
        "`owner`: of the item in `of`; `role`: the role's approver; `claimed`: the approver that a waiver names.",
    ]
    of: Annotated[str | None, "The address of the owned item, or the role."]
    teams: Annotated[list[str], "The teams of which one must approve; empty if no document names any."]
    statedByChange: Annotated[bool, "Whether the change itself declares them, because the base does not."]
    approved: Annotated[bool | None, "Whether one of them approved; null if the approvals were not passed."]


@defined("Approval")
class Approval(TypedDict):
    """A change that requires an approval, regardless of whom it affects."""

    address: Address
    message: str
    needs: str
    approvers: Annotated[list[Approver], "The required approvers; all of them must approve."]


class Impact(TypedDict):
    """The output of `meshwright impact --format json`."""

    version: Version
    base: Annotated[str, "The name of the base, as the user wrote it."]
    head: Annotated[str, "The name of the head, as the user wrote it."]
    changes: Annotated[int, "The number of changes."]
    contacts: Annotated[list[Contact], "The consumers to consult or to notify, closest first."]
    approvals: list[Approval]
    unread: Unread
    notCompared: Annotated[
        list[NotCompared], "The files and folders that were not compared, on one side or both."
    ]
