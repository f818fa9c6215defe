"""The configuration of a comparison, taken from the base, because a change must not affect its own assessment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.facts.facts import RegistryFact
from meshwright.rulekit.configuration import (
    Configuration,
    ConfigurationError,
    configured,
    is_chosen,
    is_on,
    known,
    with_flags,
)
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import Content, file_at
from meshwright.workspace.project import SETTINGS, policy_names, tool_settings
from meshwright.workspace.settings_files import MESH_FILE, PROJECT_FILE
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from meshwright.rulekit.rule import Rule
    from meshwright.source.snapshot import Snapshot


def configuration_of(snapshot: Snapshot) -> Configuration:
    """Read the settings in a snapshot's mesh document; without a document, return the defaults.

    Raises `ConfigurationError` for unknown rules or values.
    """
    content = snapshot.read(MESH_FILE) if MESH_FILE in snapshot.entries else None
    if not isinstance(content, Content):
        return _of_project(snapshot)
    for unit in compile_all([("yaml", content.data)], 1, 1, lambda _: None):
        for fact in unit.facts:
            if isinstance(fact, RegistryFact) and fact.kind == "Mesh":
                return configured(dict(fact.content), default_preset="standard")
    return Configuration()


def _of_project(snapshot: Snapshot) -> Configuration:
    """Read the settings in a pyproject.toml, which is not a file of the mesh."""
    data = file_at(snapshot, PROJECT_FILE)
    settings = tool_settings(data) if data is not None else None
    return (
        Configuration()
        if settings is None
        else configured(settings, default_preset="essential", where=SETTINGS)
    )


def overridden(
    configuration: Configuration,
    options: argparse.Namespace,
    *,
    compares: bool | None = None,
    root: Path | None = None,
) -> Configuration:
    """Return the settings with the flags of a run applied.

    `compares` states whether the command runs only comparison rules (True) or only other rules (False); None if it is
    unknown. Raises `ConfigurationError` if the flags do not select any rule that the command runs.
    """
    base = with_flags(
        configuration,
        select=_split(options.select),
        ignore=_split(options.ignore),
        fail_on=options.fail_on,
    )
    if options.preset:
        base = replace(base, preset=options.preset)
    base = known(base, all_rules(), (lambda: policy_names(root)) if root else tuple)
    if options.select or options.ignore:
        left = [rule for rule in all_rules() if is_on(rule, base) and is_chosen(rule, base)]
        names = {name for rule in all_rules() for name in (rule.name, rule.group)}
        if not left and (base.select or frozenset()) - base.ignore <= names:
            raise ConfigurationError("`--select` and `--ignore` leave no rule; name one that is not ignored")
        if left and compares is not None:
            _refuse_idle(
                left,
                compares=compares,
                is_observing=getattr(options, "observations", None) is not None,
                has_directory=getattr(options, "identity", None) is not None,
            )
    return base


def _refuse_idle(left: Sequence[Rule], *, compares: bool, is_observing: bool, has_directory: bool) -> None:
    """Raise `ConfigurationError` if the command does not run any of the selected rules."""
    others = [rule for rule in left if not rule.is_measuring]
    if others and all(rule.is_comparing != compares for rule in others):
        raise ConfigurationError(f"`{others[0].name}` {_OTHERWISE[compares]}")
    if not others and not is_observing:
        raise ConfigurationError(f"`{left[0].name}` checks data; use `meshwright measure`")
    if not has_directory and all(rule.is_of_directory for rule in left):
        raise ConfigurationError(
            f"`{left[0].name}` compares documents with a directory; use `meshwright check --identity FILE`"
        )


_OTHERWISE = {
    True: "does not compare revisions; use `meshwright check`",
    False: "compares revisions; use `meshwright diff` or `--changed-since`",
}
"""The ends of messages about rules that the command does not run, by whether the command compares revisions."""


def _split(values: list[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
