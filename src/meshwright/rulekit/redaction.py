"""Redaction of secrets in excerpts, messages and components of fingerprints.

It blanks every string that a rule identified as a secret (even if the rule is turned off), all other occurrences of
that string, and everything that has the form of a secret.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.mesh.address import segment
from meshwright.source.place import Part, Span
from meshwright.source.secret import may_hold_secrets, secrets_in, tokens_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.finding.finding import At
    from meshwright.rulekit.diagnostic import Diagnostic, RelatedLocation
    from meshwright.rulekit.locator import Locator

BLANK = "*"
BLANKED = "***"
_QUOTES = "\"'"
_SHORTENED = 16
"""The number of leading characters by which a secret is recognised in messages, which shorten long values."""
_MOST = 1_000
"""The maximum number of secrets in one string that are also blanked elsewhere.

Of further secrets, only those in a known form are blanked elsewhere.
"""
_NOT_LINE_ENDS = re.compile(r"[^\r\n]")


def blank_forms(text: str) -> str:
    """Blank strings that have the form of a secret; used if no documents are available."""
    return _without(text, lambda _: BLANKED)


def blanked_values(value: Any, blank: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with all secrets in its strings blanked, at any depth."""
    if isinstance(value, dict):
        return {key: blanked_values(each, blank) for key, each in value.items()}
    if isinstance(value, list):
        return [blanked_values(each, blank) for each in value]
    return blank(value) if isinstance(value, str) else value


class Redactor:
    """All secrets of a mesh, by location."""

    def __init__(
        self, places: Mapping[str, Iterable[At]], locator: Locator, base: Redactor | None = None
    ) -> None:
        self.locator = locator
        self.base = base
        """The secrets of the base, which are redacted as well."""
        found = {file: tuple(_found(file, each, locator)) for file, each in places.items()}
        self.spans = {file: {span: is_value for span, is_value, _ in each} for file, each in found.items()}
        texts = sorted({text for each in found.values() for *_, texts in each for text in texts if text})
        self.texts = [text for text in texts if not _is_form(text)]
        """The secrets to blank wherever they occur, except those recognised by their form, which can be numerous."""
        self.said = _said(texts)
        self._last = ("", "")
        """The most recently shown file and its text; findings are processed file by file."""
        self._blanked: dict[str, str] = {}
        """A cache of blanked strings, because addresses and notes repeat."""

    @property
    def is_empty(self) -> bool:
        """Whether there are no secrets."""
        return not self.spans

    def text(self, file: str) -> str:
        """Return the text of a file with each character of a secret blanked; positions do not change."""
        if self._last[0] != file:
            self._last = (file, self._shown(file))
        return self._last[1]

    def _shown(self, file: str) -> str:
        text = self.locator.text(file)
        spans = self.spans.get(file, {})
        text = _replaced(text, spans, lambda _, secret: _NOT_LINE_ENDS.sub(BLANK, secret))
        for secret in self.texts:
            text = text.replace(secret, BLANK * len(secret))
        return _without(text, lambda secret: _NOT_LINE_ENDS.sub(BLANK, secret))

    def document(self, file: str) -> str:
        """Return the text of a file with secrets replaced by other values, so that it is still valid YAML."""
        spans = self.spans.get(file, {})

        def other(span: Span, secret: str) -> str:
            if not spans[span]:
                return f"({BLANKED})"
            return f'"{BLANKED}"' + "\n" * secret.endswith("\n")

        text = _replaced(self.locator.text(file), spans, other)
        for secret in sorted(self.texts, key=len, reverse=True):
            text = text.replace(secret, f"({BLANKED})")
        return _without(text, lambda _: f"({BLANKED})")

    def blank(self, words: str) -> str:
        """Blank the secrets in a string."""
        known = self._blanked.get(words)
        if known is None:
            shown = words if self.said is None else self.said.sub(BLANKED, words)
            shown = _without(shown, lambda _: BLANKED)
            known = self._blanked[words] = shown if self.base is None else self.base.blank(shown)
        return known

    def blanked(self, diagnostic: Diagnostic) -> Diagnostic:
        """Blank the secrets in the messages of a diagnostic; a fix that would write a secret is dropped."""
        blank, remedy = self.blank, diagnostic.remedy
        if remedy is not None and any(
            blank(each) != each for each in (remedy.title, *(edit.text for edit in remedy.edits))
        ):
            remedy = None
        message, address = blank(diagnostic.message), diagnostic.address and blank(diagnostic.address)
        of_port = diagnostic.of_port and blank(diagnostic.of_port)
        related, waived = tuple(map(self._note, diagnostic.related)), diagnostic.waived
        if waived is not None:
            waived = replace(waived, reason=blank(waived.reason), owner=blank(waived.owner))
        before = (
            diagnostic.message,
            diagnostic.address,
            diagnostic.of_port,
            diagnostic.related,
            diagnostic.remedy,
            diagnostic.waived,
        )
        if (message, address, of_port, related, remedy, waived) == before:
            return diagnostic
        return replace(
            diagnostic,
            message=message,
            address=address,
            of_port=of_port,
            related=related,
            remedy=remedy,
            waived=waived,
        )

    def is_clean(self, text: str) -> bool:
        """Return whether a string certainly contains no secret.

        The check is fast, so callers can join many strings and check them at once.
        """
        if self.said is not None and self.said.search(text):
            return False
        return not may_hold_secrets((text,)) and (self.base is None or self.base.is_clean(text))

    def _note(self, note: RelatedLocation) -> RelatedLocation:
        message, address = self.blank(note.message), note.address and self.blank(note.address)
        if (message, address) == (note.message, note.address):
            return note
        return replace(note, message=message, address=address)


def _found(file: str, places: Iterable[At], locator: Locator) -> Iterator[tuple[Span, bool, tuple[str, ...]]]:
    """Yield the span of each secret, whether it is a whole value, and the strings that represent it.

    The strings are the secret as written in the file, as parsed, and as in addresses, and each token in it.
    """
    text = locator.text(file)
    for at in places:
        if at.span == (0, len(text)):
            yield Span(*at.span), False, _tokens(text)
        elif at.span is not None:
            written = text[at.span.start : at.span.end].strip(_QUOTES)
            yield at.span, False, (written, *_tokens(written))
        elif (values := locator.places(file, at.document)) is not None:
            span = values.span(at.path, at.part)
            value = str(at.path[-1] if at.part is Part.KEY else values.at(at.path))
            written = text[span.start : span.end].strip(_QUOTES)
            yield span, True, (written, value, segment(value), *_tokens(value))


def _tokens(text: str) -> tuple[str, ...]:
    return tokens_in(text)[:_MOST]


def _replaced(text: str, spans: Iterable[Span], other: Callable[[Span, str], str]) -> str:
    """Replace spans; where they overlap, replace only the first and longest."""
    pieces: list[str] = []
    end = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start >= end:
            pieces += (text[end : span.start], other(span, text[span.start : span.end]))
        end = max(end, span.end)
    return "".join((*pieces, text[end:]))


def _without(text: str, other: Callable[[str], str]) -> str:
    """Replace strings that have the form of a secret."""
    spans = {Span(start, end) for _, start, end in secrets_in(text)}
    return _replaced(text, spans, lambda _, secret: other(secret)) if spans else text


def _is_form(text: str) -> bool:
    """Return whether a whole string has the form of a secret."""
    return any(end - start == len(text) for _, start, end in secrets_in(text))


def _said(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds secrets in messages, whole or shortened; None if there are no secrets."""
    patterns = sorted(
        (
            re.escape(secret[:_SHORTENED]) + "[^`]*" if len(secret) > _SHORTENED else re.escape(secret)
            for secret in secrets
        ),
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None
