"""Governance documents as values: a view exists whatever they lack."""

from __future__ import annotations

from datetime import date

import pytest

from mesh_of import mesh_of, scaffold
from meshwright.finding.finding import Severity
from meshwright.mesh.inheritance import accountable, domain_of, has_support, owners_of, team_of
from meshwright.mesh.items import Home
from meshwright.mesh.standard import Standard
from meshwright.quantities.template import filled, names_of
from meshwright.standards.variable import has_variable, unresolved

HOME = Home("governance/standards.yaml", 0)
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


def _standard(enforce_from: date | None, existing: Severity | None) -> Standard:
    return Standard("names", enforce_from, existing, {}, {}, (), (), (), (), {}, HOME)


@pytest.mark.parametrize(
    ("enforce_from", "existing", "before", "after"),
    [
        (None, None, Severity.WARNING, Severity.WARNING),
        (None, Severity.NOTICE, Severity.NOTICE, Severity.NOTICE),
        (AFTER, None, Severity.NOTICE, Severity.WARNING),
        (AFTER, Severity.ERROR, Severity.ERROR, Severity.WARNING),
    ],
)
def test_standard_is_milder_for_existing_items_until_it_is_enforced(
    enforce_from: date | None, existing: Severity | None, before: Severity, after: Severity
) -> None:
    """By default, one severity lower until then."""
    standard = _standard(enforce_from, existing)

    assert standard.severity(Severity.WARNING, BEFORE) == before
    assert standard.severity(Severity.WARNING, AFTER) == after


def test_lowest_severity_is_not_lowered() -> None:
    """There is nothing below a notice."""
    assert _standard(AFTER, None).severity(Severity.NOTICE, BEFORE) == Severity.NOTICE


@pytest.mark.parametrize("kind", ["Role", "AccessAgreement", "Classification", "Standard"])
@pytest.mark.parametrize(
    "rest", ["", "name: 7\n", "levels: [x]\nconsumer: []\nprofiles: 3\npurposes: {a: 1}\n"]
)
def test_every_registry_has_a_view_of_a_wrong_document(kind: str, rest: str) -> None:
    """Its mistakes are already reported; the rest is empty, and nothing raises."""
    mesh = mesh_of({"governance/x.yaml": f"apiVersion: meshwright/v1\nkind: {kind}\n{rest}".encode()})

    views = (*mesh.roles.values(), *mesh.agreements, *mesh.standards, *filter(None, [mesh.classification]))

    assert len(views) == 1


def test_contract_inherits_from_its_product_and_team() -> None:
    """The scaffold's contracts state no domain, team, owner or support."""
    mesh = mesh_of(scaffold())
    contract = mesh.contracts_by_id["play-events.daily"][0]

    assert domain_of(contract, mesh) == "player"
    assert team_of(contract, mesh) == "player-squad"
    assert owners_of(contract, mesh) == ("ines.holm",)
    assert has_support(contract, mesh)
    assert accountable(mesh) == mesh.products


def test_levels_rank_by_their_order() -> None:
    """An unknown level has no rank."""
    classification = mesh_of(scaffold()).classification

    assert classification is not None
    assert [classification.rank(level) for level in ("public", "restricted", "secret", None)] == [
        0,
        3,
        None,
        None,
    ]


def test_absence_caused_by_a_mistake_is_not_sound() -> None:
    """A misspelt key, a wrong type and an unsupported version hide the value."""
    text = "apiVersion: v1.1.0\nkind: DataProduct\nid: x\ndomian: player\ndescription: [1]\n"
    fact = mesh_of({"x.odps.yaml": text.encode()}).products[0].fact

    assert not fact.is_sound("domain")
    assert not fact.is_sound("description", "purpose")
    assert fact.is_sound("status")


def test_template_is_filled_from_an_address() -> None:
    """Parts missing in an address leave the template unfilled."""
    names = names_of("player/play-events/daily@1")

    assert filled("{domain}.{product}.{port}.v{major}", names) == "player.play-events.daily.v1"
    assert filled("{bucket}/{domain}", names) is None


def test_variable_with_a_default_is_resolved() -> None:
    """It is still a variable."""
    assert unresolved("s3://${BUCKET}/${PATH:-x}/") == ("BUCKET",)
    assert has_variable("${PATH:-x}")
    assert not has_variable("$PATH {x}")


def test_map_without_one_side_has_the_other() -> None:
    """The missing key is reported; the rest of the contract is still read."""
    text = (
        "apiVersion: v3.2.0\nkind: DataContract\nid: x\nversion: 1.0.0\nschema:\n  - name: a\n    properties:\n"
        "      - name: m\n        logicalType: map\n        map:\n          value: {logicalType: string}\n"
    )

    fields = mesh_of({"x.odcs.yaml": text.encode()}).contracts[0].fact.fields

    assert fields.names == ("m", "{value}")


def test_repeated_requirement_of_a_standard_counts_once() -> None:
    """Copies would each report every missing field."""
    text = (
        "apiVersion: meshwright/v1\nkind: Standard\nname: common\n"
        "commonMetadata:\n"
        + "  - {name: published_at, logicalType: timestamp}\n" * 800
        + "  - {name: source}\n"
    )
    (standard,) = mesh_of({"standard.yaml": text.encode()}).standards

    assert [each.name for each in standard.common_metadata] == ["published_at", "source"]
