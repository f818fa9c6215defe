"""The mesh itself: what it is called, where it lives and which rules count."""

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document
from meshwright.standards.governance.values import Level, PathTemplate, Prose, Release, Severity, Slug, Url

Preset = Literal["essential", "standard", "strict"]
"""A named choice of rules."""


Bump = Literal["minor", "major"]
"""The version that a change takes."""


class Repository(Block):
    """Where the files of the mesh are kept, so that pages and comments can link to them."""

    model_config = ConfigDict(title="the repository")

    url: Url = Field(description="The repository's web address, without a trailing `.git`.")
    kind: Maybe[Literal["github", "gitlab"]] = Field(
        default=None, description="How the host builds links to lines; guessed from the address when absent."
    )
    branch: Maybe[Prose] = Field(
        default=None, description="The branch that pull requests go to and that links point to."
    )


class AccessRequests(Block):
    """How access to a port is asked for: by proposing an agreement."""

    model_config = ConfigDict(title="the requests for access")

    path: PathTemplate = Field(
        description="The file that the catalog proposes for a new agreement; `*` stands for what uses the data. "
        "It comes before the place that a standard gives to agreements."
    )


class PathRules(Block):
    """Rule levels for one part of the repository; a domain may tighten them there, never loosen."""

    model_config = ConfigDict(title="the rules of a path")

    prefix: Prose = Field(description="A folder from the root on, such as `products/payments/`.")
    rules: Mapping[Slug, Level] = Field(
        description="Levels below the prefix, by rule or group: `error`, `warning`, `notice` or `off`."
    )


class Bumps(Block):
    """The versions that changes take which break some readers and not others, by the rule that tells of them."""

    model_config = ConfigDict(title="the versions of doubtful changes")

    type_widened: Maybe[Bump] = Field(
        default=None,
        alias="type-widened",
        description="For a type with more values; `major` in the preset `strict`, else `minor` when absent.",
    )
    range_loosened: Maybe[Bump] = Field(
        default=None,
        alias="range-loosened",
        description="For limits that let more pass; `minor` when absent.",
    )
    enum_value_added: Maybe[Bump] = Field(
        default=None, alias="enum-value-added", description="For one more value; `minor` when absent."
    )


class Compatibility(Block):
    """What counts as a break, of that on which organisations differ."""

    model_config = ConfigDict(title="the terms of compatibility")

    drafts: Maybe[Literal["exempt", "kept"]] = Field(
        default=None,
        description="Whether what is `proposed` or a `draft` keeps its promises; `exempt` when absent.",
    )
    bumps: Maybe[Bumps] = Field(
        default=None, description="The versions that doubtful changes take, where they differ from the usual."
    )


class Mesh(Document):
    """The mesh: its name is the first part of every global address, its settings are everybody's."""

    model_config = ConfigDict(title="the mesh")

    kind: Literal["Mesh"] = Field(description="This document describes the mesh as a whole.")
    name: Slug = Field(description="The mesh's name in global addresses: `mesh://<name>/…`.")
    title: Maybe[Prose] = Field(default=None, description="The name that people read, as the site's heading.")
    description: Maybe[Prose] = Field(
        default=None, description="Whose mesh it is and what it serves, for somebody who has never seen it."
    )
    owner: Maybe[Slug] = Field(
        default=None, description="The team that answers for the standards and registers of the mesh."
    )
    repository: Maybe[Repository] = Field(default=None, description="Where the files of the mesh are kept.")
    access_requests: Maybe[AccessRequests] = Field(
        default=None, description="How access is asked for, where the usual way is not this mesh's."
    )
    preset: Maybe[Preset] = Field(
        default=None,
        description="Which rules count: `essential` (it is broken), `standard` (it is poor) or `strict`.",
    )
    rules_as_of: Maybe[Release] = Field(
        default=None,
        description="The release whose rules count; rules that are newer give notices until this is raised.",
    )
    fail_on: Maybe[Severity] = Field(
        default=None, description="The least level of a finding that fails a check; `error` when absent."
    )
    rules: Mapping[Slug, Level] = Field(
        default_factory=dict, description="Levels by rule or group, where they differ from the preset's."
    )
    paths: Many[PathRules] = Field(
        default=(), description="Levels for parts of the repository, the longest prefix winning."
    )
    compatibility: Maybe[Compatibility] = Field(
        default=None, description="What counts as a break, where it differs from the usual."
    )
    exclude: Many[Prose] = Field(
        default=(), description="Files that are no part of the mesh, as patterns in the manner of .gitignore."
    )
