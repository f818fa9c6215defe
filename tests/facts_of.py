"""Meshes for lineage tests, made directly of facts, because a property test needs hundreds of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mesh_of import TODAY
from meshwright.facts.compile import compile_unit
from meshwright.facts.fields import FieldColumns
from meshwright.facts.unit import Unit
from meshwright.mesh.link import link
from meshwright.rulekit.engine import LocalRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshwright.facts.facts import ContractFact
    from meshwright.mesh.mesh import Mesh


(CONTRACT,) = compile_unit(
    b"{apiVersion: v3.1.0, kind: DataContract, id: c, version: 1.0.0, status: active, schema: [{name: t}]}",
    LocalRules(()),
).facts


def contract_fact(identity: str, fields: Sequence[str], sources: Mapping[str, Sequence[str]]) -> ContractFact:
    """Make a contract with one object `t`; fields are in preorder, `a.b` is a part of the struct `a`."""
    at = {field: index for index, field in enumerate(fields)}
    parents = tuple(at[field.rpartition(".")[0]] if "." in field else -1 for field in fields)
    steps = tuple(parents[:index].count(parent) for index, parent in enumerate(parents))
    none = (None,) * len(fields)
    names = tuple(field.rpartition(".")[2] for field in fields)
    stated = {at[field]: tuple(entries) for field, entries in sources.items()}
    return replace(
        CONTRACT,
        id=identity,
        fields=FieldColumns(
            names,
            parents,
            steps,
            none,
            none,
            none,
            bytes(len(fields)),
            (frozenset(),) * len(fields),
            {"sources": stated} if stated else {},
        ),
    )


def mesh_of_facts(facts: Iterable[ContractFact]) -> Mesh:
    """Link contracts, each in a file of its id."""
    return link({f"{fact.id}.odcs.yaml": Unit((fact,), (), (), b"") for fact in facts}, TODAY)
