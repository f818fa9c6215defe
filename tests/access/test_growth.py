"""The time of a plan is proportional to the ports, however many days there are on which something ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from clinic import LEVELS, ROLES
from cpu import grows_less_than
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.mesh.mesh import Mesh

DAY = date(2026, 11, 22)
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: ward{number}
version: "1.0.0"
status: active
schema:
  - name: stays
    properties: [{{name: ward, logicalType: string, classification: open}}]
roles:
  - {{role: nurse, access: read}}
"""
PRODUCT = """\
apiVersion: v1.0.0
kind: DataProduct
id: ward{number}
name: ward{number}
status: active
domain: care
outputPorts:
  - {{name: stays, version: "1.0.0", contractId: ward{number}}}
"""
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: care/ward{number}/stays@1
consumer: {{team: ward-squad, use: bed board}}
purpose: care
role: nurse
expires: "{end}"
"""


def wards(count: int) -> Mesh:
    """Return a mesh of contracts, each with an agreement that ends on a different day."""
    found = {"levels.yaml": LEVELS, "roles.yaml": ROLES}
    for number in range(count):
        found[f"{number}.odcs.yaml"] = CONTRACT.format(number=number)
        found[f"{number}.odps.yaml"] = PRODUCT.format(number=number)
        end = DAY + timedelta(days=number + 1)
        found[f"agreement{number}.yaml"] = AGREEMENT.format(number=number, end=end)
    return mesh_of({path: text.encode() for path, text in found.items()})


def test_a_plan_takes_time_in_proportion_to_the_ports() -> None:
    def make(count: int) -> Callable[[], object]:
        mesh = wards(count)

        def compare() -> None:
            assert plan(Access(mesh), Access(mesh), DAY) == ()

        assert len(Access(mesh).days()) == count
        return compare

    grows_less_than(3, make, 300)
