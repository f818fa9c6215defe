"""Policies of Cedar, evaluated by Cedar itself: the same decisions as the model, and exact strings."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import SERVER, granted
from hypothesis import HealthCheck, given, settings
from test_hostile_names import EXACT, REFUSED

from access_meshes import DAY, documents, mesh
from access_server import days_around
from meshwright.analysis.access.atoms import Access, Visibility, access
from meshwright.enforcement.cedar import ACTIONS, SCHEMA, TYPES, column, number, policies, string
from meshwright.enforcement.refusal import UnenforceableError
from requires import requires

if TYPE_CHECKING:
    from access_meshes import Documents
    from meshwright.analysis.access.identities import Identity

EXAMPLES = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
Readers = list[tuple["Identity", ...]]


def readers(found: Access) -> Readers:
    """Return no identity, each identity, and each pair."""
    one = found.identities()
    return [(), *((each,) for each in one), *combinations(one, 2)]


def differences(found: Access, server: str, most_days: int, most_readers: int) -> tuple[int, list[Any]]:
    """Return the number of decisions, and those that differ from the model's."""
    cedarpy = requires("cedarpy")
    text = policies(found)
    if not text:
        return 0, []
    assert cedarpy.validate_policies(text, SCHEMA).validation_passed
    asked: list[Any] = []
    entities, requests = [], []
    passes = sorted({str(each.rows) for each in found.grants if each.rows is not None})
    for at, reader in enumerate(readers(found)[-most_readers:]):
        parents = [{"type": TYPES[each.kind], "id": each.key} for each in reader]
        entities.append({"uid": {"type": "Reader", "id": str(at)}, "attrs": {}, "parents": parents})
        for contract in found.grants_of:
            fields = contract.fact.fields
            for field in range(len(fields)):
                name = column(contract.address, fields.name(field, contract.fact.objects))
                for day in days_around(found, DAY)[:most_days]:
                    asked.append((reader, contract, field, day))
                    context = {"day": number(day), "server": server, "passes": passes}
                    requests += [
                        {"principal": f'Reader::"{at}"', "action": f'Action::"{action}"', "resource": f"Column::{string(name)}", "context": context}
                        for action in ACTIONS.values()
                    ]  # fmt: skip
    answers = cedarpy.is_authorized_batch(requests, text, entities)
    wrong = []
    for at, (reader, contract, field, day) in enumerate(asked):
        clear, masked = (each.decision == cedarpy.Decision.Allow for each in answers[2 * at : 2 * at + 2])
        seen = Visibility.CLEAR if clear else Visibility.MASKED if masked else Visibility.ABSENT
        wanted = found.decide(reader, contract, field, day, server)
        if seen != wanted:
            wrong.append((reader, contract.address, field, day, seen, wanted))
    return len(asked), wrong


def test_decisions_on_the_clinic_equal_the_model() -> None:
    count, wrong = differences(granted(), SERVER, 99, 99)
    assert count > 1000
    assert wrong == []


def test_a_policy_of_one_server_does_not_apply_to_another() -> None:
    assert differences(granted(), "elsewhere", 3, 5)[1] == []


@EXAMPLES
@given(found=documents())
def test_decisions_on_random_meshes_equal_the_model(found: Documents) -> None:
    assert differences(access(mesh(found)), "lake", 3, 4)[1] == []


@pytest.mark.nightly
@settings(EXAMPLES, max_examples=500)
@given(found=documents())
def test_decisions_on_very_many_random_meshes_equal_the_model(found: Documents) -> None:
    assert differences(access(mesh(found)), "lake", 99, 99)[1] == []


OWN = ("\x7f", "a\\u{41}", "a\n*", "*", "\u2028", "x" * 200)


@pytest.mark.parametrize("name", [*EXACT, *(each for each in REFUSED if each != "\ud800"), *OWN], ids=ascii)
def test_a_string_is_exact(name: str) -> None:
    cedarpy = requires("cedarpy")
    text = f"permit (principal, action, resource) when {{ context.name == {string(name)} }};"
    for given_name, decision in ((name, cedarpy.Decision.Allow), (name + "x", cedarpy.Decision.Deny)):
        request = {
            "principal": 'R::"a"',
            "action": 'Action::"a"',
            "resource": 'C::"a"',
            "context": {"name": given_name},
        }
        assert cedarpy.is_authorized(request, text, []).decision == decision


def test_unpaired_surrogate_is_refused() -> None:
    with pytest.raises(UnenforceableError, match="surrogate"):
        string("\ud800")
