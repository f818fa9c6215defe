"""A rule: its name, subject, severity, page and check function.

A rule can be described without importing its module, which contains the function and the page.
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
"""The presets; each contains all rules of the earlier ones."""
Scope = Literal["local", "mesh", "comparing", "measuring", "directory"]
"""The subject type of a rule: a file, a linked item, a change, observed data, or an identity provider's directory."""


class Definition(NamedTuple):
    """The parts of a rule that only its module contains."""

    on: type
    """The class of the rule's subject: a problem or a document for a local rule, otherwise a linked item or the mesh."""
    doc: str
    check: Callable[..., Iterator[Finding]]


class PolicyFacts(NamedTuple):
    """The properties of a policy, with secrets blanked; its strings are untrusted."""

    status: str
    """`draft`, `audit`, `enforced` or `retired`."""
    owner: str
    enforce_from: date | None
    """The date from which existing products must comply."""
    domain: str
    """The domain that the policy applies to; empty for the whole mesh."""
    references: tuple[str, ...]
    remediation: str
    sql: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, created by `rule` in its module or from its entry in the index."""

    name: str
    """A name in kebab case that reads well after "allow"."""
    scope: Scope
    severity: Severity
    since: str
    """The release that introduced the rule."""
    preset: Preset
    """The smallest preset that contains the rule."""
    needs: tuple[str, ...]
    """The kinds of governance documents that the rule requires."""
    needs_products: bool
    """Whether the rule is off in a repository without products."""
    is_suppressible: bool
    is_timed: bool
    """Whether findings appear merely because time passes; they are warnings, but errors if a change touches the item."""
    is_lenient: bool
    """Whether findings about existing items are less severe until the date that a standard sets."""
    module: str
    definition: Callable[[], Definition] = field(repr=False, compare=False)
    """Returns the definition, importing the rule's module if necessary."""
    is_waivable: bool = True
    """Whether waivers are allowed; a policy can forbid them."""
    policy: PolicyFacts | None = field(default=None, compare=False)
    """The properties of a policy; a policy has no preset and no release."""

    @property
    def on(self) -> type:
        """The class of the rule's subject."""
        return self.definition().on

    @property
    def doc(self) -> str:
        """The page of the rule."""
        return self.definition().doc

    @property
    def check(self) -> Callable[..., Iterator[Finding]]:
        """The function that runs the rule on a subject and yields findings."""
        return self.definition().check

    @property
    def group(self) -> str:
        """The folder of the rule's module."""
        return self.module.split(".")[-2].replace("_", "-")

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.doc.strip().partition("\n")[0].rstrip(".")

    @property
    def is_local(self) -> bool:
        """Whether the rule checks single files."""
        return self.scope == "local"

    @property
    def is_comparing(self) -> bool:
        """Whether the rule compares revisions."""
        return self.scope == "comparing"

    @property
    def is_measuring(self) -> bool:
        """Whether the rule checks observations of data."""
        return self.scope == "measuring"

    @property
    def is_of_directory(self) -> bool:
        """Whether the rule compares documents with the directory of an identity provider."""
        return self.scope == "directory"

    @property
    def is_checking(self) -> bool:
        """Whether the rule checks only documents, as `check` does."""
        return self.scope in ("local", "mesh")


_SCOPES: dict[int, Scope] = {1: "local", 2: "mesh", 3: "comparing"}
"""The scope for each number of function arguments."""


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
    """Turn a function into a rule.

    The number of its arguments determines its scope: `(subject)`, `(subject, mesh)` or `(change, before, after)`.
    With `is_measuring`, the arguments are `(measurement, mesh)`; with `is_of_directory`, they are `(directory, mesh)`.
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
