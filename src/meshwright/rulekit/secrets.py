"""Secrets kept out of reports: blanked in the text of files, and in all that is said.

Works on what any rule said was a secret, whether that rule counts or not; equal secrets elsewhere are blanked as well.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.mesh.address import segment
from meshwright.mesh.places import Places
from meshwright.source.secret import tokens_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.finding import At
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.settle import Sources
    from meshwright.source.place import Span

BLANK = "*"
BLANKED = "***"
_QUOTES = "\"'"
_SHORTENED = 16
"""Messages shorten long values: so many characters give a secret away."""


class Secrets:
    """The secrets of a mesh, by the places where they were found."""

    def __init__(self, places: Mapping[str, Iterable[At]], sources: Sources) -> None:
        self.sources = sources
        found = {file: tuple(_found(file, each, sources)) for file, each in places.items()}
        self.spans = {file: [span for span, _ in each] for file, each in found.items()}
        self.texts = sorted({text for each in found.values() for _, texts in each for text in texts if text})
        self.said = _said(self.texts)

    def text(self, file: str) -> str:
        """Give the text of a file, each character of a secret blanked, so that places stay where they are."""
        text = self.sources.text(file)
        for start, end in self.spans.get(file, ()):
            text = text[:start] + re.sub(r"[^\r\n]", BLANK, text[start:end]) + text[end:]
        for secret in self.texts:
            text = text.replace(secret, BLANK * len(secret))
        return text

    def document(self, file: str) -> str:
        """Give the text of a file with other values in place of secrets, so that it can still be read as YAML."""
        text = self.sources.text(file)
        for start, end in sorted(set(self.spans.get(file, ())), reverse=True):
            ending = "\n" if text[start:end].endswith("\n") else ""
            text = f'{text[:start]}"{BLANKED}"{ending}{text[end:]}'
        for secret in sorted(self.texts, key=len, reverse=True):
            text = text.replace(secret, f"({BLANKED})")
        return text

    def blank(self, words: str) -> str:
        """Blank secrets in any text."""
        return words if self.said is None else self.said.sub(BLANKED, words)

    def blanked(self, diagnostic: Diagnostic) -> Diagnostic:
        """Blank secrets in what a diagnostic says; a fix that would write one is none."""
        if self.said is None:
            return diagnostic
        said, remedy = self.said, diagnostic.remedy
        if remedy is not None and any(
            said.search(each) for each in (remedy.title, *(e.text for e in remedy.edits))
        ):
            remedy = None
        return replace(
            diagnostic,
            message=said.sub(BLANKED, diagnostic.message),
            address=diagnostic.address and said.sub(BLANKED, diagnostic.address),
            related=tuple(
                replace(note, message=said.sub(BLANKED, note.message)) for note in diagnostic.related
            ),
            remedy=remedy,
        )


def _found(file: str, places: Iterable[At], sources: Sources) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Give where secrets stand, and how they may be quoted: as written, as read, in addresses, and a token alone."""
    details, text = sources.details(file), sources.text(file)
    documents = [Places(*each) for each in zip(details.bodies, details.offsets, strict=True)]
    for at in places:
        if at.span is not None:
            written = text[at.span.start : at.span.end].strip(_QUOTES)
            yield at.span, (written, *tokens_in(written))
        elif at.document < len(details.bodies):
            values = documents[at.document]
            span = values.span(at.path, at.part)
            value = str(values.at(at.path))
            written = text[span.start : span.end].strip(_QUOTES)
            yield span, (written, value, segment(value), *tokens_in(value))


def _said(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Give what finds secrets in messages, whole or shortened; None where there are none."""
    patterns = sorted(
        (
            re.escape(secret[:_SHORTENED]) + "[^`]*" if len(secret) > _SHORTENED else re.escape(secret)
            for secret in secrets
        ),
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None
