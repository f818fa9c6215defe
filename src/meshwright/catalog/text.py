"""Safe HTML from the text in documents; only this module and `rendering` declare text to be markup.

This module knows HTML and Markdown, and treats all documents as untrusted; it does not know the meaning of a string.
Templates escape their output themselves, after passing it through `printed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

_MOST = 50_000
"""The maximum length of a description that is rendered as Markdown; longer text is shown without formatting."""
_SHORT = 240
"""The maximum length of a description that is shown on one line."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\u206a-\u206f\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
"""Characters that are invisible or change the display of other text.

Joiners and direction marks are excluded, because some scripts need them.
"""
_PLAIN = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9,.;:'()%/@=? -]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])){0,500}[A-Za-z0-9.)%?]"
)
"""A pattern for a single paragraph without markup, which needs no parser; it matches most descriptions."""
_BREAKS = re.compile(r"([_.])(?=[^_.])")
_LINE_END = re.compile("\r\n?")
_SENTENCE_END = re.compile(r"(?<=[.!?\u2026])[)\"']?\s+(?![a-z])|(?<=[\u3002\uff01\uff1f])")
_WORD_END = re.compile(r"\s\S*$")
_LINK = re.compile(r"(?i)https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s?#@\\:/]+@[^\s?#@\\:/]+")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def shown(text: str) -> str:
    r"""Show invisible characters, such as a NUL or a bidirectional override, as `\\x00` or `\\u202e`.

    All line ends become line feeds.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _LINE_END.sub("\n", text)
    return _HIDDEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def printed(value: object) -> object:
    """Prepare a value from a template for escaping; used as Jinja's `finalize`."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value if value.isascii() and value.isprintable() else shown(value)
    return value


def escaped(text: str) -> str:
    """Escape a string for places that print it unchanged: the front matter and the search results of Material."""
    return escape(shown(text))


def line(text: str) -> str:
    """Return a string as a single line of HTML."""
    return " ".join(escaped(text).split())


def escaped_within(values: Any) -> Any:  # noqa: ANN401 - any YAML
    """Escape all strings in a structure, including its keys."""
    if isinstance(values, str):
        return escaped(values)
    if isinstance(values, Mapping):
        return {escaped_within(key): escaped_within(value) for key, value in values.items()}
    return [*map(escaped_within, values)] if isinstance(values, list | tuple) else values


def front_matter(values: Iterable[tuple[str, str]]) -> str:
    """Return a page's front matter.

    Values are escaped, because Material prints them unchanged, and written as JSON strings, which are valid YAML.
    """
    lines = (f"{name}: {json.dumps(line(value), ensure_ascii=False)}\n" for name, value in values)
    return f"---\n{''.join(lines)}---\n"


def heading(text: str) -> str:
    """Return a string for a Markdown heading, without characters that a Markdown extension would interpret."""
    words = " ".join(shown(text).split())
    return "".join(each if each.isalnum() or each == " " else f"&#{ord(each)};" for each in words)


def breaking(name: str) -> Markup:
    """Return an identifier as HTML that can break only after `_` and `.`."""
    return Markup(_BREAKS.sub(r"\1<wbr>", escape(name)))  # noqa: S704 - escaped, and a tag of ours


def rich(markdown: str) -> Markup:
    """Render Markdown from a document; HTML is shown as text, images become links, and headings become bold lines."""
    text = shown(markdown)
    if _PLAIN.fullmatch(text):
        return Markup("<p>{}</p>\n").format(text)
    if len(text) > _MOST:
        return Markup("<pre>{}</pre>").format(text)
    html = nh3.clean(
        shown(_reader().render(text)),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )
    return Markup(html)  # noqa: S704 - nh3 has left only what _TAGS names


def plain_of(markdown: str) -> str:
    """Return the first sentence of a Markdown description without markup, shortened to one line."""
    words = next(_blocks(markdown), "")
    sentence = _SENTENCE_END.split(words, maxsplit=1)[0]
    return sentence if len(sentence) <= _SHORT else f"{_WORD_END.sub('', sentence[:_SHORT])} …"


def plain_text(markdown: str) -> str:
    """Return a Markdown description as one line without markup; a long description is truncated."""
    return " ".join(_blocks(markdown))


def web_link(url: object) -> str | None:
    """Return an address if a page may link to it, else None.

    Only http and https addresses without a user name, and mail addresses, are allowed.
    """
    if not isinstance(url, str):
        return None
    url = url.strip()
    if _HIDDEN.search(url) or not _LINK.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme == "mailto" or bool(parts.hostname and parts.port != 0)
    except ValueError:
        return None
    return url if is_whole else None


def _blocks(markdown: str) -> Iterator[str]:
    """Yield the text of each Markdown block, without markup."""
    text = shown(markdown[: 8 * _SHORT])
    if _PLAIN.fullmatch(text):
        yield " ".join(text.split())
        return
    for block in _reader().parse(text):
        if block.content.strip():
            yield shown(" ".join((_words(block.children) if block.children else block.content).split()))


class _Reader(MarkdownIt):
    """A parser for CommonMark and tables, in which disallowed links remain text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is MarkdownIt's
        """Return whether a page can contain the link."""
        return web_link(url) is not None


@cache
def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
    reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return reader


def _words(tokens: Iterable[Token]) -> str:
    return "".join(" " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)


def word(value: object) -> str:
    """Return a YAML value as text, in the form that it has on a single line of YAML."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {word(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(word, value)) + "]"
    return str(value)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 product`, `2 products`."""
    return f"{number:,} {noun_for(number, noun, plural)}"


def noun_for(number: int, noun: str, plural: str = "") -> str:
    """Return a noun in the form that its number requires."""
    return noun if number == 1 else plural or f"{noun}s"
