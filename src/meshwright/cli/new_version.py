"""`meshwright new version`: creates the next major version of a port, and deprecates the current version.

Exit codes: 0 if the version was written, 2 if not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import date

    from meshwright.cli.request import CheckRequest
    from meshwright.facts.unit import Unit
    from meshwright.workspace.new_version import Drafted, Side

DAYS = 180
"""The default number of days for which the old version remains available."""


def add_arguments(version: argparse.ArgumentParser) -> None:
    """Declare the arguments of `new version`."""
    from meshwright.cli.request import add_mesh, day_of

    version.add_argument("address", metavar="ADDRESS", help="the port: player/play-events/daily@1")
    version.add_argument(
        "--ends",
        type=day_of,
        metavar="DATE",
        help=f"the last day of the old version (default: {DAYS} days from now)",
    )
    version.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="for a change already made: restore the old version from this revision, and turn the change "
        "into the new version",
    )
    add_mesh(version)


def run(options: argparse.Namespace) -> int:
    """Draft the documents, check the drafts, write all of them or none, and return the exit code."""
    import os

    from meshwright.cli.main import UsageError
    from meshwright.cli.request import recover
    from meshwright.report.terminal import one_line
    from meshwright.source.git import GitError
    from meshwright.workspace.drafting import DraftError
    from meshwright.workspace.file_set import write
    from meshwright.workspace.new_version import check_drafts, drafted

    recover([options.mesh])
    try:
        what, now, base = _sides(options)
        ends = _ends(options.ends, what.day)
        made = drafted(options.address, now, base, ends, is_requested=options.ends is not None)
        root = os.path.realpath(what.project.root)
        _refuse_files(made, root, what, is_base=base is not None)
        unwaived = check_drafts(made, now, base, what.configuration, what.day)
        left = write(root, made.files, made.before)
    except (DraftError, GitError) as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if left:
        raise UsageError(
            f"`{left[0]}` has changed in the meantime and was not written; run the command again"
        )
    sys.stdout.writelines(f"{line}\n" for line in _summary(made, options, is_base=base is not None))
    for each in unwaived:
        place = f"{each.range.path}:{each.range.start.line}" if each.range else each.fingerprint
        sys.stdout.write(
            one_line(
                f"waive {place}: `{each.rule}` is waived for version {made.step.was.major} only:"
                f" `meshwright waive {each.fingerprint}`"
            )
            + "\n"
        )
    return 0


def _sides(options: argparse.Namespace) -> tuple[CheckRequest, Side, Side | None]:
    """Return the request, the compiled and linked working tree, and the revision to restore from (None if not given)."""
    from meshwright.cli.request import request_whole_mesh, request_whole_mesh_since
    from meshwright.mesh.link import link
    from meshwright.workspace.compiled import compiled
    from meshwright.workspace.new_version import Side

    memo: dict[str, Unit] = {}
    if options.changed_since is None:
        what, base = request_whole_mesh(options.mesh, options.as_of), None
    else:
        what, before = request_whole_mesh_since(options.mesh, options.as_of, options.changed_since)
        source = compiled(before, memo, jobs=what.jobs)
        base = Side(source, link(source.linkable, what.day, what.configuration.terms))
    source = what.compiled(memo)
    return what, Side(source, link(source.linkable, what.day, what.configuration.terms)), base


def _ends(chosen: date | None, today: date) -> date:
    from datetime import timedelta

    from meshwright.cli.main import UsageError

    if chosen is not None and chosen <= today:
        raise UsageError(f"--ends {chosen} is not after {today}")
    return chosen or today + timedelta(days=DAYS)


def _refuse_files(made: Drafted, root: str, what: CheckRequest, *, is_base: bool) -> None:
    """Raise UsageError if a new file already exists, or if the contract has uncommitted changes."""
    import os

    from meshwright.cli.main import UsageError
    from meshwright.source.folder import on_disk
    from meshwright.source.git import GitError
    from meshwright.source.snapshot import of_revision

    for path, before in made.before.items():
        if before is None and os.path.lexists(os.fsdecode(on_disk(root, path))):
            raise UsageError(f"`{path}` already exists; it is not overwritten")
    if is_base:
        return
    try:
        head = of_revision(what.project.root, "HEAD")
    except GitError:  # no repository, or no commit: nothing to compare with
        return
    committed, present = (each.entries.get(made.old_contract) for each in (head, what.snapshot))
    if present is not None and (committed is None or committed.blob != present.blob):
        raise UsageError(
            f"`{made.old_contract}` has changes that are not committed; commit them,"
            " or make them the new version with `--changed-since HEAD`"
        )


def _summary(made: Drafted, options: argparse.Namespace, *, is_base: bool) -> Iterator[str]:
    """Yield lines about the written files, the items to review, and the consumers to notify."""
    from meshwright.report.terminal import one_line

    step = made.step
    source = "the change" if is_base else f"a copy of {made.was}"
    yield one_line(f"wrote {made.new_contract}: version {step.major}.0.0, {source}")
    default = "" if options.ends else "; `--ends DATE` sets another day"
    restored = "unchanged, " if is_base else ""
    yield one_line(f"wrote {made.old_contract}: {restored}version {step.kept}, ends on {made.ends}{default}")
    version = f"; the product's version is {made.product_version}" if made.product_version else ""
    yield one_line(
        f"wrote {made.product}: `{step.next_address}` succeeds `{step.address}`, which is deprecated{version}"
    )
    for server in made.shared:
        yield one_line(
            f"review {made.new_contract}: server `{server}` does not name the version;"
            " both versions share a location"
        )
    if made.is_since:
        yield one_line(
            f"review {made.new_contract}: `generalAvailability` is still that of version {step.was.major}"
        )
    names = [f"`{each.name}`" + (f" of `{each.team}`" if each.team else "") for each in made.readers]
    count = "1 consumer" if len(names) == 1 else f"{len(names)} consumers"
    yield one_line(f"notify {count}: {', '.join(names)}" if names else "no declared consumer reads it")
    if not is_base:
        yield one_line(f"next: make the change in {made.new_contract}")
