from __future__ import annotations

import pytest

from mesh_of import mesh_of, report_on, scaffold
from meshwright.catalog.assembly.access import choices, place_of, request
from meshwright.catalog.documents.product import AccessRequest
from meshwright.catalog.forge import Forge

PORT = "player/play-events/daily@1"
FORGE = Forge("https://github.com/garden/mesh", "github", "main", folder="mesh/")
CONTENT = """\
# yaml-language-server: $schema=../../../../governance/schemas/AccessAgreement.schema.json
# fill in the empty values; the check reports missing values
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team:  # your team, by its name in the registry
  use:  # the name of the dashboard, notebook or model
purpose:  # one of: product-analytics, service-improvement
role: analyst
# requestedOn: "YYYY-MM-DD"  # the day of this request, for lead times
expires: "2027-11-22"
"""


def asked(forge: Forge | None = None, more: dict[str, bytes] | None = None) -> AccessRequest:
    """Return a request for access to the clean mesh's port."""
    mesh = mesh_of({**scaffold(), **(more or {})})
    return request(mesh.ports[PORT], mesh, forge)


def refused(tmp_path, text: str) -> list[tuple[str, str]]:
    """Check an unchanged request."""
    found = asked()
    report = report_on(tmp_path, {**scaffold(), found.path: text.encode()})
    return [(each.rule, each.message) for each in report.diagnostics]


def test_known_values_are_filled_in_and_others_left_open():
    """Without a forge, the request is a file to copy."""
    assert asked() == AccessRequest(
        roles=("analyst",), place="products/player/play-events/agreements/*.yaml", content=CONTENT
    )


def test_purpose_is_required(tmp_path):
    """The check refuses the prefilled form, and names what is missing, including the purpose."""
    assert refused(tmp_path, CONTENT) == [
        ("wrong-type", "`team` is empty; expected a string"),
        ("wrong-type", "`use` is empty; expected a string"),
        ("wrong-type", "`purpose` is empty; expected a string"),
    ]


def test_completed_request_form_has_no_findings(tmp_path):
    """No further knowledge is required."""
    text = (
        CONTENT.replace("team:", "team: payments-squad")
        .replace("use:", "use: churn dashboard")
        .replace("purpose:", "purpose: product-analytics")
    )
    assert refused(tmp_path, text) == []


def test_request_is_a_form_on_a_forge():
    """The link contains the file."""
    link = asked(FORGE).form
    assert link is not None
    assert link.startswith(
        "https://github.com/garden/mesh/new/main"
        "?filename=mesh/products/player/play-events/agreements/access-request.yaml&value=%23%20yaml-language"
    )
    assert len(link) < 2000


def test_roles_are_those_of_the_contract():
    """If it names registered ones; of several, the requester chooses, and the purposes are those of all."""
    contract = scaffold()["products/player/play-events/contracts/daily.v1.odcs.yaml"]
    path = "products/player/play-events/contracts/daily.v1.odcs.yaml"
    stated = contract.decode().partition("\nroles:")[0].encode()
    other = b"\nroles:\n  - role: royalty-accountant\n    access: read\n  - role: nobody\n    access: read\n"
    none = asked(more={path: stated + b"\n"})
    one = asked(more={path: stated + other})
    lines = none.content.splitlines()
    assert (none.roles, lines[8:10]) == (
        ("analyst", "royalty-accountant"),
        [
            "purpose:  # one of: audit, product-analytics, royalty-settlement, service-improvement",
            "role:  # one of: analyst, royalty-accountant",
        ],
    )
    assert (one.roles, one.content.splitlines()[8:10]) == (
        ("royalty-accountant",),
        ["purpose:  # one of: audit, royalty-settlement", "role: royalty-accountant"],
    )


@pytest.mark.parametrize(
    ("stated", "line"),
    [
        ("", "role:  # a role of the contract"),
        ("\nroles:\n  - role: royalty-accountant\n    access: read\n", "role:  # one of: royalty-accountant"),
    ],
)
def test_role_is_described_without_registered_roles(stated, line):
    """The comment lists the contract's own roles; it does not describe a purpose."""
    path = "products/player/play-events/contracts/daily.v1.odcs.yaml"
    files = {name: data for name, data in scaffold().items() if "roles" not in name}
    contract = files[path].decode().partition("\nroles:")[0] + f"\n{stated}"
    mesh = mesh_of({**files, path: contract.encode()})
    found = request(mesh.ports[PORT], mesh, None)

    assert found.roles == ()
    assert found.content.splitlines()[8:10] == ["purpose:  # the use of the data, and its users", line]


MESH = b"""\
apiVersion: meshwright/v1
kind: Mesh
name: garden
accessRequests:
  path: %s
"""
STANDARD = b"""\
apiVersion: meshwright/v1
kind: Standard
name: places
filePlaces:
  AccessAgreement: "{domain}/{product}/asked/*.yaml"
"""


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({}, "products/player/play-events/agreements/*.yaml"),
        ({"governance/standards.yaml": STANDARD}, "player/play-events/asked/*.yaml"),
        (
            {"governance/standards.yaml": STANDARD, "governance/mesh.yaml": MESH % b"requests/{port}-*.yaml"},
            "requests/daily-*.yaml",
        ),
        (
            {"governance/mesh.yaml": MESH % b"../outside/*.yaml"},
            "products/player/play-events/agreements/*.yaml",
        ),
        (
            {"governance/mesh.yaml": MESH % b"one-for-all.yaml"},
            "products/player/play-events/agreements/*.yaml",
        ),
    ],
)
def test_path_is_set_by_the_mesh_or_by_a_standard(more, place):
    """A path that leads outside, or has no part for a name, is ignored."""
    assert place_of(PORT, mesh_of({**scaffold(), **more})) == place


def test_odd_address_gets_a_plain_path():
    """No part of an address that could lead elsewhere is in a path."""
    assert place_of("../..%2F/x@1", mesh_of(scaffold())) == "agreements/2f-x-1-*.yaml"


def test_dialog_offers_registered_values():
    """Teams, roles with their purposes, and the name of the forge's form."""
    found = choices(mesh_of(scaffold()), FORGE)
    assert (sorted(found), found["folder"], found["form"], found["roles"]["analyst"], found["teams"][:1]) == (
        ["folder", "form", "roles", "teams", "waits"],
        "mesh/",
        {"address": "https://github.com/garden/mesh/new/main", "path": "filename", "content": "value"},
        {"title": "analyst", "purposes": ["service-improvement", "product-analytics"]},
        [["payments-squad", "payments-squad"]],
    )
    assert choices(mesh_of(scaffold()), None)["form"] is None
