"""Accepted HTML is harmless as a browser parses it; refused HTML is named."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from payloads import LINKS, NAMES, TEXTS

from meshwright.catalog.allowlist import (
    in_words,
    is_part_of,
    refused_address,
    refused_in_markdown,
    refused_in_page,
    refused_in_template,
)
from meshwright.catalog.site import EXTENSIONS

EXTENSION_NAMES = [each if isinstance(each, str) else next(iter(each)) for each in EXTENSIONS]
EXTENSION_SETTINGS = {
    name: value for each in EXTENSIONS if isinstance(each, dict) for name, value in each.items()
}
HARMFUL = {
    *(
        "script",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "base",
        "meta",
        "link",
        "style",
        "portal",
    ),
    *(
        "math",
        "foreignObject",
        "animate",
        "set",
        "image",
        "template",
        "plaintext",
        "xmp",
        "noembed",
        "video",
        "audio",
    ),
}
PIECES = (
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "<!",
        '"',
        "'",
        "`",
        "=",
        "/",
        " ",
    ),
    *(
        "\n",
        "\t",
        "\0",
        "\x0c",
        "&lt;",
        "&#60;",
        "&#x3c",
        "&quot;",
        "&Tab;",
        "&colon;",
        "javascript:",
        "java&#10;script:",
    ),
    *(
        "a",
        "p",
        "b",
        "svg",
        "math",
        "style",
        "title",
        "textarea",
        "noscript",
        "script",
        "select",
        "table",
        "img",
        "form",
    ),
    *(
        "mtext",
        "mglyph",
        "foreignObject",
        "annotation-xml",
        "template",
        "desc",
        "iframe",
        "xmp",
        "plaintext",
        "use",
    ),
    *(
        " href",
        " src",
        " onclick",
        " onerror",
        " style",
        " xlink:href",
        " srcdoc",
        " formaction",
        " action",
        " ping",
    ),
    *(
        '<p title="',
        '<a href="',
        "<svg>",
        "</svg>",
        "<title>",
        "</title>",
        "<noscript>",
        "</noscript>",
        "<!--mw:0-->",
    ),
    *(
        '">',
        "x",
        "<select>",
        "<table>",
        "</p>",
        "<svg><title>",
        "<svg><desc>",
        "<form>",
        "&",
        ";",
        "#",
        "//e",
        "\\\\e",
    ),
)
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)


def harm(html: str, *, is_page: bool = False) -> set[str]:
    """Return forbidden content that a browser would find in HTML, with and without scripts."""
    found = set()
    for scripting in (True, False):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parse = parser.parse if is_page else parser.parseFragment
        for each in parse(html, scripting=scripting).iter():
            if not isinstance(each.tag, str):
                continue
            tag = each.tag.rpartition("}")[2]
            found |= {tag} & HARMFUL
            for name, value in each.attrib.items():
                is_address = name in (
                    "href",
                    "src",
                    "action",
                    "formaction",
                    "data",
                    "ping",
                    "srcset",
                    "background",
                )
                if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping", "target"):
                    found.add(name)
                seen = re.sub("[\t\n\r]", "", value).strip("".join(map(chr, range(33))))
                if (is_address or "href" in name) and re.match("[A-Za-z][A-Za-z0-9+.-]*:", seen):
                    found |= (
                        {seen}
                        if seen.partition(":")[0].lower() not in ("http", "https", "mailto", "tel")
                        else set()
                    )
    return found


@given(hostile)
@settings(derandomize=True, max_examples=400, deadline=None)
def test_accepted_html_is_harmless(html: str) -> None:
    """As html5lib parses it, which is as a browser does: including comments, raw text, SVG and MathML."""
    for written in (
        html,
        f"<p>{html}</p>",
        f'<p title="{html}">x</p>',
        f"<svg>{html}</svg>",
        f"<title>{html}</title>",
    ):
        if not refused_in_template(written):
            assert harm(written) == set()


@pytest.mark.parametrize("text", [*TEXTS, *LINKS, *NAMES])
def test_accepted_text_is_harmless(text: str) -> None:
    """Every hostile text, in every permitted context."""
    for written in (
        text,
        f"<p>{text}</p>",
        f'<a href="{text}">x</a>',
        f"<a href='{text}'>x</a>",
        f"<a href={text}>x</a>",
    ):
        if not refused_in_template(written):
            assert harm(written) == set()


@given(st.lists(st.one_of(st.sampled_from([*TEXTS, *LINKS]), st.text(max_size=6)), max_size=6).map("\n".join))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_accepted_markdown_is_harmless(written: str) -> None:
    """With Markdown's extensions: attribute lists add handlers, links lead to scripts."""
    html = Markdown(extensions=EXTENSION_NAMES, extension_configs=EXTENSION_SETTINGS).convert(written)

    if not refused_in_markdown(html):
        assert harm(html) <= {"style"}  # the alignment of a column


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ('<meta http-equiv="refresh" content="0;url=//e.example">', 'element `<meta http-equiv="refresh" '),
        ("<META charset=utf-8>", "element `<META charset=utf-8>`"),
        ("<base href=x>", "element `<base>`"),
        ("<link rel=stylesheet href=x>", "element `<link rel=stylesheet href=x>`"),
        ('<iframe srcdoc="x"></iframe>', "element `<iframe>`"),
        ("<object data=x></object>", "element `<object>`"),
        ("<embed src=x>", "element `<embed>`"),
        ("<style>@import '//e.example/x.css';</style>", "element `<style>`"),
        ("<script>x</script>", "element `<script>`"),
        ("<form action=x></form>", "element `<form action=x>`"),
        ("<button formaction=x>x</button>", "attribute `formaction` in `<button>`"),
        ("<p onclick=x>x</p>", "attribute `onclick` in `<p>`"),
        ("<p OnClick='x'>x</p>", "attribute `onclick` in `<p>`"),
        ("<svg><animate onbegin=x /></svg>", "element `<animate>`"),
        ("<svg><a xlink:href='javascript:x'>x</a></svg>", "attribute `xlink:href` in `<a>`"),
        ("<svg><use href='data:image/svg+xml,x'></use></svg>", "address `data:image/svg+xml,x`"),
        ("<math><mtext></mtext></math>", "element `<math>`"),
        ("<a href='javascript:x'>x</a>", "address `javascript:x`"),
        ("<a href=' &#106;ava&Tab;script&colon;x'>x</a>", "address `java script:x`"),
        ("<a href='data:text/html,x'>x</a>", "address `data:text/html,x`"),
        ("<a href=vbscript:x>x</a>", "address `vbscript:x`"),
        ("<a href='//e.example'>x</a>", "address `//e.example`"),
        ("<a href='/\\e.example'>x</a>", "address `/\\e.example`"),
        ("<a href='x' target='_top'>x</a>", "attribute `target` in `<a>`"),
        ("<a href='x' target='own'>x</a>", "attribute `target` in `<a>`"),
        ("<img src='x' align='0'>", "attribute `align` in `<img>`"),
        ("<a href='x' ping='https://e.example'>x</a>", "attribute `ping` in `<a>`"),
        ("<img src='https://e.example/x.png'>", "image `https://e.example/x.png`"),
        ("<img src=x srcset='https://e.example/x.png'>", "attribute `srcset` in `<img>`"),
        ("<p style='background: url(//e.example)'>x</p>", "attribute `style` in `<p>`"),
        ("<!-- <p> -->", "markup `<!-- <p>`"),
        ("<!-- a --!> b -->", "markup `<!-- a --!>`"),
        ("<!-->", "markup `<!-->`"),
        ("<p title='<'>", "markup `<p title='<'>`"),
        ("<p/onclick=x>", "markup `<p/onclick=x>`"),
        ("<p", "markup `<p`"),
        ("a < b", "markup `< b`"),
        ("</p onclick=x>", "markup `</p onclick=x>`"),
        ("<![CDATA[x]]>", "markup `<![CDATA[x]]>`"),
    ],
)
def test_refused_html_is_named(html: str, named: str) -> None:
    """In one line, as it is written."""
    assert refused_in_template(html).startswith(named)
    assert refused_in_markdown(html)


def test_output_of_markdown_and_templates_is_accepted() -> None:
    """Tables, tabs, footnotes, admonitions, code, images of the site, mail addresses."""
    written = (
        '# T <b> & c\n\na | b\n:-|-:\n1 | 2\n\n=== "A > <b>"\n\n    x\n\n=== "B"\n\n    y\n\n??? note "x < y"\n    z\n\n'
        '!!! warning\n    z\n\n```python\na < b\n```\n\nx[^1] [l](../a.html "t > <") ![a](x.png){ width=3 } <me@x.example>\n'
        "<https://a.example/?b&c>\n\n1. a\n\n[TOC]\n\n> q\n\n---\n\n    code\n\n[^1]: foot\n"
    )

    html = Markdown(extensions=EXTENSION_NAMES, extension_configs=EXTENSION_SETTINGS).convert(written)

    assert refused_in_markdown(html) == ""
    assert (
        refused_in_template(
            "<!--mw:0--><!-- x --><p class=x hidden>a &lt; b > c</p><br/><img src='x.png' alt=\"'\">"
        )
        == ""
    )


PAGE = (
    '\n<!doctype html>\n<html lang="en" class="no-js"><head><meta charset="utf-8">{head}<script>ours("<b>")</script></head>'
    '<body dir="ltr"><form class="md-search__form" name="search"></form>{body}<p>x</p>'
    '<script id="__config" type="application/json">{{}}</script><script src="../assets/a.js" defer></script></body></html>'
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta http-equiv="refresh" content="0;url=x">', ""),
        ('<meta http-equiv="Content-Security-Policy" content="script-src *">', ""),
        ('<meta name="referrer" content="unsafe-url">', ""),
        ('<base href="//e.example/">', ""),
        ('<link rel="stylesheet" href="https://e.example/x.css">', ""),
        ('<link rel="preload" href="x">', ""),
        ("", "<script>theirs()</script>"),
        ("", '<script type="module">ours("<b>")</script>'),
        ("", '<script src="https://e.example/assets/x.js"></script>'),
        ("", '<script src="//e.example/assets/x.js"></script>'),
        ("", '<script src="products/x/index.md"></script>'),
        ("", '<script id="__config" type="application/json">{"a": "<!--<script>"}</script>'),
        ("", '<p title="<script>"></script>'),
        ("", '<form class="x" action="//e.example"></form>'),
        ("", "<iframe></iframe>"),
        ("<style>x</style>", ""),
    ],
)
def test_frame_contains_only_the_theme(head: str, body: str) -> None:
    """Its own scripts, to the letter; its own files; no policy and no referrer but ours."""
    scripts = frozenset({'ours("<b>")'})

    assert refused_in_page(PAGE.format(head="", body=""), scripts) == ""
    assert refused_in_page(PAGE.format(head=head, body=body), scripts) != ""
    assert refused_in_page(f"{head}{body}{PAGE.format(head='', body='')}", scripts) != ""


@pytest.mark.parametrize(
    "address",
    ["a.html", "../a#x", "#x", "?a:b", "https://a.example", "HTTP://a", "mailto:a@b.example", "tel:+49-30-1"],
)
def test_addresses_of_the_site_the_web_and_mail_may_be_linked(address: str) -> None:
    """Nothing is loaded from elsewhere."""
    assert not refused_address(address)
    assert refused_address(address, is_loaded=True) == (":" in address and not address.startswith("?"))


@pytest.mark.parametrize(
    "written",
    [
        "[x](https://a.example){target=_blank}",
        "[x](https://a.example){target=_blank rel=noopener}",
        "[call us](tel:+49301234)",
        "![x](x.png){align=right loading=lazy}",
        "[x](x.csv){download}",
        "[x](x.md){aria-label=more .md-button}",
    ],
)
def test_documented_features_of_the_theme_are_accepted(written: str) -> None:
    """Harmless attribute lists, in hand-written pages and in templates."""
    html = Markdown(extensions=EXTENSION_NAMES, extension_configs=EXTENSION_SETTINGS).convert(written)

    assert (refused_in_markdown(html), refused_in_template(html)) == ("", "")


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ("image `https://e.example/x.png`", "copy it to `site/content/` and refer to the copy"),
        ("address `ftp://e`", "link to a page of the site, or use `https:`, `http:`, `mailto:` or `tel:`"),
        ("attribute `onclick` in `<a>`", "remove it"),
        ("element `<video>`", "write Markdown"),
    ],
)
def test_refusal_states_the_alternative(refused: str, words: str) -> None:
    """In one line, and with the text by which it is found in its source."""
    assert in_words(refused) == f"puts {refused} into a page, but the catalog does not allow it; {words}"
    assert is_part_of(refused) == refused.split("`")[1]
