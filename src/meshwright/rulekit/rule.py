"""A rule: a name, its subject, its severity, its page, and the function that checks.

A rule may be known before its module is imported, which defines what runs and what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from meshwright.finding.finding import Finding, Severity

Preset = Literal["essential", "standard", "strict"]
PRESETS: tuple[Preset, ...] = ("essential", "standard", "strict")
"""Each preset contains the rules of those before it."""
Scope = Literal["local", "mesh", "comparing", "measuring", "directory"]
"""The scope of a rule: one file alone, a linked item, a change from one revision to another, observed data, or the
directory of an identity provider."""


class Definition(NamedTuple):
    """The definition in a rule's module."""

    on: type
    """The subject of the rule: a problem or a document (local), a linked item, or the mesh."""
    doc: str
    check: Callable[..., Iterator[Finding]]


class PolicyFacts(NamedTuple):
    """The declarations of a policy, with secrets blanked; its texts may be anything."""

    status: str
    """`draft`, `audit`, `enforced` or `retired`."""
    owner: str
    enforce_from: date | None
    """The day from which existing products are bound."""
    domain: str
    """The domain to which it applies; empty for the whole mesh."""
    references: tuple[str, ...]
    remediation: str
    sql: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; made by `rule` in the module that is its page, or from its line in the index."""

    name: str
    """In kebab-case; reads well after "allow"."""
    scope: Scope
    severity: Severity
    since: str
    """The release that added it."""
    preset: Preset
    """The smallest preset that contains it."""
    needs: tuple[str, ...]
    """The kinds of governance documents that it needs."""
    needs_products: bool
    """Whether it is off in a repository without products."""
    is_suppressible: bool
    is_timed: bool
    """Whether its findings arise with time alone: a warning, but an error on a change of its address."""
    is_lenient: bool
    """Whether it is less severe for existing items, for as long as a standard says so."""
    module: str
    definition: Callable[[], Definition] = field(repr=False, compare=False)
    """Returns the definition in its module, which is imported for it if necessary."""
    is_waivable: bool = True
    """Whether waivers are allowed; a policy may refuse them."""
    policy: PolicyFacts | None = field(default=None, compare=False)
    """The declarations of a policy, which has no preset and no release."""

    @property
    def on(self) -> type:
        """Its subject."""
        return self.definition().on

    @property
    def doc(self) -> str:
        """Its page."""
        return self.definition().doc

    @property
    def check(self) -> Callable[..., Iterator[Finding]]:
        """The function that checks."""
        return self.definition().check

    @property
    def group(self) -> str:
        """The folder of its file."""
        return self.module.split(".")[-2].replace("_", "-")

    @property
    def title(self) -> str:
        """The first line of its page."""
        return self.doc.strip().partition("\n")[0].rstrip(".")

    @property
    def is_local(self) -> bool:
        """Whether it checks one file alone."""
        return self.scope == "local"

    @property
    def is_comparing(self) -> bool:
        """Whether it compares revisions."""
        return self.scope == "comparing"

    @property
    def is_measuring(self) -> bool:
        """Whether it checks observations of data."""
        return self.scope == "measuring"

    @property
    def is_of_directory(self) -> bool:
        """Whether it compares documents with the directory of an identity provider."""
        return self.scope == "directory"

    @property
    def is_checking(self) -> bool:
        """Whether it checks only documents, as `check` does."""
        return self.scope in ("local", "mesh")


_SCOPES: dict[int, Scope] = {1: "local", 2: "mesh", 3: "comparing"}
"""Scopes by the number of arguments of the function."""


def _scope(arguments: int, *, is_measuring: bool, is_of_directory: bool) -> Scope:
    return "measuring" if is_measuring else "directory" if is_of_directory else _SCOPES[arguments]


def rule(  # noqa: PLR0913 - what a rule states, by name
    name: str,
    *,
    on: type,
    severity: Severity,
    since: str,
    preset: Preset = "standard",
    needs: tuple[str, ...] = (),
    needs_products: bool = False,
    is_suppressible: bool = True,
    is_timed: bool = False,
    is_lenient: bool = False,
    is_measuring: bool = False,
    is_of_directory: bool = False,
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a function a rule.

    `(subject)` checks one file alone, `(subject, mesh)` all of them, `(change, before, after)` two revisions;
    with `is_measuring`, `(measurement, mesh)` checks observations of data, with `is_of_directory`, `(directory, mesh)`
    compares the documents with the directory of an identity provider.
    """

    def make(check: Callable[..., Iterator[Finding]]) -> Rule:
        code: Any = check
        definition = Definition(on, code.__globals__["__doc__"], check)
        return Rule(
            name,
            _scope(code.__code__.co_argcount, is_measuring=is_measuring, is_of_directory=is_of_directory),
            severity,
            since,
            preset,
            needs,
            needs_products,
            is_suppressible,
            is_timed,
            is_lenient,
            check.__module__,
            lambda: definition,
        )

    return make
