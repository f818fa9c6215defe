"""`meshwright policy new|test|impact`: drafts a policy, tests policies, or shows a policy's findings."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.policies.policy import BoundPolicy
    from meshwright.policies.testing import FailedTest
    from meshwright.report.policy_impact import Backtest

FAILED = 1
FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `policy`."""
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument(
        "action",
        choices=("new", "test", "impact"),
        help="new: write a draft to edit; test: run the tests; impact: show a policy's findings, regardless of its status",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the policy; `test` runs all by default")
    parser.add_argument(
        "--owner",
        metavar="TEAM",
        help="the team that owns a new policy (default: that of most other policies, else that of the mesh)",
    )
    parser.add_argument(
        "--last",
        type=int,
        metavar="N",
        help="with impact: also test the last N commits that changed documents",
    )
    parser.add_argument(
        "--since", metavar="REV", help="with impact: also test the main line's commits since a revision"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="with impact: output format (default: text)"
    )
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run the requested subcommand; raises UsageError."""
    from meshwright.cli.main import UsageError

    if options.name is None and options.action != "test":
        raise UsageError(f"`policy {options.action}` needs the name of a policy")
    if options.action != "impact" and (options.last is not None or options.since is not None):
        raise UsageError("`--last` and `--since` are for `policy impact`")
    if options.action != "impact" and options.format != "text":
        raise UsageError("`--format` is for `policy impact`")
    if options.last is not None and options.last < 1:
        raise UsageError("`--last` takes a number of commits, 1 or more")
    return {"new": _new, "test": _test, "impact": _impact}[options.action](options)


def _root(options: argparse.Namespace) -> Path:
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.workspace.project import root_of

    try:
        return root_of([Path(options.mesh).absolute()])
    except ConfigurationError as error:
        raise UsageError(str(error)) from error


def _new(options: argparse.Namespace) -> int:
    """Write a draft; never overwrite an existing file."""
    import os
    import re

    from meshwright.cli.main import UsageError
    from meshwright.cli.request import recover
    from meshwright.rulekit.registry import all_rules
    from meshwright.workspace.file_set import write
    from meshwright.workspace.policy_files import new_policy
    from meshwright.workspace.project import policy_names

    for word in filter(None, (options.name, options.owner)):
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", word):
            raise UsageError(f"`{word}` is not a name of lower-case words separated by `-`")
    recover([options.mesh])
    root = _root(options)
    taken = {name for rule in all_rules() for name in (rule.name, rule.group)} | set(policy_names(root))
    if options.name in taken:
        raise UsageError(f"`{options.name}` is already the name of a rule; choose another name")
    path, text = new_policy(options.name, _owner(options))
    real = os.path.realpath(root)
    is_taken = os.path.lexists(Path(real, path))
    try:
        left = () if is_taken else write(real, {path: text.encode()}, {path: None})
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}") from error
    if is_taken or left:
        raise UsageError(f"`{path}` already exists; it is not overwritten")
    sys.stdout.write(f"wrote {path}: a draft; change it, then run `meshwright policy test {options.name}`\n")
    return 0


def _owner(options: argparse.Namespace) -> str:
    """Return the team that owns a new policy: the given team, else the team that owns the most policies, else the mesh's.

    Raises UsageError if there is none.
    """
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.workspace.policy_files import USUAL_OWNER, usual_owner

    mesh = load_mesh(options).mesh
    stated: str | None = options.owner
    if stated is not None and mesh.teams and stated not in mesh.teams:
        raise UsageError(f"unknown team `{stated}`{did_you_mean(nearest(stated, mesh.teams))}")
    owner = stated or usual_owner(mesh)
    if owner is None and mesh.teams:
        raise UsageError("`policy new` needs `--owner TEAM`: no team owns the policies or the mesh")
    return owner or USUAL_OWNER


def _test(options: argparse.Namespace) -> int:
    """Run the tests; return 1 if one fails or a document has an error, and 2 if a policy cannot run."""
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.policies.doubts import doubts
    from meshwright.policies.testing import tests_of
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.rulekit.redaction import blank_forms
    from meshwright.workspace.policy_files import policies_below

    day = options.as_of or datetime.now().astimezone().date()
    try:
        _, found, mistakes = policies_below(_root(options), day)
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    chosen = found if options.name is None else (_named(options.name, found),)
    left = mistakes.keys()
    sound = [each for each in chosen if (each.policy.home.file, each.policy.home.document) not in left]
    tests = tuple(tests_of(sound))
    is_fine = True
    for each in chosen:
        policy = each.policy
        wrong = mistakes.get((policy.home.file, policy.home.document), ())
        failed = list(_failures(each, wrong, [test for test in tests if test.bound is each]))
        count = len(policy.tests)
        said = f"{count} {'test' if count == 1 else 'tests'}"
        is_fine = is_fine and not failed
        sys.stdout.write(
            f"{'failed' if failed else 'passed'}  {one_line(policy.name)} ({said}, {policy.status})\n"
        )
        doubtful = doubts(each.binding) if each.binding is not None else ()
        lines = (*failed, *(f"doubtful: {message}" for _, message in doubtful))
        sys.stdout.writelines(f"{one_line(blank_forms(f'  {line}'))}\n" for line in lines)
    nameless = mistakes.keys() - {(each.policy.home.file, each.policy.home.document) for each in found}
    if nameless and options.name is None:
        is_fine = False
        for place in sorted(nameless):
            sys.stdout.writelines(f"{one_line(f'failed  {place[0]}: {each}')}\n" for each in mistakes[place])
    if not chosen and is_fine:
        sys.stdout.write("no policies; `meshwright policy new NAME` writes one\n")
    if any(each.fault for each in chosen):
        return CANNOT_LOOK
    return 0 if is_fine else FAILED


def _failures(bound: BoundPolicy, mistakes: tuple[str, ...], tests: Iterable[FailedTest]) -> Iterator[str]:
    """Yield lines that explain why a policy fails: errors in its document, and failed tests."""
    if bound.fault:
        yield f"cannot run: {bound.fault}"
    for message in mistakes:
        yield f"cannot test: {message} ({bound.policy.home.file})"
    for failed in tests:
        yield f"test {failed.test.position + 1}: {failed.reason}"


def _named(name: str, found: tuple[BoundPolicy, ...]) -> BoundPolicy:
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    for each in found:
        if each.policy.name == name:
            return each
    hint = did_you_mean(nearest(name, (each.policy.name for each in found)))
    raise UsageError(f"unknown policy `{name}`{hint}")


def _impact(options: argparse.Namespace) -> int:
    """Print the current findings of a policy by domain and team, and the past commits that it would have stopped."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.query import source_of
    from meshwright.policies.impact import violations
    from meshwright.policies.policy import bound_policies
    from meshwright.relational.sandbox import QueryError
    from meshwright.report.policy_impact import PolicyImpact, as_json, as_text

    read = load_mesh(options)
    bound = _named(options.name, read.mesh.derived(bound_policies))
    if bound.binding is None:
        raise UsageError(f"cannot run policy `{bound.policy.name}`: {bound.fault}")
    try:
        found = violations(bound, source_of(read))
        tried = _backtest(bound, options, read) if options.last or options.since is not None else None
    except QueryError as error:
        raise UsageError(f"cannot run policy `{bound.policy.name}`: {error}") from error
    shown = PolicyImpact(bound.policy.name, bound.policy.status, found, tried)
    sys.stdout.write(as_json(shown) if options.format == "json" else as_text(shown))
    return read.ending(0)


def _backtest(bound: BoundPolicy, options: argparse.Namespace, read: LoadedMesh) -> Backtest:
    """Run a policy on past commits of the main line; it would have stopped each commit that adds a finding."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.progress import progress
    from meshwright.source.git import GitError
    from meshwright.workspace.backtest import backtest
    from meshwright.workspace.main_line import MainLine, Period

    announce = progress()
    try:
        line = MainLine(read.project.root, read.project.configuration.exclude)
        period = Period(options.last, options.since)
        return backtest(
            bound, line, period, read.mesh.today, lambda done, of: announce(f"commit {done + 1:,} of {of:,}")
        )
    except GitError as error:
        raise UsageError(str(error)) from error
    finally:
        announce("")
