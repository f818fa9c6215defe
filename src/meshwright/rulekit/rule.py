"""A rule: a name, what it looks at, how much it weighs, its page, and the function that looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.finding.finding import Finding, Severity

Preset = Literal["essential", "standard", "strict"]
PRESETS: tuple[Preset, ...] = ("essential", "standard", "strict")
"""Each holds the rules of those before it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; made by `rule` in the module that is its page."""

    name: str
    """Kebab-case; reads after "allow"."""
    on: type
    """What it looks at: a problem or a document (local), something linked, or the mesh."""
    severity: Severity
    since: str
    """The release that brought it."""
    preset: Preset
    """The smallest preset that has it."""
    needs: tuple[str, ...]
    """Kinds of governance documents that it needs."""
    needs_products: bool
    """Whether it is off in a repository that describes no product."""
    is_suppressible: bool
    is_timed: bool
    """Whether it comes with time alone: a warning, and an error on a change of its address."""
    is_lenient: bool
    """Whether it weighs less of what existed before, for as long as a standard says so."""
    module: str
    doc: str
    check: Callable[..., Iterator[Finding]]

    @property
    def group(self) -> str:
        """The folder that it is in."""
        return self.module.split(".")[-2].replace("_", "-")

    @property
    def title(self) -> str:
        """The first line of its page."""
        return self.doc.strip().splitlines()[0].rstrip(".")

    @property
    def is_local(self) -> bool:
        """Whether one file is all that it looks at."""
        return self.check.__code__.co_argcount == 1

    @property
    def is_comparing(self) -> bool:
        """Whether it looks at what changed from one revision to another."""
        return self.check.__code__.co_argcount == 3


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
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a function a rule.

    `(subject)` looks at one file alone, `(subject, mesh)` at all of them, `(change, before, after)` at two revisions.
    """

    def make(check: Callable[..., Iterator[Finding]]) -> Rule:
        doc: Any = check.__globals__["__doc__"]
        return Rule(
            name,
            on,
            severity,
            since,
            preset,
            needs,
            needs_products,
            is_suppressible,
            is_timed,
            is_lenient,
            check.__module__,
            doc,
            check,
        )

    return make
