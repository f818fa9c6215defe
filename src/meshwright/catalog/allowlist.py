"""The allowed elements, attributes and addresses in pages of the catalog; anything else stops the build.

Pages must have a strict form that all HTML parsers read in the same way: `<` only starts a tag, attribute values are
quoted or plain, and no value contains `<` or `>`. As a result, this check and a browser cannot interpret a page
differently, however the browser treats comments, raw text, SVG or MathML. This module does not repair or remove
anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_TOKEN = re.compile(r"<[^>]*>?")
_NAME = r"[A-Za-z][A-Za-z0-9]*"
_ATTRIBUTE = r"""[A-Za-z_][-A-Za-z0-9_:.]*(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?"""
_TAG = re.compile(rf"<(?:/({_NAME})\s*|({_NAME})((?:\s+{_ATTRIBUTE})*)\s*/?)>")
_PARTS = re.compile(r"""([A-Za-z_][-A-Za-z0-9_:.]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")
_COMMENT = re.compile(r"<!--(?:[^<>]*|<h1)-->")
"""Comments with an unambiguous end, including the markers used in catalog pages (`catalog/html/site_source.py`)."""
_SCRIPT = re.compile(r"(<script[^<>]*>)(.*?)</script>", re.DOTALL)
_DATA = '<script id="__config" type="application/json">'
"""Material's settings for its scripts."""

_TEXT = {
    *(
        "p",
        "br",
        "hr",
        "wbr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "code",
        "div",
        "span",
        "a",
        "img",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "em", "strong", "del", "sub", "sup", "abbr", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "input", "label"),
}
"""Elements that Markdown and its extensions create; `input` and `label` belong to tabs."""
_LAYOUT = {
    *(
        "article",
        "aside",
        "section",
        "nav",
        "header",
        "footer",
        "main",
        "figure",
        "figcaption",
        "search",
        "noscript",
    ),
    *("b", "bdi", "i", "kbd", "s", "small", "time", "var", "data", "mark", "output", "meter", "progress"),
    *("caption", "colgroup", "col", "tfoot", "button", "select", "option", "fieldset", "legend", "form"),
    *(
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "line",
        "text",
        "tspan",
        "title",
        "desc",
        "use",
        "defs",
        "marker",
    ),
    *("polygon", "polyline"),
}
"""Other elements in the catalog's templates and diagrams."""
_FRAME = {"html", "head", "body", "meta", "link", "script"}
"""Elements that only the theme creates, around the content."""
_PLAIN = re.compile(
    r"class|id|href|src|alt|title|width|height|start|name|type|for|checked|open|scope|colspan|rowspan|lang|dir|style"
    r"|data-tabs|target|rel|loading|align|download|aria-[a-z]+"
)
"""Attributes allowed in hand-written pages."""
_MARKED = re.compile(
    _PLAIN.pattern + r"|data-[a-z-]+|role|value|hidden|headers|tabindex|autocomplete|autocapitalize"
    r"|autocorrect|spellcheck|placeholder|span|datetime|min|max|low|high|optimum|disabled|selected|readonly|required"
    r"|translate|label|inputmode|maxlength|enterkeyhint|viewbox|d|x|y|x1|x2|y1|y2|dx|dy|cx|cy|r|rx|ry|points"
    r"|transform|focusable|preserveaspectratio|fill|text-anchor|dominant-baseline|marker-end|orient|refx|refy"
    r"|markerwidth|markerheight|stroke-width|xmlns"
)
"""Attributes allowed in templates and in the theme."""
_FRAME_TAGS = tuple(
    map(
        re.compile,
        (
            r'<html lang="[\w-]*" class="no-js">|<head>',
            r'<body dir="(?:ltr|rtl|)"(?: data-md-color-(?:scheme|primary|accent)="[\w-]*")*>',
            r'<meta charset="utf-8">|<meta name="(?:viewport|description|author|generator)" content="[^"]*">',
            r'<link rel="(?:icon|stylesheet|canonical|prev|next)" href="[^"]*">',
            r'<link rel="feed alternate" type="application/atom\+xml" title="Changes" href="[^"]*">',
            r'<script src="(?:[^"]*/)?assets/[\w./-]+\.js"(?: defer)?>|<script>',
            re.escape(_DATA),
        ),
    )
)
_FORM = re.compile(r'<form(?: class="[\w -]*"| data-md-component="\w+"| name="\w+")*>')
_ALIGNED = re.compile(r"text-align: (?:left|right|center);")
_VALUES = {
    "style": _ALIGNED,
    "target": re.compile(r"_blank"),
    "loading": re.compile(r"lazy|eager"),
    "align": re.compile(r"left|right|center"),
}
"""Allowed values of risky attributes; a page in a new tab must not control the page that opened it (`noopener`)."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = {"http", "https", "mailto", "tel"}
_IGNORED = {ord(each): None for each in "\t\n\r"}
_BEFORE = "".join(map(chr, range(0x21)))
"""Characters that browsers remove at the start of an address or within it (WHATWG URL, basic URL parser)."""
_SHOWN = 80


class MarkupError(Exception):
    """A page contains disallowed markup; the message names it."""


def refused_in_page(page: str, scripts: Collection[str]) -> str:
    """Return a phrase for the first disallowed part of a whole page; empty if there is none.

    `scripts` are the inline scripts of the theme.
    """
    doctype, end, rest = page.partition(">")
    if f"{doctype}{end}".strip() != "<!doctype html>":
        return "markup before `<!doctype html>`"
    for found in _SCRIPT.finditer(rest):
        tag, code = found.groups()
        if code and code not in scripts and (tag != _DATA or "<" in code):
            return _shortened("script", code)
    return _refused(_SCRIPT.sub(r"\1", rest), "page")


def refused_in_template(text: str) -> str:
    """Return a phrase for the first disallowed part of a template's output; empty if there is none."""
    return _refused(text, "template")


def refused_in_markdown(text: str) -> str:
    """Return a phrase for the first disallowed part of the HTML in a hand-written page; empty if there is none."""
    return _refused(text, "markdown")


_ADVICE = {
    "image": "copy it to `site/content/` and refer to the copy",
    "address": "link to a page of the site, or use `https:`, `http:`, `mailto:` or `tel:`",
    "attribute": "remove it",
    "element": "write Markdown",
    "markup": "write Markdown",
    "script": "remove it",
}


def in_words(refused: str) -> str:
    """Return the part of a message that names disallowed markup and says what to use instead."""
    return (
        f"puts {refused} into a page, but the catalog does not allow it; {_ADVICE[refused.partition(' ')[0]]}"
    )


def is_part_of(refused: str) -> str:
    """Return the text to search for in the source to find the disallowed part."""
    return refused.partition("`")[2].partition("`")[0].rstrip("…")


def refused_address(address: str, *, is_loaded: bool = False) -> bool:
    """Return whether an address is forbidden.

    Links may point only to the site, the web, mail addresses and telephone numbers.

    Embedded resources, such as images, must be part of the site.
    """
    seen = address.translate(_IGNORED).lstrip(_BEFORE)
    scheme = _SCHEME.match(seen)
    if scheme:
        return is_loaded or scheme[1].lower() not in _SCHEMES
    return seen.replace("\\", "/").startswith("//")


def _refused(text: str, where: str) -> str:
    for token in dict.fromkeys(_TOKEN.findall(text)):
        if token[:2] != "</" and (found := _refused_token(token, where)):
            return found
        if token[:2] == "</" and not _TAG.fullmatch(token):
            return _shortened("markup", token)
    return ""


@lru_cache(maxsize=8192)
def _refused_token(token: str, where: str) -> str:
    tag = _TAG.fullmatch(token)
    if tag is None:
        return "" if _COMMENT.fullmatch(token) else _shortened("markup", token)
    name, attributes = tag[2].lower(), tag[3]
    if name in _FRAME:
        is_ours = where == "page" and any(each.fullmatch(token) for each in _FRAME_TAGS)
        if not is_ours:
            return _shortened("element", token)
    elif name not in _TEXT and (name not in _LAYOUT or where == "markdown"):
        return f"element `<{name}>`"
    if name == "form" and not _FORM.fullmatch(token):
        return _shortened("element", token)
    if name in ("html", "head", "body", "meta"):
        return ""
    return _refused_attributes(name, attributes, where)


def _refused_attributes(element: str, attributes: str, where: str) -> str:
    allowed = _PLAIN if where == "markdown" else _MARKED
    for found in _PARTS.finditer(attributes):
        name = found[1].lower()
        value = unescape(found[2] or found[3] or found[4] or "")
        if element not in ("link", "script") and not allowed.fullmatch(name):
            return f"attribute `{name}` in `<{element}>`"
        if name in _VALUES and not _VALUES[name].fullmatch(value):
            return f"attribute `{name}` in `<{element}>`"
        if name == "href" and element == "use" and not value.startswith("#"):
            return _shortened("address", value)
        is_loaded = name == "src" or (element == "link" and "canonical" not in attributes)
        if name in ("href", "src") and refused_address(value, is_loaded=is_loaded):
            return _shortened("image" if element == "img" else "address", value)
    return ""


def _shortened(what: str, text: str) -> str:
    """Return `what`, followed by text in backticks: shortened, on one line, with `?` for invisible characters."""
    line = " ".join(text[: 2 * _SHOWN].split())
    shown = "".join(each if each.isprintable() and each != "`" else "?" for each in line)
    return f"{what} `{shown if len(shown) <= _SHOWN else f'{shown[:_SHOWN]}…'}`"
