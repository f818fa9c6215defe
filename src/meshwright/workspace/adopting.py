"""Drafts for adopting the rules in a repository: governance documents, exclusions for unreadable files, and the current
findings as a baseline.

Existing files do not change; proposed changes to them are only shown as a patch.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.facts.facts import RegistryFact
from meshwright.finding.finding import Severity
from meshwright.mesh.terms import USUAL
from meshwright.rulekit.configuration import configured
from meshwright.source.snapshot import of_folder
from meshwright.workspace.authoring.adoption import mesh_document, registries
from meshwright.workspace.authoring.drafts import Drafts
from meshwright.workspace.authoring.names import PortName, ProductName
from meshwright.workspace.authoring.port import NewPort, draft_port
from meshwright.workspace.authoring.product import NewProduct, draft_product
from meshwright.workspace.compiled import compiled
from meshwright.workspace.drafting import DraftError
from meshwright.workspace.exception_files import begun
from meshwright.workspace.pipeline import check
from meshwright.workspace.settings_files import MESH_FILE
from meshwright.workspace.workers import processors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.authoring.adoption import Adoption
    from meshwright.workspace.pipeline import CheckResult

_PASSES = 5
"""The maximum number of rounds; each excludes unreadable files and checks again."""
_SPECIAL = re.compile(r"[*?\[\\]")


@dataclass(frozen=True, slots=True)
class Adopted:
    """A drafted mesh."""

    files: dict[str, bytes]
    notes: tuple[str, ...]
    counts: Mapping[str, int]
    """The numbers of products and contracts."""
    excluded: tuple[str, ...]
    known: Mapping[str, int]
    """The number of findings in the baseline by rule, most frequent first."""


def adopted(root: Path, new: Adoption, product: ProductName | None, today: date) -> Adopted:
    """Draft a mesh for a folder; `product` is the first product if the folder has no documents. Raises DraftError."""
    memo: dict[str, Unit] = {}
    excluded: list[str] = []
    for _ in range(_PASSES):
        snapshot = of_folder(root, [_excluding(path) for path in excluded])
        is_empty = not (snapshot.entries or snapshot.skipped or excluded)
        drafts = Drafts(compiled(snapshot, memo, jobs=processors()), today, USUAL)
        first = product if is_empty else None
        domains = (
            [(first.domain, "An example; write down what this part of the business does.")] if first else []
        )
        made = registries(new, drafts.mesh, domains)
        text = mesh_document(new, made.owner, [_excluding(path) for path in excluded])
        for path, content in {MESH_FILE: text, **made.files}.items():
            drafts.put(path, content.encode())
        if first is not None:
            _draft_first(first, drafts)
        configuration = _configuration(drafts)
        outcome = check(drafts.source, configuration, lambda _: True, today)
        unread = _unread(outcome)
        if not unread:
            break
        excluded += unread
    for each in outcome.report.diagnostics:
        if each.severity is Severity.ERROR and each.range is not None and each.range.path in drafts.files:
            raise _refusal(each)
    baseline = begun(outcome, configuration)
    known = _accept(baseline.files, drafts, configuration, today)
    counts = {"products": len(drafts.mesh.products), "contracts": len(drafts.mesh.contracts)}
    return Adopted(drafts.files, made.notes, counts, tuple(excluded), known)


def _accept(
    files: Mapping[str, bytes | None], drafts: Drafts, configuration: Configuration, today: date
) -> Mapping[str, int]:
    """Draft the baseline if there are findings, and count them by rule; raises DraftError if errors remain."""
    outcome = check(drafts.source, configuration, lambda _: True, today)
    if not any(each.counts for each in outcome.report.found):
        return {}
    for path, data in files.items():
        if data is not None:
            drafts.put(path, data)
    outcome = check(drafts.source, configuration, lambda _: True, today)
    for each in outcome.report.diagnostics:
        if each.counts and each.severity is Severity.ERROR:
            raise _refusal(each)
    known = Counter(each.rule for each in outcome.report.found if each.known is not None)
    return dict(sorted(known.items(), key=lambda each: (-each[1], each[0])))


def _refusal(found: Diagnostic) -> DraftError:
    place = f"{found.range.path}:{found.range.start.line}: " if found.range else ""
    return DraftError(f"nothing is written; correct this first: {place}{found.message} [{found.rule}]")


def _draft_first(first: ProductName, drafts: Drafts) -> None:
    """Draft an example product whose descriptions state that it is an example."""
    product = NewProduct(
        first,
        "sourceAligned",
        "An example product; replace its texts and columns with your own.",
        limitations="It has no data.",
        system="shop-system",
    )
    draft_product(product, drafts)
    port = NewPort(
        PortName(first, "daily", 1),
        (
            f"{_snake(first.product)}_id:string:key:internal The key.",
            "created_at:timestamp:required:internal When it was created, in UTC.",
        ),
        description="All example rows, once a day.",
    )
    draft_port(port, drafts)


def _snake(text: str) -> str:
    return text.replace("-", "_")


def _configuration(drafts: Drafts) -> Configuration:
    facts = (fact for fact in drafts.source.units[MESH_FILE].facts if isinstance(fact, RegistryFact))
    return configured(dict(next(facts).content), default_preset="standard")


def _unread(outcome: CheckResult) -> Sequence[str]:
    """Return the unreadable files that prevent a successful run."""
    return sorted(
        {
            each.range.path
            for each in outcome.report.found
            if each.is_unread and each.severity is Severity.ERROR and each.range is not None
        }
    )


def _excluding(path: str) -> str:
    """Return the exclusion pattern that matches only a given path."""
    return "/" + _SPECIAL.sub(r"\\\g<0>", path)
