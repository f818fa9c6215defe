"""The scaffold of a new rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import files_of, mesh_of
from meshwright import dev
from meshwright.mesh.items import Contract
from meshwright.rulekit.examples import examples
from meshwright.rulekit.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.rulekit.examples import Example

KEYS = {
    "contract": "tenant: x",
    "product": "tenant: x",
    "object": "businessName: x",
    "field": "businessName: x",
}
"""A key that a rule of absence may require."""


@pytest.mark.parametrize("on", dev.SUBJECTS)
def test_a_new_rule_has_a_bad_and_a_good_example_and_compiles(on: str, tmp_path, monkeypatch, capsys) -> None:
    """Parts to fill in are marked, and the steps are printed."""
    (tmp_path / "self_describing").mkdir()
    monkeypatch.setattr(dev, "RULES", tmp_path)

    assert dev.main(["new-rule", "missing-nickname", "--group", "self-describing", "--on", on]) == 0

    path = tmp_path / "self_describing/missing_nickname.py"
    text = path.read_text()
    made = _made(text)
    assert (made.name, made.group, made.since) == ("missing-nickname", "self-describing", "0.2")
    assert [each.verdict for each in examples(made.doc)] == ["bad", "good"]
    assert text.count("FILL IN") == 6
    assert str(path) in capsys.readouterr().out


def _made(text: str) -> Rule:
    scope: dict[str, object] = {"__name__": "meshwright.rules.self_describing.planted"}
    exec(compile(text, "planted.py", "exec"), scope)
    (rule,) = (value for value in scope.values() if isinstance(value, Rule))
    return rule


@pytest.mark.parametrize("on", dev.SUBJECTS)
def test_new_rule_of_absence_reports_exactly_its_marks(on: str) -> None:
    """As written, with only the value of the good example filled in."""
    key, _, value = KEYS[on].partition(": ")
    text = dev.page("missing-some-key", on, "standard").replace("someKey", key)
    bad, good = examples(text.replace(f"{key}: FILL IN", f"{key}: {value}"))

    (mark,) = bad.fences[0].marks
    assert [each.message for each in _found(_made(text), bad)] == [mark.message]
    assert list(_found(_made(text), good)) == []


def _found(rule: Rule, example: Example) -> Iterator[Finding]:
    """Yield the findings of a rule in the document of an example."""
    mesh = mesh_of(files_of(example))
    for each in mesh.contracts if rule.on is Contract else mesh.products:
        if "play-events" in each.home.file:
            yield from rule.check(each, mesh)


@pytest.mark.parametrize("on", dev.SUBJECTS)
def test_rule_of_something_else_requires_no_key(on: str) -> None:
    """Its examples are as short as those of any rule."""
    text = dev.page("unlucky-nickname", on, "strict")

    assert "stated" not in text
    assert "Lack" not in text
    assert _made(text).preset == "strict"


@pytest.mark.parametrize(
    ("name", "words"),
    [("Nickname", "is not kebab-case"), ("unknown-team", "exists"), ("../x-y", "is not kebab-case")],
)
def test_wrong_name_of_a_rule_is_refused(name: str, words: str, tmp_path, monkeypatch, capsys) -> None:
    """Nothing is written."""
    monkeypatch.setattr(dev, "RULES", tmp_path)

    assert dev.main(["new-rule", name, "--group", "structure"]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
