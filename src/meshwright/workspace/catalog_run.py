"""The pipeline for a catalog: a checked mesh with its scores, its history and its forge."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from meshwright.analysis.access.coverage import no_earlier_fields
from meshwright.catalog.assembly.masked import masked_examples
from meshwright.catalog.forge import forge_of
from meshwright.catalog.source import CatalogInputs, SourceCommit
from meshwright.facts.facts import SampleFact
from meshwright.facts.unit import pack
from meshwright.mesh.link import link
from meshwright.rulekit.locator import Locator
from meshwright.rulekit.redaction import blanked_values
from meshwright.source import git
from meshwright.source.git import GitError
from meshwright.source.reader import Document
from meshwright.workspace.audience import for_audience
from meshwright.workspace.contract_history import ContractHistory, has_versions
from meshwright.workspace.history import history_of
from meshwright.workspace.measuring.observed import add_findings, beside
from meshwright.workspace.pipeline import check, redactor_of
from meshwright.workspace.product_notes import notes_beside
from meshwright.workspace.scoring import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from meshwright.catalog.history import OpenRequest
    from meshwright.facts.unit import Unit
    from meshwright.finding.finding import At
    from meshwright.measuring.judgement import Measurement
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.findings import Findings
    from meshwright.rulekit.redaction import Redactor
    from meshwright.rulekit.settle import CheckContext
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.measuring.observed import Kept
    from meshwright.workspace.pipeline import CheckResult
    from meshwright.workspace.pull_requests import PullRequest


PARQUET = ".parquet"


@dataclass(frozen=True, slots=True)
class CatalogRun:
    """The input data of a catalog, and the result of the check."""

    source: CatalogInputs
    outcome: CheckResult


def catalogued(  # noqa: PLR0913 - all that decides what a site shows
    root: Path,
    compiled: CompiledSnapshot,
    configuration: Configuration,
    today: date,
    *,
    site_url: str = "",
    documentation: str = "",
    jobs: int = 1,
    proposed: Mapping[str, PullRequest] | None = None,
    waiting: tuple[OpenRequest, ...] | None = None,
    kept: Mapping[str, Kept] | None = None,
    audience: str = "",
) -> CatalogRun:
    """Check a whole mesh, including stored observations, and collect the data for its catalog.

    Raises AudienceError for an unregistered audience.
    """
    found: dict[str, tuple[Measurement, ...]] = {}

    def observed(context: CheckContext, findings: Findings) -> None:
        beside_mesh = beside(context.mesh, Locator(compiled).value, kept or {}, context.configuration)
        found.update(beside_mesh.by_address)
        add_findings(beside_mesh.measurements, context, findings, beside_mesh.whole)

    outcome = check(compiled, configuration, lambda _: True, today, [observed] if kept is not None else [])
    secrets = redactor_of(compiled, Locator(compiled))
    shown, mesh = _without_secrets(compiled, outcome.mesh, secrets)
    past = history_of(
        root, compiled, outcome.mesh, exclude=configuration.exclude, jobs=jobs, proposed=proposed
    )
    commit = head_commit(root)
    locator = Locator(shown)
    settings = next((entry.fact.content for entry in outcome.mesh.register("Mesh")), {})
    source = CatalogInputs(
        mesh=mesh,
        report=outcome.report,
        product_scores=scored(outcome, configuration),
        configuration=configuration,
        values_of=locator.value,
        text_of=partial(published, locator, masked_examples(mesh)),
        site_url=site_url,
        documentation=documentation,
        forge=forge_of(settings, commit.name if commit else "", _folder(root)),
        commit=commit,
        history=past,
        waiting=None if waiting is None else tuple(_ours(waiting, _folder(root), secrets.blank)),
        notes=notes_beside(root, outcome.mesh, configuration.exclude, secrets.blank),
        measured=found if kept is not None else None,
        earlier_fields=(
            ContractHistory(root, commit.name, mesh) if commit and has_versions(mesh) else no_earlier_fields
        ),
    )
    return CatalogRun(for_audience(source, shown.linkable, audience) if audience else source, outcome)


def _without_secrets(
    compiled: CompiledSnapshot, mesh: Mesh, secrets: Redactor
) -> tuple[CompiledSnapshot, Mesh]:
    """Return a copy of the mesh with all secrets blanked, or the mesh itself if it has none."""
    if secrets.is_empty:
        return compiled, mesh
    texts = {path: secrets.document(path) for path in compiled.units if not path.lower().endswith(PARQUET)}
    drafts = {path: text.encode() for path, text in texts.items() if text != compiled.text(path)}
    shown = compiled.edited(drafts)
    of_parquet = {
        path: _blanked_rows(compiled.units[path], secrets.blank)
        for path in secrets.spans
        if path.lower().endswith(PARQUET)
    }
    shown = replace(shown, units={**shown.units, **of_parquet})
    return shown, link(shown.linkable, mesh.today, mesh.terms)


def published(locator: Locator, masks: Mapping[str, Sequence[tuple[At, str]]], file: str) -> str:
    """Return the text of a document, with confidential examples masked."""
    text = locator.text(file)
    if file not in masks:
        return text
    spans = {locator.span(at): mask for at, mask in masks[file]}
    for (start, end), mask in sorted(spans.items(), reverse=True):
        ending = "\n" if text[start:end].endswith("\n") else ""
        text = f"{text[:start]}{json.dumps(mask, ensure_ascii=False)}{ending}{text[end:]}"
    return text


def _blanked_rows(unit: Unit, blank: Callable[[str], str]) -> Unit:
    """Return a sample without its text, with the secrets in its rows blanked."""
    details = unit.details()
    documents = tuple(
        Document(blanked_values(body, blank), offsets)
        for body, offsets in zip(details.bodies, details.offsets, strict=True)
    )
    rows = pack(documents, details.lines)
    facts = tuple(replace(each, packed=rows) if isinstance(each, SampleFact) else each for each in unit.facts)
    return replace(unit, facts=facts, packed=rows)


def head_commit(root: Path) -> SourceCommit | None:
    """Return the checked-out commit; None if there is none."""
    try:
        name = git.resolve(root, "HEAD")
    except GitError:
        return None
    return SourceCommit(name)


def _ours(requests: Iterable[OpenRequest], folder: str, blank: Callable[[str], str]) -> Iterator[OpenRequest]:
    """Yield the open requests that change files of the mesh, with paths relative to its root and secrets blanked."""
    for each in requests:
        own = tuple(path.removeprefix(folder) for path in each.files if path.startswith(folder))
        if own:
            yield replace(each, title=blank(each.title), files=own)


def _folder(root: Path) -> str:
    top = git.top_level(root)
    below = root.resolve().relative_to(top).as_posix() if top and root.resolve().is_relative_to(top) else "."
    return "" if below == "." else f"{below}/"
