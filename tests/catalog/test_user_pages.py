"""Hand-written pages and templates of a repository add nothing to a page that loads or runs."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from payloads import TEXTS

from meshwright.catalog.html.rendering import OverrideError, Renderer
from meshwright.catalog.site import EXTENSIONS

NAMES = [each if isinstance(each, str) else next(iter(each)) for each in EXTENSIONS]
SETTINGS = {name: value for each in EXTENSIONS if isinstance(each, dict) for name, value in each.items()}
MADE = {
    "script",
    "iframe",
    "object",
    "embed",
    "style",
    "base",
    "meta",
    "link",
    "svg",
    "form",
    "button",
    "math",
}


def made(text: str) -> str:
    """Render a page to HTML as MkDocs does."""
    return Markdown(extensions=NAMES, extension_configs=SETTINGS).convert(text)


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("<div>\n\n*a*\n\n</div>", "<p>&lt;div&gt;</p>\n<p><em>a</em></p>\n<p>&lt;/div&gt;</p>"),
        ("&copy; **a** `<b>`", "<p>&copy; <strong>a</strong> <code>&lt;b&gt;</code></p>"),
        ("a\n\n<!--mw:0-->\n\nb", "<p>a</p>\n<!--mw:0-->\n<p>b</p>"),
        ("a <!--mw:0--> <!-- b -->", "<p>a &lt;!--mw:0--&gt; &lt;!-- b --&gt;</p>"),
    ],
)
def test_html_in_a_page_is_text(written: str, html: str) -> None:
    """Markdown works, and a single mark is kept."""
    assert made(written) == html


@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=6)), max_size=6).map("\n".join))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_no_page_creates_an_element_that_loads_or_runs(written: str) -> None:
    """Whatever is written, and with Markdown's extensions."""
    tags = {
        each.tag
        for each in html5lib.parseFragment(
            made(written), treebuilder="etree", namespaceHTMLElements=False
        ).iter()
    }

    assert tags & MADE == set()


@pytest.mark.parametrize(
    "template",
    [
        "<script>x</script>",
        "<SCRIPT src=x>",
        '{{ "<" }}{% set x %}<iframe>{% endset %}{{ x }}',
        "<link rel=x>",
        "<base href=x>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href={{ 'java' ~ 'script:alert(1)' }}>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<form action='https://evil.example/'></form>",
        '<meta http-equiv="refresh" content="0">',
    ],
)
def test_template_that_loads_or_runs_something_is_refused(template: str) -> None:
    """By name, in one line; tricks are found in its output."""
    with pytest.raises(
        OverrideError,
        match=r"^`site/overrides/own\.html` puts (?:element|attribute|address|image|markup) `[^`]+` "
        r"(?:in `<a>` |in `<img>` )?"
        "into a page, but the catalog does not allow it; (?:remove it|write Markdown|link to .*|copy it .*)$",
    ):
        Renderer({"own.html": template}).html("own.html", "")


def test_part_that_loads_or_runs_something_is_refused_by_its_name() -> None:
    """Although our template includes it."""
    own = {"macros.html": "{% macro crumbs(steps) %}<base href=x>{% endmacro %}"}

    with pytest.raises(
        OverrideError, match=r"^`site/overrides/macros\.html` puts element `<base>` into a page"
    ):
        Renderer(own).html("about.html", "programs", text="", documents=(), schemas=())


def test_template_may_write_anything_else() -> None:
    """Text that looks like HTML is escaped first."""
    html = Renderer({"own.html": "<p>{{ x }}</p>"}).html("own.html", "", x="<script>")

    assert html == "<p>&lt;script&gt;</p>"
