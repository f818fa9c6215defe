"""Configuration of rules: presets, severities by rule, group and path, and the flags of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import Severity, did_you_mean
from meshwright.mesh.terms import CompatibilityTerms
from meshwright.quantities.suggestions import nearest
from meshwright.quantities.version import parse_version
from meshwright.records import dataclass, field
from meshwright.rulekit.rule import PRESETS, Preset, Rule
from meshwright.standards.renamed import RULES, current_rule, current_severity, notices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

OFF = "off"
FAILED = "rule-failed"
"""The rule that reports failures of other rules; its findings are shown even if only other rules are selected."""
POLICIES = "policies"
"""The group of the organisation's own rules."""
STANDARD = "Standard"
"""The kind of document in which an organisation records its conventions."""
Levels = Mapping[str, Severity | None]
"""A severity for each named rule or group; None turns it off."""


class ConfigurationError(Exception):
    """The configuration or a flag contains an unknown name; the message states what to use."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a repository and of a run."""

    preset: Preset = "essential"
    rules_as_of: str | None = None
    fail_on: Severity = Severity.ERROR
    levels: Levels = field(default_factory=dict)
    paths: tuple[tuple[str, Levels], ...] = ()
    """Path prefixes with their own severities, which can only be stricter."""
    exclude: tuple[str, ...] = ()
    select: frozenset[str] | None = None
    """The rules and groups to run, regardless of the preset; None if `--select` is not given."""
    ignore: frozenset[str] = frozenset()
    required_by_standards: frozenset[str] = frozenset()
    """The rules that are on in every preset, because the organisation recorded the conventions that they check."""
    keeps_drafts: bool = False
    """Whether changes to proposed items or drafts can be breaking."""
    bumps: Mapping[str, str] = field(default_factory=dict)
    """The version bump that an uncertain change requires, `minor` or `major`, by rule."""
    notices: tuple[str, ...] = ()
    """Old names in flags, or in settings that no rule checks."""

    @property
    def terms(self) -> CompatibilityTerms:
        """The terms for assessing changes, including those of the preset."""
        required_bumps = {"type-widened": "major", **self.bumps} if self.preset == "strict" else self.bumps
        return CompatibilityTerms(
            self.keeps_drafts, frozenset(name for name, bump in required_bumps.items() if bump == "major")
        )


def configured(content: Mapping[str, Any], *, default_preset: Preset, where: str = "") -> Configuration:
    """Read the settings of a `Mesh` document or of `[tool.meshwright]`; both have the same keys.

    Unreadable values are omitted and reported. If no rule checks the settings, `where` is their location, and old names
    in them are reported separately.
    """
    preset = content.get("preset", default_preset)
    if preset not in PRESETS:
        raise ConfigurationError(f"unknown preset `{preset}`; available: {', '.join(PRESETS)}")
    paths = content.get("paths") or ()
    compatibility = content.get("compatibility") or {}
    return Configuration(
        preset=preset,
        rules_as_of=content.get("rulesAsOf"),
        fail_on=severity(content.get("failOn", "error")),
        levels=_levels(content.get("rules") or {}),
        paths=tuple((each["prefix"], _levels(each.get("rules") or {})) for each in paths if "prefix" in each),
        exclude=tuple(content.get("exclude") or ()),
        keeps_drafts=compatibility.get("drafts") == "kept",
        bumps=_by_rule(compatibility.get("bumps") or {}),
        notices=tuple(notices(*_names(content), where)) if where else (),
    )


def severity(word: str) -> Severity:
    """Read `error`, `warning` or `notice`."""
    for each in Severity:
        if str(each) == current_severity(word):
            return each
    raise ConfigurationError(f"unknown severity `{word}`; available: error, warning, notice")


def _levels(words: Mapping[str, str]) -> Levels:
    return {name: None if word == OFF else severity(word) for name, word in _by_rule(words).items()}


def _by_rule(words: Mapping[str, str]) -> dict[str, str]:
    """Replace old rule names with the current ones; a setting for the current name takes precedence."""
    return {**{RULES[name]: word for name, word in words.items() if name in RULES}, **_new(words)}


def _new(words: Mapping[str, str]) -> dict[str, str]:
    return {name: word for name, word in words.items() if name not in RULES}


def _names(content: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the rules and severities that settings name."""
    levels = [content.get("rules") or {}, *(each.get("rules") or {} for each in content.get("paths") or ())]
    bumps = (content.get("compatibility") or {}).get("bumps") or {}
    rules = [name for each in (*levels, bumps) for name in each]
    return rules, [content.get("failOn", ""), *(word for each in levels for word in each.values())]


def known(
    configuration: Configuration, rules: Iterable[Rule], policies: Callable[[], Iterable[str]] = tuple
) -> Configuration:
    """Raise ConfigurationError for unknown rules and groups; `policies` lists the policy names."""
    names = {rule.name for rule in rules} | {rule.group for rule in rules} | {POLICIES}
    named = [*configuration.levels, *(name for _, levels in configuration.paths for name in levels)]
    for name in (*named, *sorted(configuration.select or ()), *sorted(configuration.ignore)):
        if name not in names and name not in names.union(policies()):
            hint = did_you_mean(nearest(name, names)) or "; `meshwright rules` lists them"
            raise ConfigurationError(f"unknown rule or group `{name}`{hint}")
    return configuration


def with_flags(
    configuration: Configuration, *, select: Iterable[str], ignore: Iterable[str], fail_on: str | None
) -> Configuration:
    """Return a configuration with the flags of one run."""
    select, ignore = tuple(select), tuple(ignore)
    chosen = frozenset(map(current_rule, select))
    renamed_notices = (
        *notices(select, (), "--select"),
        *notices(ignore, (), "--ignore"),
        *notices((), (fail_on or "",), "--fail-on"),
    )
    return replace(
        configuration,
        select=chosen or configuration.select,
        ignore=configuration.ignore | frozenset(map(current_rule, ignore)),
        fail_on=severity(fail_on) if fail_on else configuration.fail_on,
        notices=(*configuration.notices, *renamed_notices),
    )


def is_on(rule: Rule, configuration: Configuration) -> bool:
    """Return whether a rule is on for at least one path."""
    if rule.name in configuration.ignore or rule.group in configuration.ignore:
        return False
    if configuration.select is not None:
        return rule.name == FAILED or is_chosen(rule, configuration)
    places = (configuration.levels, *(levels for _, levels in configuration.paths))
    return any(_own(rule, levels, _default(rule, configuration)) is not None for levels in places)


def is_chosen(rule: Rule, configuration: Configuration) -> bool:
    """Return whether `--select` names a rule or its group, or is not given."""
    return configuration.select is None or not configuration.select.isdisjoint((rule.name, rule.group))


def level(
    rule: Rule, configuration: Configuration, path: str | None, stated: Severity | None = None
) -> Severity | None:
    """Return the severity of a rule's finding in a file; None if the rule is off there.

    `stated` is the severity of the finding itself, if it differs from that of its rule.
    """
    if not is_on(rule, configuration):
        return None
    usual = stated or rule.severity
    default = usual if configuration.select is not None else _default(rule, configuration) and usual
    weight = _own(rule, configuration.levels, default)
    if weight is None and configuration.select is not None:
        weight = usual
    for prefix, levels in configuration.paths:
        if path is not None and path.startswith(prefix):
            tighter = _own(rule, levels, weight)
            if tighter is not None and (weight is None or tighter > weight):
                weight = tighter
    if weight is not None and _is_newer(rule, configuration.rules_as_of):
        return Severity.NOTICE
    return weight


def with_standards(
    configuration: Configuration, kinds: AbstractSet[str], rules: Iterable[Rule]
) -> Configuration:
    """Return the configuration with the rules that check standards turned on, if the mesh has any standards."""
    required_by_standards = (rule.name for rule in rules if STANDARD in rule.needs and kinds >= {*rule.needs})
    return replace(configuration, required_by_standards=frozenset(required_by_standards))


def _default(rule: Rule, configuration: Configuration) -> Severity | None:
    if rule.name in configuration.required_by_standards:
        return rule.severity
    return rule.severity if PRESETS.index(rule.preset) <= PRESETS.index(configuration.preset) else None


def _own(rule: Rule, levels: Levels, otherwise: Severity | None) -> Severity | None:
    """Return the configured severity of a rule, or else of its group."""
    if rule.name in levels:
        return levels[rule.name]
    return levels.get(rule.group, otherwise)


def _is_newer(rule: Rule, release: str | None) -> bool:
    since, pinned = parse_version(rule.since), parse_version(release)
    return since is not None and pinned is not None and since > pinned
