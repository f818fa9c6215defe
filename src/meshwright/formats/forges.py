"""The JSON that forges read: the part of SARIF 2.1.0 that we write, and GitLab's code quality report.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from meshwright.formats.schema import defined

Level = Annotated[
    Literal["error", "warning", "note"], "`error`, `warning`, or `note` for the lowest severity."
]


@defined("Message")
class Message(TypedDict):
    """A message."""

    text: str


@defined("Help")
class Help(TypedDict):
    """The page of a rule."""

    text: str
    markdown: str


@defined("RuleConfiguration")
class RuleConfiguration(TypedDict):
    """The defaults of a rule."""

    level: Level


_Problem = TypedDict("_Problem", {"problem.severity": Literal["error", "warning", "recommendation"]})


@defined("RuleProperties")
class RuleProperties(_Problem):
    """The properties of a rule that GitHub reads."""

    tags: Annotated[list[str], "The group of the rule, and the smallest preset that contains it."]


@defined("Rule")
class Rule(TypedDict):
    """A rule that has results in this run; the rule `more` counts omitted results."""

    id: Annotated[str, "The name of the rule, as `meshwright rules` lists it."]
    name: str
    shortDescription: Message
    fullDescription: NotRequired[Message]
    help: NotRequired[Help]
    defaultConfiguration: NotRequired[RuleConfiguration]
    properties: NotRequired[RuleProperties]


@defined("Driver")
class Driver(TypedDict):
    """The tool."""

    name: Literal["Meshwright"]
    semanticVersion: str
    version: str
    rules: list[Rule]


@defined("Tool")
class Tool(TypedDict):
    """The tool."""

    driver: Driver


@defined("RuleReference")
class RuleReference(TypedDict):
    """A rule, by its name."""

    id: str


@defined("Notification")
class Notification(TypedDict):
    """A rule that failed."""

    level: Literal["error"]
    message: Message
    associatedRule: RuleReference


@defined("Invocation")
class Invocation(TypedDict):
    """The run."""

    executionSuccessful: Annotated[bool, "False if a rule failed."]
    toolExecutionNotifications: NotRequired[list[Notification]]


@defined("Artifact")
class Artifact(TypedDict):
    """A file."""

    uri: Annotated[str, "The path from the root of the repository, percent-encoded."]
    uriBaseId: Literal["%SRCROOT%"]


@defined("Region")
class Region(TypedDict):
    """A range; lines and columns count from 1, columns in code points, and ends are exclusive."""

    startLine: int
    startColumn: NotRequired[int]
    endLine: NotRequired[int]
    endColumn: NotRequired[int]


@defined("PhysicalLocation")
class PhysicalLocation(TypedDict):
    """A range of a file."""

    artifactLocation: Artifact
    region: Region


@defined("LogicalLocation")
class LogicalLocation(TypedDict):
    """An address."""

    fullyQualifiedName: Annotated[
        str, "The stable name of the item that the result is about: `player/play-events/daily@1/plays`."
    ]


@defined("Location")
class Location(TypedDict):
    """The location of a result."""

    physicalLocation: PhysicalLocation
    logicalLocations: NotRequired[list[LogicalLocation]]


@defined("RelatedLocation")
class RelatedLocation(TypedDict):
    """A related location, with its label."""

    physicalLocation: PhysicalLocation
    message: Message


Fingerprints = TypedDict("Fingerprints", {"meshwright/v1": str})
Fingerprints.__doc__ = "The identity of a result; it stays the same when lines or files are moved."
defined("Fingerprints")(Fingerprints)


@defined("Replacement")
class Replacement(TypedDict):
    """New text for a range."""

    deletedRegion: Region
    insertedContent: Message


@defined("ArtifactChange")
class ArtifactChange(TypedDict):
    """The edits of a file."""

    artifactLocation: Artifact
    replacements: list[Replacement]


@defined("Fix")
class Fix(TypedDict):
    """A change that removes the result."""

    description: Message
    artifactChanges: list[ArtifactChange]


@defined("Suppression")
class Suppression(TypedDict):
    """A waiver, a baseline or a comment that covers the result."""

    kind: Annotated[
        Literal["inSource", "external"], "`inSource`: a comment; `external`: a waiver or a baseline."
    ]
    status: Literal["accepted"]
    justification: str


@defined("Result")
class Result(TypedDict):
    """A finding."""

    ruleId: str
    ruleIndex: int
    level: Level
    message: Message
    locations: list[Location]
    partialFingerprints: Fingerprints
    relatedLocations: NotRequired[list[RelatedLocation]]
    fixes: NotRequired[list[Fix]]
    suppressions: NotRequired[list[Suppression]]


@defined("Base")
class Base(TypedDict):
    """The folder that paths are relative to."""

    description: Message


Bases = TypedDict("Bases", {"%SRCROOT%": Base})
Bases.__doc__ = "The folders to which paths are relative."
defined("Bases")(Bases)


@defined("Run")
class Run(TypedDict):
    """A run of the tool."""

    tool: Tool
    invocations: list[Invocation]
    originalUriBaseIds: Bases
    columnKind: Literal["unicodeCodePoints"]
    results: list[Result]


Sarif = TypedDict("Sarif", {"$schema": str, "version": Literal["2.1.0"], "runs": list[Run]})
Sarif.__doc__ = "The output of `meshwright check --format sarif`: the part of SARIF 2.1.0 that we write."


@defined("Lines")
class Lines(TypedDict):
    """The line of a finding."""

    begin: Annotated[int, "Counted from 1."]


@defined("IssueLocation")
class IssueLocation(TypedDict):
    """The location of a finding."""

    path: Annotated[str, "The path of the file, relative to the root of the repository."]
    lines: Lines


@defined("Issue")
class Issue(TypedDict):
    """A finding that is not waived, suppressed or preexisting."""

    description: str
    check_name: Annotated[str, "The name of the rule, as `meshwright rules` lists it."]
    fingerprint: Annotated[
        str, "The identity of the finding; it stays the same when lines or files are moved."
    ]
    severity: Annotated[
        Literal["blocker", "major", "info"],
        "`blocker`: an error; `major`: a warning; `info`: the lowest severity.",
    ]
    location: IssueLocation


CodeQuality = Annotated[
    list[Issue], "The output of `meshwright check --format gitlab`: GitLab's code quality report."
]
