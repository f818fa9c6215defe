"""Hostile text in every field: no script runs, no text is lost, and readers see what was written."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from parsed import LOADING, dead_links, parsed, squeezed
from watching import pages_to_open, watched

from meshwright.catalog.allowlist import refused_in_page
from meshwright.catalog.policy import theme_of
from meshwright.catalog.text import rich, shown

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {
    *(
        "article",
        "section",
        "nav",
        "header",
        "footer",
        "div",
        "span",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "br",
        "wbr",
    ),
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "code",
        "em",
        "i",
        "kbd",
        "s",
        "small",
        "strong",
        "sub",
        "sup",
        "time",
        "var",
        "data",
    ),
    *(
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "details",
        "summary",
        "output",
    ),
    *(
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "meter",
        "progress",
        "img",
    ),
    *(
        "button",
        "label",
        "input",
        "select",
        "option",
        "fieldset",
        "legend",
        "search",
        "noscript",
        "form",
        "mark",
    ),
    *(
        SVG + name
        for name in (
            "svg",
            "g",
            "a",
            "path",
            "rect",
            "circle",
            "line",
            "text",
            "tspan",
            "title",
            "desc",
            "use",
        )
    ),
    *(SVG + name for name in ("defs", "marker", "polygon", "polyline")),
}
"""The elements of the catalog's own templates and diagrams."""
ATTRIBUTES = re.compile(
    r"(?:data-[a-z-]+|aria-[a-z]+|class|id|href|title|rel|role|type|value|name|for|hidden|open|scope|headers|lang|dir"
    r"|tabindex|download|autocomplete|spellcheck|placeholder|start|colspan|rowspan|span|src|alt|width|height|datetime"
    r"|min|max|low|high|optimum|checked|disabled|selected|readonly|translate|loading|target|label|inputmode|maxlength"
    r"|enterkeyhint|viewBox|d|x|y|x1|x2|y1|y2|dx|dy|cx|cy|r|rx|ry|points|transform|focusable|preserveAspectRatio|fill"
    r"|text-anchor|dominant-baseline|marker-end|orient|refX|refY|markerWidth|markerHeight|stroke-width"
    r"|\{http://www\.w3\.org/2000/xmlns/\}xmlns)"
)
"""Their attributes, without handlers and styles."""
FRAME = {"html", "head", "body", "main", "meta", "link", "script", "title", "aside"}
"""The theme's attributes around the content."""
FRAME_ATTRIBUTES = {"charset", "content", "http-equiv", "defer", "autocapitalize", "autocorrect", "required"}
LINKED = {"icon", "stylesheet", "canonical", "prev", "next", "feed alternate"}
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*\.?[A-Za-z0-9_][A-Za-z0-9_.-]*")
SCHEMES = {"", "http", "https", "mailto"}
READ = re.compile(
    r"DataProduct\.description\.\w+|DataProduct\.outputPorts\.description|DataContract\.description\.(?:purpose|limitations|usage)"
    r"|DataContract\.schema(?:\.properties)*\.description|DataContract\.schema\.dataGranularityDescription"
    r"|DataProduct\.support\.(?:channel|description)|DataContract\.schema\.properties\.transformDescription"
    r"|(?:Domain|Team)\.purpose|(?:Domain|Team|Entity|Mesh)\.title|Entity\.definition|Mesh\.description"
    r"|AccessAgreement\.consumer\.use"
)
"""The fields that people read."""
TOUCH = """
for (const each of document.querySelectorAll("article [title], article button, article summary")) {
  each.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  if (each.matches("button") && each.checkVisibility()) each.click();
}
"""
TOLD_OTHERWISE = {
    "DataContract.schema.physicalName",  # in SQL, where quotes are doubled
    "DataContract.schema.quality.description",  # one line, in which ends of lines of all kinds are spaces
    "DataContract.schema.properties.quality.description",  # the same
    "Policy.title",  # one line, as the title of a rule, in which backticks make code
    "Platform.servers.shapes",  # refused, so it stands in messages alone, which make a line of it
    "Regions.residency.dataCategory",  # unknown, so it stands in messages alone
    "Team.support.tool",  # refused, so it stands in messages alone, which make a line of it
}
sites = pytest.mark.parametrize("name", ["site", "hostile_site", "names_site"])


@pytest.fixture(scope="module")
def pages_of(request):
    """Return a function that parses the site of a fixture, once."""
    known = {}

    def pages(name):
        if name not in known:
            site = request.getfixturevalue(name)
            known[name] = (site, parsed(site))
        return known[name]

    return pages


@sites
def test_content_has_only_elements_of_the_templates(pages_of, name) -> None:
    """And only their attributes."""
    found = [
        (each.tag, attribute)
        for page in pages_of(name)[1].values()
        for each in page.content
        for attribute in (*each.attrib, "id")
    ]

    assert {tag for tag, _ in found} - ELEMENTS == set()
    assert {each for each in found if not ATTRIBUTES.fullmatch(each[1])} == set()


@sites
def test_no_element_has_a_handler_or_a_script_address(pages_of, name) -> None:
    """Neither in the content nor around it."""
    pages = [page for path, page in pages_of(name)[1].items() if path != "404.html"]  # it has its own style
    elements = [each for page in pages for each in page.elements]

    assert {
        attribute for each in elements for attribute in each.attrib if attribute.startswith("on")
    } == set()
    assert {urlsplit(address).scheme for page in pages for address in page.addresses} <= SCHEMES
    assert {each.tag for each in elements} & {
        "base",
        "iframe",
        "object",
        "embed",
        "style",
        "frame",
        "applet",
    } == set()


@pytest.mark.parametrize("name", ["site", "hostile_site", "names_site", "owner_site"])
def test_whole_pages_conform_to_the_allow_list(pages_of, name) -> None:
    """The frame and the content: one policy, ours; the theme's scripts; files of the site; no links elsewhere."""
    site, pages = pages_of(name)
    theme = theme_of(POLICY.sub("", (site / "index.html").read_text()))
    for path, page in pages.items():
        if path == "404.html":  # ours alone; it has its own policy
            continue
        html, policies = POLICY.subn("", (site / path).read_text())
        elements = list(page.elements)
        assert (path, policies, refused_in_page(html, theme.scripts_at(path))) == (path, 1, "")
        assert {each.tag for each in elements} <= ELEMENTS | FRAME
        assert {key for each in elements for key in each.attrib} <= set(
            filter(ATTRIBUTES.fullmatch, {key for each in elements for key in each.attrib})
        ) | FRAME_ATTRIBUTES
        metas = [
            each.get("http-equiv") or each.get("name") or "charset" for each in elements if each.tag == "meta"
        ]
        assert metas[:2] == ["charset", "Content-Security-Policy"]
        assert set(metas[2:]) <= {"viewport", "description", "generator"}
        assert {each.get("rel") for each in elements if each.tag == "link"} <= LINKED
        assert [
            each
            for each in elements
            if each.tag == "form" and {*each.attrib} & {"action", "target", "method"}
        ] == []
        inline = {
            each.text for each in elements if each.tag == "script" and each.text and not each.get("type")
        }
        assert inline <= theme.scripts_at(path)


@sites
def test_ids_are_unique_and_differ_from_those_of_the_theme(pages_of, name) -> None:
    """A second `__search` would replace the first one in scripts."""
    pages = pages_of(name)[1]

    assert {
        path: again
        for path, page in pages.items()
        if (again := [k for k, n in Counter(page.ids).items() if n > 1])
    } == {}
    assert [
        each.attrib["id"]
        for page in pages.values()
        for each in page.content
        if each.get("id", "").startswith("_")
    ] == []


@sites
def test_no_link_is_broken(pages_of, name) -> None:
    """Every target file and anchor exists."""
    site, pages = pages_of(name)

    assert dead_links(site, pages) == set()


def test_shell_is_the_same_around_hostile_texts(pages_of) -> None:
    """MkDocs's output of a title or a description adds nothing to a page."""

    def shell(name):
        return {
            path: [
                (each.tag, sorted(each.attrib))
                for each in page.elements
                if each.tag in ("meta", "script", "link", "title")
            ]
            for path, page in pages_of(name)[1].items()
            if path.startswith("products/") and page.root.find(".//title") is not None
        }

    assert shell("hostile_site") == shell("site")


def is_quoted(planted, text) -> bool:
    """Return whether every occurrence of a text is as it was written, up to an ellipsis."""
    whole = squeezed(shown(planted.text))
    tails = text.split(planted.mark)[1:]
    told = [f"{planted.mark}{tail[: len(whole)]}".partition("…") for tail in tails]
    return all(sign and whole.startswith(part) for part, sign, _ in told)


def test_readers_see_what_was_written(pages_of, planted) -> None:
    """Every shown text is as it was written, or rendered as Markdown; and texts for people are shown."""
    text = "\n".join(page.text for page in pages_of("hostile_site")[1].values())
    seen = [each for each in planted if each.mark in text]
    distorted = [
        each
        for each in seen
        if each.path not in TOLD_OTHERWISE
        and squeezed(shown(each.text)) not in text
        and squeezed("".join(html5lib.parseFragment(rich(each.text)).itertext())) not in text
        and not is_quoted(each, text)
    ]

    assert {(each.path, each.text[:60]) for each in distorted} == set()
    assert {each.path for each in planted if READ.fullmatch(each.path)} - {
        each.path for each in seen
    } == set()


@sites
def test_other_files_are_harmless(pages_of, name) -> None:
    """Names match a strict pattern; diagrams and feeds are well-formed and contain no script; data is JSON."""
    site, _ = pages_of(name)
    files = [path for path in site.rglob("*") if path.is_file()]

    assert [path for path in files if not NAME.fullmatch(path.relative_to(site).as_posix())] == []
    for path in files:
        if path.suffix in (".svg", ".xml") and path.stat().st_size:
            for element in ET.parse(path).iter():
                assert element.tag not in (f"{SVG}script", f"{SVG}foreignObject")
                assert {key for key in element.attrib if key.startswith("on")} == set()
                links = [value for key, value in element.attrib.items() if key in LOADING]
                assert {urlsplit(link).scheme for link in links} <= {*SCHEMES, "tag", "urn"}
        if path.suffix == ".json":
            json.loads(path.read_bytes())


@pytest.mark.parametrize("name", ["hostile_site", "names_site"])
def test_no_script_runs_and_no_request_leaves(request, chromium, serve, name) -> None:
    """In a real browser, on every page, with everything opened and text in the search."""
    site = request.getfixturevalue(name)
    address = serve(site)
    with watched(chromium, address) as page:
        for path in pages_to_open(site):
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            page.evaluate(TOUCH)
        page.goto(f"{address}index.html")
        for word in ("fired", "<script>", "zq", "x"):
            page.keyboard.press("Escape")
            page.keyboard.press("Control+k")
            page.locator(".mw-search__input").fill(word)
            page.wait_for_function("document.querySelector('.mw-search__results a')")


def test_owner_of_a_site_cannot_run_scripts(chromium, owner_site, serve) -> None:
    """Settings, hand-written pages and templates also come from pull requests."""
    address = serve(owner_site)
    with watched(chromium, address, may_be_stopped=True) as page:
        for path in (
            "index.html",
            "own.html",
            "by-file.html",
            "products/sandbox/labelled-audio/index.html",
            "404.html",
        ):
            gone = []
            page.on("framenavigated", lambda frame, gone=gone: gone.append(frame.url))
            page.goto(address + path)
            page.wait_for_timeout(300)
            assert (page.url, {*gone}) == (address + path, {address + path})
