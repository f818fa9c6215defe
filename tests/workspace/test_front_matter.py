"""Front matter of a hand-written page sets a few properties of the page, and adds nothing else to it."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from meshwright.workspace.front_matter import RUN, with_safe_front_matter
from meshwright.workspace.site_files import SiteError

HOSTILE = '"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/evil"><script>x</script>'
LEFT_OUT = (
    *("status", "subtitle", "icon", "tags", "social", "author", "robots", "comments", "date", "location"),
    *("revision_date", "git_revision_date_localized", "Title", "<b>"),
)


def read(text: str) -> tuple[str, dict[str, object]]:
    """Return the page and its front matter, as MkDocs reads them."""
    return get_data(with_safe_front_matter(text, "own.md").text)


def refusal(front_matter: str) -> str:
    """Return why front matter is refused."""
    with pytest.raises(SiteError) as refused:
        with_safe_front_matter(f"---\n{front_matter}\n---\n# Own\n", "site/content/own.md")
    return str(refused.value)


@pytest.mark.parametrize("key", LEFT_OUT)
def test_unknown_key_is_omitted_and_reported_with_its_line(key: str) -> None:
    """Other sites use it; the theme never prints it."""
    text = f"---\ntitle: Own\n{key}: {json.dumps(HOSTILE)}\n---\n# Own\n"

    assert with_safe_front_matter(text, "site/content/own.md").notices == (
        f"`site/content/own.md:3`: unsupported front matter key `{key}`, left out",
    )
    assert read(text) == ("# Own\n", {"title": "Own", "handwritten": True})


@pytest.mark.parametrize("key", RUN)
def test_key_that_runs_or_loads_something_is_refused_with_its_line(key: str) -> None:
    """Its author expects a different page."""
    assert refusal(f"title: Own\n{key}: {json.dumps(HOSTILE)}") == (
        f"`site/content/own.md:3`: front matter key `{key}` runs or loads something; remove it and write Markdown"
    )


def test_ordinary_front_matter_of_the_theme_builds() -> None:
    """Harmless keys are accepted, and others named with their line."""
    text = (
        "---\ntitle: 2026 # the year\ndescription: 1.10\ntags: [a, b]\nicon: material/rocket\nstatus: new\n"
        "hide: [footer, toc, stars]\nsearch: {boost: 2, weight: 3}\n---\n# Own\n"
    )

    assert read(text) == (
        "# Own\n",
        {
            "title": "2026",
            "description": "1.10",
            "hide": ["footer", "toc"],
            "search": {"boost": 2},
            "handwritten": True,
        },
    )
    assert with_safe_front_matter(text, "own.md").notices == (
        "`own.md:4`: unsupported front matter key `tags`, left out",
        "`own.md:5`: unsupported front matter key `icon`, left out",
        "`own.md:6`: unsupported front matter key `status`, left out",
        "`own.md:7`: unsupported front matter value `stars` of `hide`, left out",
        "`own.md:8`: unsupported front matter key `weight` of `search`, left out",
    )


@pytest.mark.parametrize(
    ("front_matter", "values"),
    [
        ("{title: 2026, hide: toc}", {"title": "2026", "hide": ["toc"]}),
        ("title: true", {"title": "true"}),
        ("title: 0x10", {"title": "0x10"}),
        ("hide: ['<b>']", {}),
        ("search: {exclude: true, boost: 0.5}", {"search": {"exclude": True, "boost": 0.5}}),
    ],
)
def test_value_is_used_as_written(front_matter: str, values: dict[str, object]) -> None:
    """A number can be a title."""
    assert read(f"---\n{front_matter}\n---\n# Own\n")[1] == {**values, "handwritten": True}


@pytest.mark.parametrize("key", ["title", "description"])
def test_text_is_escaped(key: str) -> None:
    """The theme prints it as HTML."""
    _, values = read(f"---\n{key}: {json.dumps(HOSTILE)}\n---\n# Own\n")

    assert values == {key: html.escape(HOSTILE), "handwritten": True}


def test_supported_keys_are_accepted() -> None:
    """The rest of the page is unchanged."""
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
            f"title: {'x' * 1001}",
            ":2`: unsupported value of front matter key `title`; expected text of at most",
        ),
        (
            "hide: [{a: b}]",
            ":2`: unsupported value of front matter key `hide`; expected a list of `navigation`, `toc`, `path`, ",
        ),
        (
            "search: {boost: .inf}",
            ":2`: unsupported value of front matter key `search.boost`; expected a number up to 1,000",
        ),
        (
            "search: {exclude: '<b>'}",
            ":2`: unsupported value of front matter key `search.exclude`; expected true or false",
        ),
        ("title: a\ntitle: b", ":3`: front matter is not plain YAML; write `key: value` lines"),
        ("title: 'a", ":2`: front matter is not plain YAML; write `key: value` lines"),
        ("title: !!python/name:os.system x", ":2`: front matter is not plain YAML; write `key: value` lines"),
        ("a: &a {title: x}\n<<: *a", ":3`: front matter is not plain YAML; write `key: value` lines"),
        ("words", ":2`: front matter is not one YAML mapping; write `key: value` lines"),
        ("- title: x", ":2`: front matter is not one YAML mapping; write `key: value` lines"),
    ],
)
def test_wrong_value_is_named(front_matter: str, why: str) -> None:
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
def test_page_without_front_matter_is_text_from_its_first_line(text: str) -> None:
    """MkDocs would read `key: value` there as MultiMarkdown's metadata."""
    assert read(text) == (text.lstrip("\n"), {"handwritten": True})


def test_empty_front_matter_is_accepted() -> None:
    """Nothing is reported."""
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
def test_mkdocs_finds_no_other_key(text: str) -> None:
    """Either the page is refused, or everything that MkDocs reads is escaped and in the list."""
    try:
        _, values = read(text)
    except SiteError:
        return
    assert values.keys() <= {"title", "description", "hide", "search", "handwritten"}
    assert "<" not in json.dumps(values)
