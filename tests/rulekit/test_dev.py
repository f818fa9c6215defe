"""The scaffolding of a new rule."""

from __future__ import annotations

import pytest

from meshwright import dev
from meshwright.rulekit.examples import examples


@pytest.mark.parametrize("on", dev.ON)
def test_a_new_rule_has_a_bad_and_a_good_example_and_compiles(on: str, tmp_path, monkeypatch, capsys) -> None:
    """What is left to do is marked, and the steps are printed."""
    (tmp_path / "self_describing").mkdir()
    monkeypatch.setattr(dev, "RULES", tmp_path)

    assert dev.main(["new-rule", "missing-nickname", "--group", "self-describing", "--on", on]) == 0

    path = tmp_path / "self_describing/missing_nickname.py"
    text = path.read_text()
    scope: dict[str, object] = {"__name__": "meshwright.rules.self_describing.missing_nickname"}
    exec(compile(text, str(path), "exec"), scope)
    made = scope["missing_nickname"]
    assert (made.name, made.group) == ("missing-nickname", "self-describing")
    assert [each.verdict for each in examples(made.doc)] == ["bad", "good"]
    assert text.count("FILL IN") == 5
    assert str(path) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [("Nickname", "is not kebab-case"), ("unknown-team", "exists"), ("../x-y", "is not kebab-case")],
)
def test_a_name_that_cannot_be_a_rule_is_refused(
    name: str, words: str, tmp_path, monkeypatch, capsys
) -> None:
    """Nothing is written."""
    monkeypatch.setattr(dev, "RULES", tmp_path)

    assert dev.main(["new-rule", name, "--group", "structure"]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
