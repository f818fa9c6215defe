from __future__ import annotations

import cmarkgfm
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.markdown.marks import code, items, page, plain, prose, section, table
from meshwright.catalog.text import shown

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://elsewhere.example/x.png)",
    "# no heading",
    "no heading #",
    "#",
    "- no item",
    "-",
    "---",
    "===",
    "1. no item",
    "12)",
    "+ no item",
    "> no quote",
    "a | b || c",
    "`code` ``more``",
    "a\\|b\\",
    "*a* _b_ ~~c~~ $d$ &amp; &#60;b&#62;",
    "a\nb\n\n\nc",
    "\u202eabc\x00",
    '{: onclick=alert(1)} {{ x }} --8<-- "/etc/passwd"',
    "[^1] [x]: https://elsewhere.example",
    "  indented\n\n    more",
    "\U000e0041 a\u2028b",
)


def read(markdown: str) -> tuple[str, set[str]]:
    """Read Markdown like forges do, except links of bare addresses: return its text and its elements."""
    html = cmarkgfm.markdown_to_html_with_extensions(markdown, extensions=["table", "strikethrough"])
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return " ".join("".join(tree.itertext()).split()), {each.tag for each in tree.iter()} - {
        "DOCUMENT_FRAGMENT"
    }


def seen(text: str) -> str:
    """Return a text as a reader sees it, with normalised spaces."""
    return " ".join(shown(text).split())


TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from(" \n#-+=*_`~[]()<>|\\&;:!$1.)x"), max_size=12),
    st.text(),
)


@given(words)
def test_text_reads_the_same_in_every_context(text):
    """A paragraph, an item, a heading and a cell contain only the text."""
    cases = (
        (plain(text), {"p"}),
        (items([plain(text)]), {"ul", "li"}),
        (page(text), {"h1"}),
        (table(("",), [(plain(text),)]), TABLE),
        (table(("",), [(code(text),)]), TABLE | {"code"}),
    )
    for markdown, allowed in cases:
        words, elements = read(markdown)
        assert words == seen(text)
        assert elements <= allowed


def test_paragraphs_are_separate():
    """An empty line ends a paragraph; other line ends are spaces."""
    assert prose("one\ntwo\n \n- three\n") == "one two\n\n\\- three"


@pytest.mark.parametrize("parts", [(), ("",)])
def test_empty_section_is_omitted(parts):
    """A heading with nothing below it is left out."""
    assert not section("Support", *parts)
