"""Meshes for lineage tests, made of facts at once: a property test wants hundreds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import TODAY
from meshwright.mesh.facts import ContractFact, ObjectFact
from meshwright.mesh.fields import FieldColumns
from meshwright.mesh.link import link
from meshwright.mesh.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshwright.mesh.mesh import Mesh


def contract_fact(identity: str, fields: Sequence[str], sources: Mapping[str, Sequence[str]]) -> ContractFact:
    """Make a contract with one object `t`; fields are in preorder, `a.b` is a part of the struct `a`."""
    at = {field: index for index, field in enumerate(fields)}
    parents = tuple(at[field.rpartition(".")[0]] if "." in field else -1 for field in fields)
    steps = tuple(parents[:index].count(parent) for index, parent in enumerate(parents))
    none = (None,) * len(fields)
    names = tuple(field.rpartition(".")[2] for field in fields)
    stated = {at[field]: tuple(entries) for field, entries in sources.items()}
    return ContractFact(
        id=identity,
        name=None,
        version="1.0.0",
        domain=None,
        status="active",
        team=None,
        owners=(),
        has_support=False,
        objects=(
            ObjectFact(
                "t", None, None, None, is_deprecated=False, custom={}, definitions=(), relationships=()
            ),
        ),
        fields=FieldColumns(
            names, parents, steps, none, none, none, bytes(len(fields)), {"sources": stated} if stated else {}
        ),
        sla=(),
        servers=(),
        roles=(),
        definitions=(),
        custom={},
    )


def mesh_of_facts(facts: Iterable[ContractFact]) -> Mesh:
    """Link contracts, each in a file of its id."""
    return link({f"{fact.id}.odcs.yaml": Unit((fact,), (), (), b"") for fact in facts}, TODAY)
