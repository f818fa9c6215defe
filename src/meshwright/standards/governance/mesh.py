"""The mesh itself: its name, its repository and its rules."""

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.values import Level, PathTemplate, Prose, Release, Severity, Slug, Url

Preset = Literal["essential", "standard", "strict"]
"""A named selection of rules."""


Bump = Literal["minor", "major"]
"""The version increment that a change requires."""


class Repository(Block):
    """The repository of the mesh, for links from pages and comments."""

    model_config = ConfigDict(title="the repository")

    url: Url = Field(description="The repository's web address, without a trailing `.git`.")
    kind: Maybe[Literal["github", "gitlab"]] = Field(
        default=None, description="The link format of the host (default: guessed from the address)."
    )
    branch: Maybe[Prose] = Field(default=None, description="The target branch of pull requests and links.")


class AccessRequests(Block):
    """Access requests: proposed agreements."""

    model_config = ConfigDict(title="the requests for access")

    path: PathTemplate = Field(
        description="The file that the catalog proposes for a new agreement; `*` represents the consumer. "
        "It overrides the path that a standard defines for agreements."
    )


class MeshAudience(Block):
    """The audiences for which a catalog is built, with the level up to which each may see details."""

    model_config = ConfigDict(title="an audience")

    name: Slug = Field(description="The name for `meshwright catalog build --audience`.")
    level: Prose = Field(
        description="The classification level up to which samples, agreements, roles and findings are shown."
    )


class PathRules(Block):
    """Rule severities for one part of the repository, where a domain may raise but never lower them."""

    model_config = ConfigDict(title="the rules of a path")

    prefix: Prose = Field(description="A folder, relative to the root, such as `products/payments/`.")
    rules: Mapping[Slug, Level] = Field(
        description="Severities below the prefix, by rule or group: `error`, `warning`, `notice` or `off`."
    )


class Bumps(Block):
    """The versions for changes that break only some consumers, by the rule that reports them."""

    model_config = ConfigDict(title="the versions for doubtful changes")

    type_widened: Maybe[Bump] = Field(
        default=None,
        alias="type-widened",
        description="For a wider type (default: `major` in the preset `strict`, else `minor`).",
    )
    range_loosened: Maybe[Bump] = Field(
        default=None,
        alias="range-loosened",
        description="For wider limits (default: `minor`).",
    )
    enum_value_added: Maybe[Bump] = Field(
        default=None, alias="enum-value-added", description="For an added enum value (default: `minor`)."
    )


class Compatibility(Block):
    """Decisions, which differ between organisations, on breaking changes."""

    model_config = ConfigDict(title="the terms of compatibility")

    drafts: Maybe[Literal["exempt", "kept"]] = Field(
        default=None,
        description="Whether `proposed` and `draft` documents must stay compatible (default: `exempt`).",
    )
    bumps: Maybe[Bumps] = Field(
        default=None, description="The versions for doubtful changes, if they differ from the defaults."
    )


class Mesh(Document):
    """The mesh: its name is the first part of every global address, and its settings apply to everyone."""

    model_config = ConfigDict(title="the mesh")

    kind: Literal["Mesh"] = Field(description="This document describes the mesh as a whole.")
    name: Slug = Field(description="The mesh's name in global addresses: `mesh://<name>/…`.")
    title: Maybe[Prose] = Field(default=None, description="The display name, as in the heading of the site.")
    description: Maybe[Prose] = Field(
        default=None, description="The owner and the purpose of the mesh, for newcomers."
    )
    owner: Maybe[Slug] = Field(
        default=None, description="The team that owns the standards and registries of the mesh."
    )
    repository: Maybe[Repository] = Field(default=None, description="The repository of the mesh.")
    access_requests: Maybe[AccessRequests] = Field(
        default=None, description="How to request access, if not in the default way."
    )
    audiences: Many[MeshAudience] = Field(
        default=(), description="The audiences for which the catalog is built with fewer details."
    )
    preset: Maybe[Preset] = Field(
        default=None,
        description="The preset of rules: `essential` (something is broken), `standard` (something is weak) or `strict`.",
    )
    rules_as_of: Maybe[Release] = Field(
        default=None,
        description="The release whose rules apply; newer rules cause only notices until this is raised.",
    )
    fail_on: Maybe[Severity] = Field(
        default=None, description="The lowest severity that fails a check (default: `error`)."
    )
    rules: Mapping[Slug, Level] = Field(
        default_factory=dict, description="Severities by rule or group, if they differ from the preset."
    )
    paths: Many[PathRules] = Field(
        default=(), description="Severities for parts of the repository; the longest prefix applies."
    )
    compatibility: Maybe[Compatibility] = Field(
        default=None, description="Decisions on breaking changes, if they differ from the defaults."
    )
    exclude: Many[Prose] = Field(
        default=(), description="Files that do not belong to the mesh, as patterns like those in .gitignore."
    )
