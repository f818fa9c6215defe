"""All rules, found in the modules below `meshwright.rules`.

An index describes the rules, so that a run imports only the modules of rules that it uses. The index only saves time: a
module that is not in it is imported, and an entry without a module is ignored.
"""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

from meshwright.finding.finding import Severity
from meshwright.rulekit.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.rulekit.rule import Definition, Preset, Scope

RULES = "meshwright.rules"
"""The package of the rules. It is named instead of imported, because general code must not depend on single rules."""
_FLAGS = ("needs_products", "is_timed", "is_lenient")
_UNSUPPRESSIBLE = "unsuppressible"
_NEEDS = "needs:"


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return all rules, sorted by name; their modules are imported on first use."""
    indexed = {rule.module: rule for rule in rules_of(import_module(f"{RULES}.index").INDEX)}
    found: dict[str, Rule] = {}
    for module in _modules():
        for rule in (indexed[module],) if module in indexed else _defined(module):
            if rule.name in found:
                raise ValueError(f"two rules are called {rule.name}: {found[rule.name].module}, {module}")
            found[rule.name] = rule
    return tuple(found[name] for name in sorted(found))


def defined_rules() -> tuple[Rule, ...]:
    """Import all modules and return their rules, sorted by name."""
    found = (rule for module in _modules() for rule in _defined(module))
    return tuple(sorted(found, key=lambda rule: rule.name))


def _modules() -> Iterator[str]:
    """Yield the names of all rule modules without importing them."""
    for folder in import_module(RULES).__path__:
        for group in iter_modules([folder]):
            if group.ispkg:
                path = f"{folder}/{group.name}"
                yield from (f"{RULES}.{group.name}.{entry.name}" for entry in iter_modules([path]))


@cache
def _defined(module: str) -> tuple[Rule, ...]:
    """Return the rules that a module defines."""
    values = vars(import_module(module)).values()
    return tuple(value for value in values if isinstance(value, Rule) and value.module == module)


def _definition(module: str) -> Definition:
    (rule,) = _defined(module)
    return rule.definition()


def index_of(rules: Iterable[Rule]) -> str:
    """Return the text of an index that describes the given rules."""
    return "\n".join(_line(rule) for rule in rules)


def _line(rule: Rule) -> str:
    words = [rule.name, rule.module.removeprefix(f"{RULES}."), rule.scope, str(rule.severity), rule.since]
    words += [rule.preset, *(flag for flag in _FLAGS if getattr(rule, flag))]
    words += [] if rule.is_suppressible else [_UNSUPPRESSIBLE]
    return " ".join((*words, *(f"{_NEEDS}{kind}" for kind in rule.needs)))


def rules_of(index: str) -> Iterator[Rule]:
    """Parse an index."""
    severities = {str(each): each for each in Severity}
    for line in index.splitlines():
        name, short, scope, severity, since, preset, *more = line.split()
        module = f"{RULES}.{short}"
        yield Rule(
            name,
            cast("Scope", scope),
            severities[severity],
            since,
            cast("Preset", preset),
            needs=tuple(word.removeprefix(_NEEDS) for word in more if word.startswith(_NEEDS)),
            is_suppressible=_UNSUPPRESSIBLE not in more,
            module=module,
            definition=partial(_definition, module),
            **{flag: flag in more for flag in _FLAGS},  # type: ignore[arg-type] # flags alone
        )


def groups(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Return the names of all groups, sorted."""
    return tuple(sorted({rule.group for rule in rules}))
