"""The keys that a block of a document states, for rules that ask for what is absent.

Does not: tell a key that was never written from one that could not be read; the facts' `is_sound` does.
"""

from __future__ import annotations

from functools import lru_cache

from meshwright.standards.block import Block, key_of


def stated(block: Block) -> frozenset[str]:
    """Return the keys that a block without foreign keys has and that are not empty, as the standard spells them.

    Empty are null, text of blanks, a list without items and a mapping without keys; false and 0 are not.
    Equal sets are one object.
    """
    values = block.__dict__
    return _keys(frozenset([name for name in block.model_fields_set if _is_said(values[name])]))


def _is_said(value: object) -> bool:
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if value is None or isinstance(value, tuple):
        return bool(value)
    # asking the class whether this is a block takes ten times as long
    return bool(getattr(value, "model_fields_set", True))


@lru_cache(maxsize=2_048)
def _keys(attributes: frozenset[str]) -> frozenset[str]:
    return frozenset(map(key_of, attributes))
