"""Construction of a version's grammar from the ODCS vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from meshwright.standards.bitol import BLOCKS
from meshwright.standards.block import Block
from meshwright.standards.odcs.contract import DataContract, Price, ServiceLevel
from meshwright.standards.odcs.forms import (
    ITEM,
    OWN_RELATIONSHIP,
    properties,
    quality_rules,
    relationships,
    servers,
)
from meshwright.standards.odcs.quality import QualityRule
from meshwright.standards.odcs.schema import EnumValue, Relationship, SchemaObject, SchemaProperty
from meshwright.standards.odcs.server import Role, Server
from meshwright.standards.version_grammar import annotated, narrow, replaced

if TYPE_CHECKING:
    from meshwright.standards.odcs.dialect import Dialect

B = TypeVar("B", bound=Block)


def contract(dialect: Dialect) -> type[DataContract]:
    """Build the class of a version's contracts."""
    known: dict[object, object] = dict(dialect.within)

    def whole(block: type[B]) -> type[B]:
        made = narrow(
            block,
            dialect.edition,
            known,
            needed=dialect.needed.get(block, ()),
            unneeded=dialect.unneeded.get(block, ()),
            is_open=block in dialect.open_blocks,
        )
        made.model_rebuild()
        return made

    blocks: tuple[type[Block], ...] = (*BLOCKS, Role, EnumValue, Price, ServiceLevel)
    for block in blocks:
        known[block] = whole(block)
    for kind, other in dialect.within.items():
        known[kind] = replaced(other, known)
    known[Relationship] = annotated(Relationship, relationships(dialect, known, is_own=False))
    known[OWN_RELATIONSHIP] = annotated(Relationship, relationships(dialect, known, is_own=True))
    known[QualityRule] = annotated(QualityRule, quality_rules(dialect, known))
    known[Server] = annotated(Server, servers(dialect, known))
    known[ITEM] = annotated(SchemaProperty, properties(dialect, known, is_item=True))
    known[SchemaProperty] = annotated(SchemaProperty, properties(dialect, known, is_item=False))
    known[SchemaObject] = whole(SchemaObject)
    return whole(DataContract)
