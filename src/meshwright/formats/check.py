"""The JSON of `check`, and the findings in the JSON of `diff`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Severity, Version


@defined("Related")
class Related(TypedDict):
    """A related location, with its label."""

    message: str
    path: Annotated[str, "The path of the file, relative to the root of the mesh."]
    line: Annotated[int, "Counted from 1."]
    column: Annotated[int, "Counted from 1, in code points."]


@defined("Edit")
class Edit(TypedDict):
    """New text for a range of a file."""

    path: Annotated[str, "The path of the file, relative to the root of the mesh."]
    line: int
    column: int
    endLine: int
    endColumn: Annotated[int, "The column after the last character."]
    text: Annotated[str, "The text that replaces the range; empty to remove it."]


@defined("Fix")
class Fix(TypedDict):
    """A change that removes the finding."""

    safe: Annotated[bool, "Whether `meshwright fix` applies it without `--unsafe`."]
    title: Annotated[str, "The fix in words; empty if the finding itself states it."]
    edits: list[Edit]


@defined("Waived")
class Waived(TypedDict):
    """The waiver that covers a finding."""

    reason: str
    owner: str
    expires: Annotated[str, "The last day of the waiver: `2027-06-30`."]


@defined("Diagnostic")
class Diagnostic(TypedDict):
    """A finding of a rule."""

    rule: Annotated[str, "The name of the rule, as `meshwright rules` lists it."]
    group: Annotated[str, "The group of the rule."]
    severity: Severity
    message: Annotated[
        str, "The finding in words; the words may change between releases, but the fingerprint does not."
    ]
    path: Annotated[
        str | None,
        "The path of the file, relative to the root of the mesh; null if the finding is about the whole mesh.",
    ]
    line: Annotated[int | None, "Counted from 1."]
    column: Annotated[int | None, "Counted from 1, in code points."]
    endLine: int | None
    endColumn: Annotated[int | None, "The column after the last character."]
    address: Annotated[
        str | None,
        "The stable name of the item that the finding is about: `player/play-events/daily@1/plays`.",
    ]
    related: list[Related]
    fix: Fix | None
    fingerprint: Annotated[
        str, "The identity of the finding; it stays the same when lines or files are moved."
    ]
    waived: Annotated[Waived | None, "The waiver that covers the finding."]
    suppressed: Annotated[bool, "Whether a comment in the file suppresses the finding."]
    known: Annotated[
        Literal["baseline", "base"] | None,
        "`baseline`: recorded in a baseline; `base`: older than the checked change.",
    ]


@defined("Summary")
class Summary(TypedDict):
    """The counts of a run; the first three exclude findings that are waived, suppressed or preexisting."""

    errors: int
    warnings: int
    notices: int
    waived: int
    suppressed: int
    documents: int
    products: int
    contracts: int
    fields: int
    baseline: Annotated[int, "The number of findings in a baseline."]
    base: Annotated[int, "The number of findings that are older than the checked change."]


@defined("RuleReason")
class RuleReason(TypedDict):
    """A rule that did not run, and the reason."""

    rule: str
    reason: str


@defined("NotApplied")
class NotApplied(TypedDict):
    """Documents of another standard that are recognised but not applied."""

    kind: Annotated[str, "The kind of the documents, such as `SemanticDefinition`."]
    documents: Annotated[int, "The number of such documents."]
    path: Annotated[str, "The path of the first file, relative to the root of the mesh."]


@defined("Unexamined")
class Unexamined(TypedDict):
    """Files or folders that may contain documents but were not examined."""

    reason: Annotated[str, "The reason: `larger than 2 MiB`, `a mesh or repository of its own`."]
    count: int
    paths: Annotated[list[str], "The first few paths, relative to the root of the mesh."]


class Check(TypedDict):
    """The output of `meshwright check --format json`."""

    version: Version
    diagnostics: list[Diagnostic]
    summary: Summary
    skippedRules: Annotated[list[RuleReason], "The rules that failed; if there are any, the exit code is 2."]
    inapplicableRules: Annotated[
        list[RuleReason], "The rules that do not apply, because the mesh has no documents that they need."
    ]
    notApplied: Annotated[
        list[NotApplied], "The documents of other standards that are recognised but not applied, by kind."
    ]
    unexamined: Annotated[
        list[Unexamined], "Files and folders that may contain documents of the mesh but were not examined."
    ]
