"""The fingerprints of seeded mistakes, at least one for every rule: baselines and forges remember them for years.

A line of `fingerprints.jsonl` may change only for a rule that `RENAMED` names, or with a commit that says why old
baselines still hold; new rules add lines.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from archives import write
from mesh_of import TODAY, comparison_of, report_on
from meshwright.mesh.finding import At
from meshwright.mesh.unit import Failure
from meshwright.rulekit import engine
from meshwright.rulekit.levels import Configuration
from meshwright.rulekit.registry import all_rules
from meshwright.source.snapshot import of_folder
from meshwright.workspace import pipeline
from meshwright.workspace.pipeline import check, compiled
from mistakes.all_of_them import MISTAKES
from mistakes.run import Example
from subjects import GOLDEN, seed_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from meshwright.mesh.compile import Verdict
    from meshwright.rulekit.diagnostic import Diagnostic

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
KEPT = GOLDEN / "fingerprints.jsonl"
STRICT = Configuration(preset="strict")
RULES = {rule.name: rule for rule in all_rules()}
SEEDS = sorted(path for path in (GOLDEN / "seeds").glob("*.txtar") if path.stem != "scaffold")
ADVICE = (
    "a fingerprint changed, and with it every baseline that holds it. Add the old name to RENAMED"
    " (src/meshwright/rulekit/renamed.py), or make the fingerprint what it was; only then run"
    " `pytest tests/golden/test_fingerprints.py --rewrite-golden`"
)


class Seeded(NamedTuple):
    """What one seed gives: the finding of its rule."""

    seed: str
    rule: str
    address: str | None
    fingerprint: str


def _of(seed: str, rule: str, diagnostics: list[Diagnostic]) -> list[Seeded]:
    found = [each for each in diagnostics if each.rule == rule]
    assert found, f"the seed `{seed}` gives no finding of `{rule}`"
    return [Seeded(seed, each.rule, each.address, each.fingerprint) for each in found]


def _of_mistakes(folder: Path) -> list[Seeded]:
    example = Example(folder)
    found = []
    for number, mistake in enumerate(MISTAKES):
        example.make(mistake)
        told = example.told(mistake)
        example.restore(mistake)
        found += _of(f"mistake-{number:03}", mistake.rule, list(told.by_its_rule))
    return found


def _of_seeds(folder: Path) -> list[Seeded]:
    found = []
    for path in SEEDS:
        base, head = seed_files(path)
        if RULES[path.stem].is_comparing:
            report = comparison_of(folder / path.stem, base, head).report
        else:
            report = report_on(folder / path.stem, head)
        found += _of(f"seed-{path.stem}", path.stem, list(report.diagnostics))
    return found


def _of_special_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Seeded]:
    """Make what no text can show: a link that leads nowhere, a rule that throws, a version that the branch has."""
    base, head = seed_files(GOLDEN / "seeds/field-added.txtar")
    linked = write(head, folder / "linked")
    (linked / "products/away.odcs.yaml").symlink_to("/nowhere")
    found = _of("special-link", "unreadable-file", _checked(linked))

    def judge_mesh(*arguments: Any) -> Verdict:
        verdict = engine.judge_mesh(*arguments)
        verdict.failures.append(Failure("missing-purpose", "ZeroDivisionError", At(file=CONTRACT)))
        return verdict

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "judge_mesh", judge_mesh)
        found += _of("special-throw", "rule-failed", _checked(linked))

    bumped, tip = ({**files, CONTRACT: _at_version(files, b"1.1.0")} for files in (head, base))
    report = comparison_of(folder / "reused", base, bumped, tip).report
    return [*found, *_of("special-tip", "version-reused", list(report.diagnostics))]


def _checked(folder: Path) -> list[Diagnostic]:
    return list(check(compiled(of_folder(folder), {}), STRICT, lambda _: True, TODAY).report.diagnostics)


def _at_version(files: dict[str, bytes], version: bytes) -> bytes:
    text = files[CONTRACT]
    assert b"\nversion: 1.0.0\n" in text
    return text.replace(b"\nversion: 1.0.0\n", b"\nversion: " + version + b"\n")


def test_fingerprints_are_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """See the module."""
    seeded = [
        *_of_mistakes(tmp_path / "example"),
        *_of_seeds(tmp_path / "seeds"),
        *_of_special_ones(tmp_path / "special", monkeypatch),
    ]
    found = "".join(json.dumps(each._asdict(), ensure_ascii=False) + "\n" for each in seeded)
    if request.config.getoption("--rewrite-golden"):
        KEPT.write_text(found, encoding="utf-8")

    assert KEPT.read_text(encoding="utf-8") == found, ADVICE


def test_every_rule_has_a_kept_fingerprint() -> None:
    """A new rule comes with a seed: a mistake in `mistakes/`, or an archive in `golden/seeds/`."""
    kept = {json.loads(line)["rule"] for line in KEPT.read_text(encoding="utf-8").splitlines()}

    assert set(RULES) - kept == set()
