"""Regular expressions that strangers wrote, matched in linear time."""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

MOST = 4_096
"""Patterns that are kept ready."""


def matches(pattern: str, text: str) -> bool | None:
    """Say whether a text as a whole is of a pattern; None for a pattern that can't run in linear time."""
    validator = _validator(pattern)
    if validator is None:
        return None
    try:
        validator.validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=MOST)
def _validator(pattern: str) -> SchemaValidator | None:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=f"^(?:{pattern})$", regex_engine="rust-regex"))
    except SchemaError:
        return None
