"""The index describes the rules correctly, and a run imports only the rules that it runs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from meshwright import dev, rules
from meshwright.rulekit import registry

if TYPE_CHECKING:
    from pathlib import Path

INDEX = import_module(f"{registry.RULES}.index")
PLANTED = """
'''A planted rule.'''
from meshwright.finding.finding import Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

@rule("{name}", on=Contract, severity=Severity.NOTICE, since="0.1")
def planted(contract, mesh):
    yield from ()
"""


@pytest.fixture
def fresh(monkeypatch):
    """Return a function that reads the rules on the disk again."""
    monkeypatch.setattr(registry, "all_rules", registry.all_rules.__wrapped__)
    return registry.all_rules


def test_index_is_up_to_date() -> None:
    """It describes every rule like its module; `python -m meshwright.dev index-rules` writes it."""
    defined = registry.defined_rules()

    assert registry.index_of(defined).splitlines() == INDEX.INDEX.splitlines()
    assert tuple(registry.rules_of(INDEX.INDEX)) == defined == registry.all_rules()
    assert [rule.definition() for rule in registry.all_rules()] == [rule.definition() for rule in defined]


def test_index_command_writes_the_committed_index(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(dev, "INDEX", tmp_path / "index.py")

    assert dev.main(["index-rules"]) == 0
    assert (tmp_path / "index.py").read_text() == (dev.RULES / "index.py").read_text()


def test_unlisted_rule_is_a_rule(fresh, tmp_path: Path, monkeypatch) -> None:
    """A file that was added runs without being listed."""
    planted(tmp_path, monkeypatch, "just-planted")

    assert len(fresh()) == len(registry.defined_rules()) == len(INDEX.INDEX.splitlines()) + 1
    assert next(rule for rule in fresh() if rule.name == "just-planted").doc == "A planted rule."


def test_rule_with_a_name_in_use_is_refused(fresh, tmp_path: Path, monkeypatch) -> None:
    """Whether the index lists it or not."""
    planted(tmp_path, monkeypatch, "unknown-team")

    with pytest.raises(ValueError, match="two rules are called unknown-team"):
        fresh()


def test_removed_rule_is_not_a_rule(fresh, monkeypatch) -> None:
    """A line of the index alone does not create one."""
    gone = "gone-rule structure.gone_rule local error 0.1 essential"
    monkeypatch.setattr(INDEX, "INDEX", f"{gone}\n{INDEX.INDEX}")

    assert "gone-rule" not in {rule.name for rule in fresh()}


def planted(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Add the file of a rule to a group."""
    group = folder / f"of_{name.replace('-', '_')}"
    group.mkdir()
    (group / "__init__.py").touch()
    (group / "planted.py").write_text(PLANTED.format(name=name))
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(folder)])


def test_check_imports_only_rules_that_run(tmp_path: Path) -> None:
    """And rules for one file, which always run; neither graphs nor SQL."""
    (tmp_path / "plays.odcs.yaml").write_text("apiVersion: v3.1.0\nkind: DataContract\nid: plays\n")
    code = (
        "import sys\nfrom meshwright.cli.main import main\n"
        f"main(['check', {str(tmp_path)!r}, '--select', 'unknown-key', '--select', 'unknown-team'])\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('meshwright.rules.', 'networkx', 'sqlglot'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    local = {rule.module for rule in registry.all_rules() if rule.is_local}

    assert {"networkx", "sqlglot", "meshwright.rules.compatibility"}.isdisjoint(loaded)
    assert {name for name in loaded if name.count(".") == 3} == local
