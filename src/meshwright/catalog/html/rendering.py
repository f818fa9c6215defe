"""Rendering of templates to HTML, with autoescaping; undefined values are errors.

Templates in `site/overrides/` come from pull requests. If there are any, all templates are rendered in Jinja's
sandbox, which takes twice as long and limits time, memory and length, and their output is checked against the
allowlist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from meshwright.catalog import routes
from meshwright.catalog.allowlist import in_words, refused_in_template
from meshwright.catalog.bounds import OverTimeError, Spent, bounded
from meshwright.catalog.html.compiled_templates import CompiledTemplates
from meshwright.catalog.html.page import Section
from meshwright.catalog.html.wording import FILTERS
from meshwright.catalog.text import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jinja2.environment import TemplateModule

    from meshwright.catalog.signs import Sign


OWN = "site/overrides/"
"""The folder of the repository's own templates, for use in messages."""
MACROS = "macros.html"
"""The macros that are available as `m` in each template."""
_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    MemoryError,
    RecursionError,
    SyntaxError,  # raised for too many nested blocks in the Python code of a compiled template
)
"""The exceptions that a template can raise."""
SECONDS = 5
"""The CPU time limit for one page if the repository has its own templates."""
ALL_SECONDS = 120
"""The CPU time limit for all pages together; each rendered part extends it by `PART_SECONDS`."""
PART_SECONDS = 0.05
MEMORY = 512 * 2**20
"""The maximum memory in bytes that rendering a page may add."""
LONGEST = 20_000_000
"""The maximum length of a page."""


class OverrideError(Exception):
    """One of the repository's own templates cannot be rendered; the message names the template and the reason."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """The current page, from which templates get links."""

    route: str
    only_listed: frozenset[str] = frozenset()
    """The rules without a page in this catalog."""
    signs: Mapping[str, Sign] = field(default_factory=dict)
    """The signs (letters and colours) of domains, by name."""

    def to(self, route: str, anchor: str = "") -> str:
        """Return the link to a page."""
        return routes.link(self.route, route, anchor)

    def file(self, path: str) -> str:
        """Return the link to a file of the site."""
        return routes.file(self.route, path)

    def address(self, address: str) -> str:
        """Return the link to an addressed item of a product."""
        return self.to(*routes.anchored(address))

    def anchor(self, address: str) -> str:
        """Return the addressed item's anchor on its product's page."""
        return routes.anchored(address)[1]

    def product(self, address: str) -> str:
        """Return the link to a product."""
        return self.to(routes.product(address))

    def domain(self, name: str) -> str:
        """Return the link to a domain."""
        return self.to(routes.domain(name))

    def sign(self, domain: str) -> Sign | None:
        """Return the sign (letters and a colour) of a domain; None for an unknown domain."""
        return self.signs.get(domain)

    def entity(self, name: str) -> str:
        """Return the link to an entity."""
        return self.to(routes.entity(name))

    def team(self, name: str) -> str:
        """Return the link to a team."""
        return self.to(routes.team(name))

    def rule(self, name: str) -> str:
        """Return the link to a rule's page, or to the rule's row in the list if this catalog has no such page."""
        if name in self.only_listed:
            return self.to("rules", routes.rule_anchor(name))
        return self.to(routes.rule(name))

    def rule_anchor(self, name: str) -> str:
        """Return the anchor of a rule in the list of rules."""
        return routes.rule_anchor(name)


class Renderer:
    """Renders the package's templates, or the repository's templates that replace them."""

    def __init__(
        self,
        overrides: Mapping[str, str],
        only_listed: frozenset[str] = frozenset(),
        signs: Mapping[str, Sign] | None = None,
    ) -> None:
        self._only_listed = only_listed
        self.signs = signs or {}
        self._overridden = frozenset(overrides)
        self._spent = Spent() if overrides else None
        self._environment = _overriding(overrides) if overrides else _package_environment()
        self._last: tuple[PageContext, TemplateModule] | None = None

    def html(self, template: str, route: str, **values: Any) -> Markup:  # noqa: ANN401 - what a template needs
        """Render a template for a page; raises OverrideError for an error in one of the repository's templates."""
        if self._spent is None:
            return self._rendered(template, route, values)
        left = self._spent.left(ALL_SECONDS, PART_SECONDS)
        if left <= 0:  # the timer may miss parts that are shorter than a clock tick
            raise _all_take_too_long()
        try:
            with self._spent.counted(), bounded(min(SECONDS, left), MEMORY):
                html = self._rendered(template, route, values)
        except OverTimeError as error:
            if left >= SECONDS:
                raise OverrideError(
                    f"`{self._at_fault(template)}` cannot be rendered: {_why(error)}"
                ) from error
            raise _all_take_too_long() from error
        except _FAULTS as error:
            place = _place(error) or self._at_fault(template)
            raise OverrideError(f"`{place}` cannot be rendered: {_why(error)}") from error
        if len(html) > LONGEST:
            raise OverrideError(f"`{self._at_fault(template)}` writes more than {LONGEST:,} characters")
        if refused := refused_in_template(html):
            raise OverrideError(f"`{self._at_fault(template)}` {in_words(refused)}")
        return html

    def look(self) -> tuple[object, ...]:
        """Return the values, other than documents, on which every page depends."""
        return sorted(self._only_listed), sorted(self.signs.items())

    def sections(
        self, folder: str, parts: Iterable[tuple[str, str, str]], route: str, values: Mapping[str, Any]
    ) -> tuple[Section, ...]:
        """Render the sections of a page from their headings, anchors and templates."""
        return tuple(
            Section(self.html(f"{folder}/{template}.html", route, **values), heading, anchor)
            for heading, anchor, template in parts
        )

    def _rendered(self, template: str, route: str, values: Mapping[str, Any]) -> Markup:
        here, macros = self._page(route)
        text = self._environment.get_template(template).render(here=here, m=macros, **values)
        return Markup(text)  # noqa: S704 - autoescaped

    def _page(self, route: str) -> tuple[PageContext, TemplateModule]:
        """Return a page's context and macros, which all templates of the page share."""
        last = self._last
        if last is None or last[0].route != route:
            here = PageContext(route, self._only_listed, self.signs)
            last = self._last = here, self._environment.get_template(MACROS).make_module({"here": here})
        return last

    def _at_fault(self, template: str) -> str:
        """Return the repository's templates that a page may use, for an error message."""
        own = (template,) if template in self._overridden else sorted(self._overridden)
        return "`, `".join(f"{OWN}{name}" for name in own)


@cache
def _package_environment() -> Environment:
    """Return the environment of the package's templates; cached because reading them takes time."""
    made = _environment(Environment, PackageLoader("meshwright.catalog.html"))
    made.bytecode_cache = CompiledTemplates()
    made.context_class = _PlainCalls
    return made


class _PlainCalls(Context):
    """Calls the functions and macros of our templates directly: none of them needs the context.

    Jinja asks each of them several times whether it does, which takes a seventh of the time of a page.
    """

    def call(
        self,
        function: Callable[..., Any],
        *arguments: Any,  # noqa: ANN401 - of any function
        _loop_vars: object = None,
        _block_vars: object = None,
        **values: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        return function(*arguments, **values)


def _overriding(overrides: Mapping[str, str]) -> Environment:
    own = FunctionLoader(lambda name: (overrides[name], f"{OWN}{name}", None) if name in overrides else None)
    loaders: list[BaseLoader] = [own, PackageLoader("meshwright.catalog.html")]
    return _environment(ImmutableSandboxedEnvironment, ChoiceLoader(loaders))


def _environment(kind: type[Environment], loader: BaseLoader) -> Environment:
    made = kind(
        loader=loader,
        autoescape=True,
        auto_reload=False,  # templates do not change while a site is built
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS, svg=_drawn)
    return made


def _all_take_too_long() -> OverrideError:
    words = f"templates in `{OWN}` take more than {ALL_SECONDS} s for all pages; simplify them"
    return OverrideError(words)


def _place(error: BaseException) -> str:
    """Return the file and line in the repository's template that caused an error; empty if none did."""
    if isinstance(error, OverTimeError | MemoryError):
        return ""  # Jinja does not report a line for these errors
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    frames = [each for each in extract_tb(error.__traceback__) if each.filename.startswith(OWN)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def _why(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"unknown template `{error.name}`"
    if isinstance(error, OverTimeError):
        return f"it takes more than {SECONDS} s; simplify it"
    if isinstance(error, SyntaxError):
        return error.msg
    if isinstance(error, MemoryError):
        return f"it takes more than {MEMORY // 2**20} MiB of memory; simplify it"
    return str(error).rstrip(".") or type(error).__name__


def _drawn(svg: str) -> Markup:
    """Return a diagram as markup: its text is already escaped."""
    return Markup(svg)  # noqa: S704 - made by `diagrams.svg`, which escapes
