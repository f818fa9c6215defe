"""Class names are for developers: names for people and programs are stated separately."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import pytest

import meshwright.standards
from mesh_of import report_on, scaffold
from meshwright.facts.facts import SampleFact
from meshwright.mesh.items import RegistryEntry
from meshwright.rulekit.registry import all_rules
from meshwright.scores import product_score
from meshwright.standards import governance
from meshwright.standards.block import Block, StandardVersion, title
from meshwright.standards.governance import KINDS, model_for, policy
from meshwright.standards.governance.policy import Waiver
from meshwright.standards.version_grammar import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIVER = "policies/waivers/owner.yaml"
for _module in walk_packages(meshwright.standards.__path__, "meshwright.standards."):
    import_module(_module.name)


def _below(block: type[Block]) -> Iterator[type[Block]]:
    for each in block.__subclasses__():
        yield each
        yield from _below(each)


@pytest.mark.parametrize("block", sorted(_below(Block), key=repr), ids=lambda each: each.__qualname__)
def test_every_block_states_its_name_for_messages(block: type[Block]) -> None:
    """None uses the name of its class."""
    assert block.model_config.get("title")


def test_renaming_a_class_changes_no_message() -> None:
    """Nor the models of the versions of a standard."""
    renamed = type("Exemption", (Waiver,), {"__module__": Waiver.__module__})
    edition = StandardVersion("ODCS", "v3.1.0")

    assert title(renamed) == title(Waiver) == "a waiver"
    assert title(narrow(renamed, edition)) == title(narrow(Waiver, edition))


def test_renaming_a_class_changes_no_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of the kind has the same findings."""
    files = {**scaffold(), WAIVER: b"apiVersion: meshwright/v1\nkind: Waiver\nrule: unknown-team\nruel: x\n"}
    before = [each.message for each in report_on(tmp_path / "before", files).diagnostics]
    renamed = type("Exemption", (Waiver,), {"__module__": Waiver.__module__})
    monkeypatch.setattr(policy, "Exemption", renamed, raising=False)
    monkeypatch.setitem(governance._HOMES, "Waiver", ("policy", "Exemption"))

    assert [each.message for each in report_on(tmp_path / "after", files).diagnostics] == before
    assert "missing required key `address` in a waiver" in before
    assert model_for("Waiver") is renamed


def test_every_kind_has_its_model() -> None:
    """The key `kind` decides, not the name of the class."""
    assert [model_for(kind).model_fields["kind"].annotation.__args__ for kind in KINDS] == [
        (kind,) for kind in KINDS
    ]


def test_scores_use_the_names_of_subject_types() -> None:
    """A renamed type must be renamed there."""
    named = {*product_score._NEEDS_CONTRACT, *product_score._NEEDS_PORT, *product_score._NOT_OF_PRODUCTS}

    assert named <= {rule.on.__name__ for rule in all_rules()} | {SampleFact.__name__, RegistryEntry.__name__}
