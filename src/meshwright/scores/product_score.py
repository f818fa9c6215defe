"""The score of a product: for each quality, the share of the applicable checks that pass, weighted by severity.

A check is one rule on one product. It applies if the rule is on, could run, and checks something that the
product has; findings do not affect that. It passes if the rule reported nothing about the product; waived and
suppressed findings are included. The weight of a check is that of the rule's severity. A failed check loses
the weight of its most severe diagnostic, at most its own weight. Therefore, adding a diagnostic never raises a score,
and removing one never lowers it. The score of a product is the mean of the qualities with applicable checks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Severity
from meshwright.rulekit.configuration import level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule

QUALITIES: Mapping[str, tuple[str, ...]] = {
    "discoverable": ("discoverable", "adoption"),
    "addressable": ("addressable",),
    "trustworthy": ("trustworthy", "lineage", "lifecycle", "policies"),
    "self-describing": ("self-describing", "structure"),
    "interoperable": ("interoperable",),
    "secure": ("secure",),
}
"""The six qualities, each with its groups of rules."""
UNSCORED = ("compatibility", "housekeeping", "measured")
"""The groups about changes, housekeeping and the data itself."""
WEIGHTS = {Severity.ERROR: 9, Severity.WARNING: 3, Severity.NOTICE: 1}
"""Three warnings weigh as much as one error, and three notices as much as one warning."""
_NEEDS_PORT = ("Port",)
_NEEDS_CONTRACT = ("Contract", "DataContract", "SampleFact")
_NOT_OF_PRODUCTS = ("RegistryEntry",)


class Deduction(NamedTuple):
    """A rule that lowers a score."""

    rule: str
    diagnostics: int
    loss: Fraction
    """The share of the quality's score that the product loses through the rule."""


@dataclass(frozen=True, slots=True)
class QualityScore:
    """A product's score in one quality."""

    name: str
    score: Fraction | None
    """The score, from 0 to 1; None if no check applies."""
    checks: int
    lowered_by: tuple[Deduction, ...]
    """The deductions, largest first."""


@dataclass(frozen=True, slots=True)
class ProductScore:
    """The scores of a product."""

    product: str
    """The address of the product."""
    file: str
    score: Fraction | None
    """The mean score of the qualities; None if no check applies."""
    qualities: tuple[QualityScore, ...]


def percent(score: Fraction | None) -> int | None:
    """Return a score out of 100, rounded down."""
    return None if score is None else floor(score * 100)


def score_products(
    mesh: Mesh, diagnostics: Iterable[Diagnostic], rules: Iterable[Rule], configuration: Configuration
) -> tuple[ProductScore, ...]:
    """Return the scores of products, lowest first; `rules` are the rules that could run."""
    checks = _Checks(tuple(rules), configuration)
    said = by_product(mesh, diagnostics)
    found = [
        _product_score(product, said.get(product.address, {}), checks.of(product))
        for product in mesh.products
    ]
    return tuple(
        sorted(found, key=lambda each: (1 if each.score is None else each.score, each.product, each.file))
    )


class _Checks:
    """The checks that apply to products, in each quality: the weights of rules, by name.

    Products with the same kinds of parts and the same file settings have the same checks.
    """

    def __init__(self, rules: Iterable[Rule], configuration: Configuration) -> None:
        self._rules = rules
        self._configuration = configuration
        self._known: dict[tuple[object, ...], dict[str, dict[str, int]]] = {}

    def of(self, product: Product) -> Mapping[str, Mapping[str, int]]:
        """Return the weights of the rules that apply to a product, by quality."""
        settings = (product.home.file.startswith(prefix) for prefix, _ in self._configuration.paths)
        key = (bool(product.outputs), _has_contract(product), *settings)
        if key not in self._known:
            self._known[key] = self._weights(product)
        return self._known[key]

    def _weights(self, product: Product) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {name: {} for name in QUALITIES}
        quality_of = {group: name for name, groups in QUALITIES.items() for group in groups}
        for rule in self._rules:
            quality = quality_of.get(rule.group)
            if quality is not None and _applies(rule, product):
                severity = level(rule, self._configuration, product.home.file)
                if severity is not None:
                    found[quality][rule.name] = WEIGHTS[severity]
        return found


def _product_score(
    product: Product, said: Mapping[str, list[Diagnostic]], checks: Mapping[str, Mapping[str, int]]
) -> ProductScore:
    qualities = tuple(_quality(name, weights, said) for name, weights in checks.items())
    scores = [each.score for each in qualities if each.score is not None]
    mean = sum(scores, Fraction(0)) / len(scores) if scores else None
    return ProductScore(product.address, product.home.file, mean, qualities)


def _quality(name: str, weights: Mapping[str, int], said: Mapping[str, list[Diagnostic]]) -> QualityScore:
    total = sum(weights.values())
    lowered = []
    for rule in weights.keys() & said.keys():
        loss = min(weights[rule], max(WEIGHTS[each.severity] for each in said[rule]))
        lowered.append(Deduction(rule, len(said[rule]), Fraction(loss, total)))
    lowered.sort(key=lambda each: (-each.loss, each.rule))
    score = 1 - sum((each.loss for each in lowered), Fraction(0)) if weights else None
    return QualityScore(name, score, len(weights), tuple(lowered))


def _has_contract(product: Product) -> bool:
    return any(port.contract is not None for port in product.outputs)


def _applies(rule: Rule, product: Product) -> bool:
    """Return whether a product has anything that a rule checks. The rule's type is compared by name, because the types of
    documents are in a lower layer. Rules on a directory never apply, because they run only if a directory is given.
    """
    if rule.is_of_directory:
        return False
    if rule.on.__name__ in _NEEDS_CONTRACT:
        return _has_contract(product)
    if rule.on.__name__ in _NEEDS_PORT:
        return bool(product.outputs)
    return rule.on.__name__ not in _NOT_OF_PRODUCTS and not rule.on.__module__.startswith(
        "meshwright.standards.governance"
    )


def by_product(mesh: Mesh, diagnostics: Iterable[Diagnostic]) -> dict[str, dict[str, list[Diagnostic]]]:
    """Return the findings about each product and its ports, by rule; matched by address, or else by file."""
    of_file: dict[str, str] = {}
    shared = Counter(product.home.file for product in mesh.products)
    for product in mesh.products:
        if shared[product.home.file] == 1:
            of_file.setdefault(product.home.file, product.address)
        for port in product.outputs:
            if port.contract is not None:
                of_file.setdefault(port.contract.home.file, product.address)
    found: dict[str, dict[str, list[Diagnostic]]] = {}
    for each in diagnostics:
        product_address = "/".join((each.address or "").partition("#")[0].split("/")[:2])
        if product_address not in mesh.product_of:
            product_address = of_file.get(each.range.path, "") if each.range else ""
        if product_address:
            found.setdefault(product_address, {}).setdefault(each.rule, []).append(each)
    return found
