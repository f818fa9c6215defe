"""The fingerprints of seeded mistakes, at least one for every rule: baselines and forges store them for years.

A line of `fingerprints.jsonl` may change only if the old fingerprint still works: under a former name of the rule
(`RENAMED`), or with a former discriminator. A rule without a seed uses the first bad example of its page.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from archives import write
from measured import compared_in
from mesh_of import TODAY, comparison_of, files_of, report_on
from meshwright.facts.unit import Failure
from meshwright.finding.finding import At
from meshwright.rulekit import engine, fingerprints, settle
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.examples import examples
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import of_folder
from meshwright.workspace import pipeline
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from mistakes.all_of_them import MISTAKES
from mistakes.run import Example
from subjects import GOLDEN, seed_files

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.facts.compile import LocalResult
    from meshwright.rulekit.diagnostic import Diagnostic

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
KEPT = GOLDEN / "fingerprints.jsonl"
STRICT = Configuration(preset="strict")
RULES = {rule.name: rule for rule in all_rules()}
SEEDS = sorted(path for path in (GOLDEN / "seeds").glob("*.txtar") if path.stem != "scaffold")
ADVICE = """a fingerprint changed, and with it every baseline that holds it. Add the old name to RENAMED
(src/meshwright/standards/renamed.py), state what the discriminator was (`Finding.former`), or make the fingerprint what it
was; then run `pytest -n0 tests/golden/test_fingerprints.py --rewrite-golden`. Where the old fingerprint must not be known
any more, delete its line by hand, and say why in the commit"""
SPECIAL = ("unreadable-file", "rule-failed", "version-reused")
"""Rules for which no text can be an example."""


class Seeded(NamedTuple):
    """The finding of a rule for one seed."""

    seed: str
    rule: str
    address: str | None
    fingerprint: str
    former: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The stored line."""
        return json.dumps(dict(zip(self._fields[:4], self, strict=False)), ensure_ascii=False) + "\n"

    def explains(self, old: Seeded) -> bool:
        """Return whether a baseline with an old line still covers this finding."""
        return self.address == old.address and old.fingerprint in self.former


def _of(seed: str, rule: str, diagnostics: list[Diagnostic]) -> list[Seeded]:
    found = [each for each in diagnostics if each.rule == rule]
    assert found, f"the seed `{seed}` gives no finding of `{rule}`"
    return [Seeded(seed, each.rule, each.address, each.fingerprint, each.former) for each in found]


def _of_mistakes(folder: Path) -> list[Seeded]:
    example = Example(folder)
    found = []
    for number, mistake in enumerate(MISTAKES):
        example.make(mistake)
        findings = example.findings(mistake)
        example.restore(mistake)
        found += _of(f"mistake-{number:03}", mistake.rule, list(findings.by_its_rule))
    return found


def _of_seeds(folder: Path) -> list[Seeded]:
    found = []
    for path in SEEDS:
        base, head = seed_files(path)
        if RULES[path.stem].is_comparing:
            report = comparison_of(folder / path.stem, base, head).report
        else:
            report = report_on(folder / path.stem, head)
        found += _of(f"seed-{path.stem}", path.stem, list(report.found))
    return found


def _of_examples(folder: Path, seeded: set[str]) -> list[Seeded]:
    """Yield the first bad example of each rule that has no seed of its own."""
    found = []
    for name, rule in RULES.items():
        if name in seeded or name in SPECIAL:
            continue
        shown = examples(rule.doc)
        if rule.is_comparing:
            pair = next(
                pair for pair in pairwise(shown) if [each.verdict for each in pair] == ["before", "after"]
            )
            diagnostics = comparison_of(folder / name, *map(files_of, pair)).report.found
        else:
            files = files_of(next(each for each in shown if each.verdict == "bad"))
            diagnostics = (*report_on(folder / name, files).found, *compared_in(folder / name, files))
        found += _of(f"example-{name}", name, list(diagnostics))
    return found


def _of_special_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Seeded]:
    """Yield mistakes that no text can show: a link to nothing, a rule that raises, a version that the branch has."""
    base, head = seed_files(GOLDEN / "seeds/field-added.txtar")
    linked = write(head, folder / "linked")
    (linked / "products/away.odcs.yaml").symlink_to("/nowhere")
    found = _of("special-link", "unreadable-file", _checked(linked))

    def check_mesh(*arguments: Any) -> LocalResult:
        verdict = engine.check_mesh(*arguments)
        verdict.failures.append(Failure("missing-purpose", "ZeroDivisionError", At(file=CONTRACT)))
        return verdict

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "check_mesh", check_mesh)
        found += _of("special-throw", "rule-failed", _checked(linked))

    bumped, tip = ({**files, CONTRACT: _at_version(files, b"1.1.0")} for files in (head, base))
    report = comparison_of(folder / "reused", base, bumped, tip).report
    return [*found, *_of("special-tip", "version-reused", list(report.diagnostics))]


def _checked(folder: Path) -> list[Diagnostic]:
    return list(check(compiled(of_folder(folder), {}), STRICT, lambda _: True, TODAY).report.found)


def _at_version(files: dict[str, bytes], version: bytes) -> bytes:
    text = files[CONTRACT]
    assert b"\nversion: 1.0.0\n" in text
    return text.replace(b"\nversion: 1.0.0\n", b"\nversion: " + version + b"\n")


def _changed(kept: list[Seeded], found: list[Seeded]) -> tuple[list[str], list[str]]:
    """Return the old lines that are missing: the explained ones with their explanation, and the others."""
    lines = {each.line for each in found}
    explained, unexplained = [], []
    for old in kept:
        if old.line not in lines:
            new = next((each for each in found if each.explains(old)), None)
            if new is None:
                unexplained.append(old.line)
            else:
                explained.append(f"{old.seed}: {old.rule} {old.fingerprint} -> {new.rule} {new.fingerprint}")
    return explained, unexplained


def _kept() -> list[Seeded]:
    return [Seeded(**json.loads(line)) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def test_fingerprints_are_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """See the module's docstring."""
    seeded = [*_of_mistakes(tmp_path / "example"), *_of_seeds(tmp_path / "seeds")]
    seeded += _of_examples(tmp_path / "examples", {each.rule for each in seeded})
    seeded += _of_special_ones(tmp_path / "special", monkeypatch)
    found = "".join(each.line for each in seeded)
    hold(_kept(), seeded)
    if request.config.getoption("--rewrite-golden"):
        KEPT.write_text(found, encoding="utf-8")

    assert KEPT.read_text(encoding="utf-8") == found, ADVICE


def hold(kept: list[Seeded], seeded: list[Seeded]) -> None:
    """Compare fingerprints with the stored ones: none that a baseline may contain may be lost."""
    explained, unexplained = _changed(kept, seeded)

    assert not unexplained, ADVICE
    for each in explained:
        print("still known by its former fingerprint:", each)  # noqa: T201 - what --rewrite-golden takes over


def test_every_rule_has_a_stored_fingerprint() -> None:
    """A renamed rule has a line under its new name."""
    assert {each.rule for each in _kept()} == set(RULES)


def test_changed_line_needs_an_explanation() -> None:
    """A fingerprint that no baseline would match is refused; one that still matches is shown."""
    old = [Seeded("seed", "promise-x", "a/b", "0" * 16), Seeded("other", "missing-y", None, "1" * 16)]
    new = [
        Seeded("seed", "slo-x", "a/b", "2" * 16, ("3" * 16, "0" * 16)),
        Seeded("other", "missing-y", None, "4" * 16),
    ]

    explained, unexplained = _changed(old, new)

    assert explained == [f"seed: promise-x {'0' * 16} -> slo-x {'2' * 16}"]
    assert unexplained == [old[1].line]


def _planted(folder: Path) -> list[Seeded]:
    """Return the result of one seed: an unregistered team."""
    pair = next(each for each in examples(RULES["unknown-team"].doc) if each.verdict == "bad")
    report = report_on(folder, files_of(pair), STRICT)
    return _of("planted", "unknown-team", list(report.diagnostics))


def test_guard_reports_a_planted_change_with_the_remedies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed fingerprint is refused, with the three remedies; an unchanged one is not."""
    kept = _planted(tmp_path / "before")
    hold(kept, _planted(tmp_path / "again"))
    made = fingerprints.fingerprints
    monkeypatch.setattr(settle, "fingerprints", lambda rule, *more: made(f"{rule}-planted", *more))

    with pytest.raises(AssertionError, match=r"RENAMED[\s\S]*Finding\.former[\s\S]*--rewrite-golden"):
        hold(kept, _planted(tmp_path / "after"))
