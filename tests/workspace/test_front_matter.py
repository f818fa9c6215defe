"""Front matter of a hand-written page says a few things of the page, and puts nothing else into it."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from meshwright.workspace.front_matter import with_safe_front_matter
from meshwright.workspace.site_files import SiteError

HOSTILE = '"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/evil"><script>x</script>'
REFUSED_KEYS = (
    *(
        "status",
        "subtitle",
        "icon",
        "template",
        "tags",
        "social",
        "scripts",
        "author",
        "robots",
        "comments",
        "date",
    ),
    *(
        "location",
        "revision_date",
        "git_revision_date_localized",
        "Title",
        "handwritten",
        "render_macros",
        "<b>",
    ),
)


def read(text: str) -> tuple[str, dict[str, object]]:
    """Give the page and its front matter, as MkDocs reads them."""
    return get_data(with_safe_front_matter(text, "own.md"))


def refusal(front_matter: str) -> str:
    """Give why front matter is refused."""
    with pytest.raises(SiteError) as refused:
        with_safe_front_matter(f"---\n{front_matter}\n---\n# Own\n", "site/content/own.md")
    return str(refused.value)


@pytest.mark.parametrize("key", REFUSED_KEYS)
def test_an_unknown_key_is_refused_with_its_line(key: str) -> None:
    """What the theme loads, includes or prints by it never gets there."""
    assert refusal(f"title: Own\n{key}: {json.dumps(HOSTILE)}") == (
        f"`site/content/own.md:3`: unknown front matter key `{key}`; supported: `title`, `description`, `hide`, `search`"
    )


@pytest.mark.parametrize("key", ["title", "description"])
def test_a_text_is_escaped(key: str) -> None:
    """The theme prints it as HTML."""
    _, values = read(f"---\n{key}: {json.dumps(HOSTILE)}\n---\n# Own\n")

    assert values == {key: html.escape(HOSTILE), "handwritten": True}


def test_all_that_is_supported_is_taken() -> None:
    """And the page below stays as it is."""
    text = (
        "---\ntitle: A & b\ndescription: |\n  two\n  lines\n"
        "hide: [toc, navigation]\nsearch: {exclude: true}\n...\n\n# Own\n---\n"
    )

    assert read(text) == (
        "# Own\n---\n",
        {
            "title": "A &amp; b",
            "description": "two lines",
            "hide": ["toc", "navigation"],
            "search": {"exclude": True},
            "handwritten": True,
        },
    )


@pytest.mark.parametrize(
    ("front_matter", "why"),
    [
        (
            "title: [x]",
            ":2`: unsupported value of front matter key `title`; expected text of at most 1,000 characters",
        ),
        (
            "title: ''",
            ":2`: unsupported value of front matter key `title`; expected text of at most 1,000 characters",
        ),
        (
            "\ndescription: 3",
            ":3`: unsupported value of front matter key `description`; expected text of at most",
        ),
        (
            f"title: {'x' * 1001}",
            ":2`: unsupported value of front matter key `title`; expected text of at most",
        ),
        (
            "hide: toc",
            ":2`: unsupported value of front matter key `hide`; expected a list of `navigation` and `toc`",
        ),
        (
            "hide: ['<b>']",
            ":2`: unsupported value of front matter key `hide`; expected a list of `navigation` and `toc`",
        ),
        (
            "hide: [{a: b}]",
            ":2`: unsupported value of front matter key `hide`; expected a list of `navigation` and `toc`",
        ),
        (
            "search: {boost: 9}",
            ":2`: unsupported value of front matter key `search`; expected `exclude: true` or",
        ),
        (
            "search: {exclude: '<b>'}",
            ":2`: unsupported value of front matter key `search`; expected `exclude: true` or",
        ),
        ("title: a\ntitle: b", ":3`: front matter is not plain YAML; write `key: value` lines"),
        ("title: 'a", ":3`: front matter is not plain YAML; write `key: value` lines"),
        ("title: !!python/name:os.system x", ":2`: front matter is not plain YAML; write `key: value` lines"),
        ("a: &a {title: x}\n<<: *a", ":3`: front matter is not plain YAML; write `key: value` lines"),
        ("words", ":2`: front matter is not one YAML mapping; write `key: value` lines"),
        ("- title: x", ":2`: front matter is not one YAML mapping; write `key: value` lines"),
        (
            '"a\\nb": x',
            ":2`: unknown front matter key `a\\nb`; supported: `title`, `description`, `hide`, `search`",
        ),
    ],
)
def test_what_cannot_be_taken_is_named(front_matter: str, why: str) -> None:
    """By file, line and key."""
    assert refusal(front_matter).startswith(f"`site/content/own.md{why}")


@pytest.mark.parametrize(
    "text",
    [
        "# Own",
        "",
        "status: <b>\n\n# Own",
        "Title: x\n    more\n# Own",
        "---\n\n# Own\n",
        "---\n# A comment in YAML, a heading in Markdown\n---\n",
        " ---\ntitle: x\n---\n",
        "--- \ntitle: x",
    ],
)
def test_a_page_without_front_matter_is_text_from_its_first_line(text: str) -> None:
    """MkDocs would take `key: value` there for MultiMarkdown's metadata."""
    assert read(text) == (text.lstrip("\n"), {"handwritten": True})


def test_empty_front_matter_is_none() -> None:
    """Nothing is said."""
    assert read("---\n---\n# Own\n---\n") == ("# Own\n---\n", {"handwritten": True})


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ("---", "...", "--- ", "\n", "title: ", "status: x", "a: b\n", "<b>", "'", "[", "# x\n", "\t")
            ),
            st.text(max_size=4),
        ),
        max_size=10,
    ).map("".join)
)
def test_mkdocs_finds_no_other_key_whatever_is_written(text: str) -> None:
    """Either the page is refused, or what MkDocs reads of it is escaped and of the list."""
    try:
        _, values = read(text)
    except SiteError:
        return
    assert values.keys() <= {"title", "description", "hide", "search", "handwritten"}
    assert "<" not in json.dumps(values)
