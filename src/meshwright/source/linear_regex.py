"""Regular expressions that run in linear time for any pattern and text, with the engine of Rust's `regex`.

Only this module uses pydantic_core for anything but documents. google-re2 differs on 10 of 19 tested patterns.
"""

from __future__ import annotations

from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema


class UnsupportedPatternError(ValueError):
    """A pattern that cannot run in linear time, or is not a pattern; the message comes from the engine."""


class LinearRegex:
    """A compiled pattern; it matches anywhere in a string unless it is anchored."""

    __slots__ = ("_validator",)

    def __init__(self, pattern: str) -> None:
        try:
            schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")
            self._validator = SchemaValidator(schema)
        except SchemaError as error:
            raise UnsupportedPatternError(str(error)) from error

    def is_in(self, text: str) -> bool:
        """Return whether the pattern matches somewhere in a string; False for a string with half of a surrogate pair."""
        return self._validator.isinstance_python(text)

    def finds(self, text: str) -> bool | None:
        """Return the same as `is_in`, or None for a string with half of a surrogate pair, which is not Unicode."""
        try:
            self._validator.validate_python(text)
        except ValidationError as error:
            return None if error.errors(include_url=False)[0]["type"] == "string_unicode" else False
        return True
