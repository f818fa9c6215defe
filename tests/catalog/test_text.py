"""Every text of a document is shown as it was written, and has no effect."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import html5lib
import markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from meshwright.catalog import text

HTML = "{http://www.w3.org/1999/xhtml}"
PIECES = (
    *(
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "<svg onload=x>",
    ),
    *(
        "javascript:alert(1)",
        "[a](javascript:x)",
        "![a](https://x.example/y)",
        "<https://x.example>",
        "{: onclick=x }",
    ),
    *(
        "`",
        "~~~",
        "***",
        "_",
        "# ",
        "> ",
        "- ",
        "1. ",
        "    ",
        "|",
        ":-|",
        "--8<-- ",
        "{{ x }}",
        "{% raw %}",
        "---",
        "\n\n",
    ),
    *(
        "&lt;",
        "&#8238;",
        "&#0;",
        "&",
        '"',
        "'",
        "\\",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\u2028",
        "\r",
        "\t",
        "\ufffe",
        "\ud800",
    ),
    *(
        "<math><mtext><table><mglyph><style><!--",
        "</style><img title='--><img src=1 onerror=x>'>",
        "مرحبا",
        "👩‍🔬",
        "word",
    ),
)
WILD = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join)
"""Hostile texts, between others."""
LAW = settings(derandomize=True, max_examples=200, deadline=None)
TEMPLATES = Environment(autoescape=True, undefined=StrictUndefined, finalize=text.printed)


def parsed(html: str):
    """Parse a fragment as a browser does."""
    return html5lib.parseFragment(html, container="div", treebuilder="etree", namespaceHTMLElements=False)


def seen(html: str) -> str:
    """Return the text of a fragment."""
    return "".join(parsed(html).itertext())


@given(WILD)
@LAW
def test_printed_text_is_shown_as_it_was_written(written: str) -> None:
    """In content and in an attribute, it is one text node."""
    page = parsed(TEMPLATES.from_string('<p title="{{ it }}">{{ it }}</p>').render(it=written))

    assert [child.tag for child in page] == ["p"]
    assert len(page[0]) == 0
    assert (page[0].text or "", page[0].attrib["title"]) == (text.shown(written), text.shown(written))


@given(WILD)
@LAW
def test_shown_text_is_visible_and_complete(written: str) -> None:
    """The original can be read back from it, and a second conversion changes nothing."""
    once = text.shown(written)
    back = re.sub(
        r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})",
        lambda found: found[0].encode().decode("unicode_escape"),
        once,
    )

    assert text.shown(once) == once
    assert back == written.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("harmless", ["Ünïcödé", "عربي", "می‌خواهم", "👩‍🔬", "日本語", "a\tb\nc", "\u200e"])
def test_required_joiners_are_kept(harmless: str) -> None:
    """Joiners and marks of direction belong to words."""
    assert text.shown(harmless) == harmless


def test_markup_is_printed_unchanged() -> None:
    """Safe text is not escaped twice; a value that is not text is printed as text."""
    assert TEMPLATES.from_string("{{ a }}{{ b }}").render(a=Markup("<b>x</b>"), b=3) == "<b>x</b>3"


ALLOWED = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


@given(WILD)
@LAW
def test_prose_contains_only_elements_of_prose(written: str) -> None:
    """Only a handful of elements, attributes and schemes, whatever was written."""
    for element in parsed(str(text.rich(written))).iter():
        if element.tag in ("DOCUMENT_FRAGMENT", "div"):
            continue
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"a": {"href", "title", "rel"}, "ol": {"start"}}.get(element.tag, set())
        assert urlsplit(element.attrib.get("href", "https://x.example")).scheme in ("http", "https", "mailto")


@given(
    st.lists(st.sampled_from([*"<>&\"'{}\x00\u202eab", "<script>", "onerror=", "{%"]), max_size=20).map(
        "".join
    )
)
@LAW
def test_prose_without_markdown_is_shown_as_it_was_written(written: str) -> None:
    """Everything except Markdown is text, including HTML."""
    plain = f"a{written.replace('&', 'and')}"

    assert seen(str(text.rich(plain))).split() == text.shown(plain).split()


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("# a", "<p><strong>a</strong></p>\n"),
        (
            "![a](https://x.example/y)",
            '<p>!<a href="https://x.example/y" rel="noopener nofollow ugc">a</a></p>\n',
        ),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>\n"),
        ("[a](../other.md)", "<p>[a](../other.md)</p>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("&#8238;a", "<p>\\u202ea</p>\n"),
        ("", ""),
    ],
)
def test_prose_is_commonmark(written: str, html: str) -> None:
    """HTML is text, images and headings are restricted, and links leave the site or are text."""
    assert text.rich(written) == html


def test_huge_text_is_not_read_as_markdown() -> None:
    """It is shown as written, at once."""
    assert text.rich("<*" * 50_000) == f"<pre>{'&lt;*' * 50_000}</pre>"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Daily counts, e.g. of plays. One row a day.", "Daily counts, e.g. of plays."),
        ("# Plays\n\nOne *row* a `day`.", "Plays"),
        ("Two\nlines of [one](https://x.example) <b>text</b>", "Two lines of one <b>text</b>"),
        ("再生数。日ごと。", "再生数。"),
        ("- first\n- second", "first"),
        ("word " * 100, "word " * 47 + "word …"),
        ("```sql\nselect 1\n```", "select 1"),
        ("\n \n", ""),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_summary_is_the_first_sentence(written: str, sentence: str) -> None:
    """It has no markup and at most the length of a line."""
    assert text.plain_of(written) == sentence


@given(WILD)
@LAW
def test_summary_is_one_line(written: str) -> None:
    """Whatever was written, it is short and visible."""
    line = text.plain_of(written)

    assert "\n" not in line
    assert len(line) <= 250
    assert text.shown(line) == line


@pytest.mark.parametrize(
    "url",
    [
        *("https://a.example", "HTTP://a.example/x?y=z#f", "https://[::1]:8080/", "mailto:data@a.example"),
        *("https://a.example/~user/@x", "https://münchen.example/ü"),
    ],
)
def test_web_addresses_are_links(url: str) -> None:
    """Web pages and mail, as they were written."""
    assert text.web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)"),
        *(
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//a.example",
            "/x",
            "x",
            "",
            "https:",
            "https:///x",
        ),
        *(
            "https://bank.example@evil.example",
            "https://a.example\\@evil.example",
            "https://a.example/\u202ex",
            "https:/a",
        ),
        *(
            "https://[::1",
            "https://a.example:99999",
            "mailto:a@b.example?cc=c",
            "ftp://a.example",
            "https://a b",
        ),
        *("&#106;avascript:alert(1)", "https://a.example/\x00", None, 3, ["https://a.example"]),
    ],
)
def test_other_addresses_are_text(url: object) -> None:
    """Those that could run, mislead or leave the web."""
    assert text.web_link(url) is None


@given(WILD)
@LAW
def test_heading_is_unchanged_by_markdown(written: str) -> None:
    """Every extension that could affect a heading sees only letters."""
    extensions = [
        "attr_list",
        "md_in_html",
        "toc",
        "tables",
        "def_list",
        "footnotes",
        "abbr",
        "admonition",
        "smarty",
    ]
    html = markdown.markdown(f"## {text.heading(f'a{written}')} {{ #anchor }}\n", extensions=extensions)
    (element,) = parsed(html)

    assert (element.tag, element.attrib, len(element)) == ("h2", {"id": "anchor"}, 0)
    assert (element.text or "").split() == text.shown(f"a{written}").split()


@given(WILD, WILD)
@LAW
def test_front_matter_is_read_back_as_html(title: str, description: str) -> None:
    """YAML returns each value as text that a page can contain unescaped."""
    made = text.front_matter((("title", title), ("description", description)))
    values = yaml.safe_load(made.removeprefix("---\n").removesuffix("---\n"))

    assert {name: seen(value).split() for name, value in values.items()} == {
        "title": text.shown(title).split(),
        "description": text.shown(description).split(),
    }
    assert made.count("\n") == 4


def test_texts_are_escaped_everywhere() -> None:
    """Keys, values and items; a value that is not text is unchanged."""
    assert text.escaped_within({"<a>": ["<b>", {"c": ("<d>", 1, None, True)}]}) == {
        "&lt;a&gt;": ["&lt;b&gt;", {"c": ["&lt;d&gt;", 1, None, True]}]
    }
