"""A single build of the site for `meshwright catalog`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from meshwright.catalog.history import Trend
    from meshwright.cli.request import CheckRequest
    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Report
    from meshwright.workspace.catalog_run import CatalogRun
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.site import BuildResult
    from meshwright.workspace.site_settings import SiteOverrides

OUTPUT = "build/site"


class Prepared(NamedTuple):
    """A checked mesh, and the settings of its site."""

    run: CatalogRun
    own: SiteOverrides
    output: Path
    what: CheckRequest
    compiled: CompiledSnapshot
    has_trend: bool


def build(options: argparse.Namespace) -> tuple[BuildResult, Report, bool]:
    """Check the mesh and build its site; return the results of the build and of the check. Raises UsageError."""
    prepared = prepare(options)
    outcome = prepared.run.outcome
    return finish(prepared), outcome.report, bool(outcome.failed_rules)


def prepare(
    options: argparse.Namespace, memo: dict[str, Unit] | None = None, last: Prepared | None = None
) -> Prepared:
    """Check the mesh, reusing the compiled files in the memo. Raises UsageError.

    `last` is the state before documents were edited, for a build without pull requests, observations or an audience.
    The mesh is not checked again if only texts were edited.
    """
    from meshwright.cli.kept import kept_in
    from meshwright.cli.main import UsageError
    from meshwright.cli.progress import progress
    from meshwright.cli.request import request_whole_mesh

    try:
        _look_for_generator()
        from meshwright.workspace.audience import AudienceError
        from meshwright.workspace.catalog_run import catalogued
        from meshwright.workspace.pull_requests import PullRequestsError, open_requests_of, pull_requests_of
        from meshwright.workspace.site_files import SiteError
        from meshwright.workspace.site_settings import own_site
    except ModuleNotFoundError as error:
        raise UsageError(f"the catalog needs the extra `catalog` ({error.name} is missing)") from error
    what = request_whole_mesh(options.path, options.as_of)
    if memo:
        what = replace(what, jobs=1)  # few files are new, and forking a process with threads is unsafe
    root = what.project.root
    output = _output(options, root)
    announce = progress()
    try:
        own = own_site(root)
        if options.site_url is not None:
            own = _with_address(own, options.site_url)
        for notice in own.notices:
            sys.stderr.write(f"meshwright: {notice}\n")
        exported = Path(options.pull_requests) if options.pull_requests else None
        kept = kept_in(options.observations) if options.observations else None
        announce("checking the mesh")
        # The build needs the details of all files, so stored results do not save time.
        compiled = replace(what, units=None).compiled(memo)
        run = _after_text_edit(last, own, what, compiled) or catalogued(
            root,
            compiled,
            what.configuration,
            what.day,
            site_url=str(own.settings.get("site_url", "")),
            documentation=str(own.settings.get("extra", {}).get("documentation", "")),
            jobs=what.jobs,
            proposed=pull_requests_of(exported) if exported else None,
            waiting=open_requests_of(exported) if exported else None,
            kept=kept,
            audience=options.audience,
        )
    except (SiteError, PullRequestsError, AudienceError) as error:
        raise UsageError(str(error)) from error
    finally:
        announce("")
    _note_missing_versions(run)
    return Prepared(run, own, output, what, compiled, options.trend)


def _output(options: argparse.Namespace, root: Path) -> Path:
    from meshwright.cli.writing import refuse_link_out

    output = Path(options.output).absolute() if options.output else root / OUTPUT
    refuse_link_out(root, output)
    return output


def _note_missing_versions(run: CatalogRun) -> None:
    """Print a note if earlier contract versions cannot be read, because pages then show too little access."""
    from meshwright.cli.access_reading import say
    from meshwright.workspace.contract_history import ContractHistory

    earlier = run.source.earlier_fields
    if isinstance(earlier, ContractHistory) and (fault := earlier.missing(run.source.mesh)):
        say(
            f"earlier contract versions are unknown, so pages show fewer columns than readers may read: {fault}"
        )


def _after_text_edit(
    last: Prepared | None, own: SiteOverrides, what: CheckRequest, compiled: CompiledSnapshot
) -> CatalogRun | None:
    """Return the catalog run after an edit that changed only texts; None if the mesh must be checked again."""
    from meshwright.workspace.text_edit import after_text_edit

    if last is None or own != last.own:
        return None
    settings = [(each.project, each.configuration, each.day) for each in (last.what, what)]
    if settings[0] != settings[1]:
        return None
    root, exclude = what.project.root, what.configuration.exclude
    return after_text_edit(root, last.run, last.compiled, compiled, exclude)


def finish(prepared: Prepared) -> BuildResult:
    """Build the site of a checked mesh; raises UsageError."""
    from meshwright.catalog.html.rendering import OverrideError
    from meshwright.cli.main import UsageError
    from meshwright.cli.progress import progress
    from meshwright.cli.stored_check import named_cache
    from meshwright.workspace.site import build as build_site
    from meshwright.workspace.site_files import SiteError

    announce = progress()
    run, what = prepared.run, prepared.what
    cache = named_cache(what.project.root)
    try:
        shown = run.source
        if prepared.has_trend:
            shown = replace(shown, trend=_trend(run, prepared.compiled, what, announce))
        return build_site(shown, prepared.own, prepared.output, announce, what.jobs, cache)
    except (SiteError, OverrideError) as error:
        raise UsageError(str(error)) from error
    finally:
        announce("")


def _trend(
    made: CatalogRun, compiled: CompiledSnapshot, what: CheckRequest, announce: Callable[[str], None]
) -> Trend:
    """Return the trend of open findings; empty, with the reason, for an audience that must not see all findings."""
    from meshwright.catalog.history import Trend
    from meshwright.cli.stored_check import named_cache
    from meshwright.workspace.trend import trend_of

    if made.source.withheld:
        return Trend(why_none="it is left out for this audience")
    root = what.project.root
    return trend_of(
        root,
        compiled,
        made.outcome,
        what.configuration,
        cache=named_cache(root),
        jobs=what.jobs,
        announce=announce,
    )


def _with_address(own: SiteOverrides, address: str) -> SiteOverrides:
    """Return the settings of a site with another address; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.site_theme import wrong_in

    wrong = wrong_in("site_url", address)
    if wrong:
        raise UsageError(wrong)
    return replace(own, settings={**own.settings, "site_url": address})


def _look_for_generator() -> None:
    """Raise ModuleNotFoundError if the site generator is not installed, before the mesh is checked."""
    from importlib.util import find_spec

    for name in ("mkdocs", "material", "jinja2"):
        if find_spec(name) is None:
            raise ModuleNotFoundError(name=name)
