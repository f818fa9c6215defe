"""Templates of the repository replace ours, in a sandbox, and errors name file and line."""

from __future__ import annotations

import pytest

from meshwright.catalog.html.rendering import OverrideError, Renderer


def test_own_template_replaces_ours() -> None:
    """Its output is escaped like ours."""
    renderer = Renderer({"about.html": "<p>{{ text }}</p>"})
    assert renderer.html("about.html", "programs", text="<b>") == "<p>&lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ unknown }}", "'unknown' is undefined"),
        ("{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ here.to.__func__ }}", "access to attribute '__func__' of 'method' object is unsafe"),
        ("{% include '/etc/passwd' %}", "unknown template `/etc/passwd`"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_error_names_its_line(line: str, why: str) -> None:
    """An error of syntax, an unknown name, or an operation that the sandbox refuses."""
    renderer = Renderer({"about.html": f"<p>\n{line}\n"})
    with pytest.raises(OverrideError) as told:
        renderer.html("about.html", "programs")
    assert str(told.value) == f"`site/overrides/about.html:2` cannot be rendered: {why}"


def test_error_names_its_file() -> None:
    """Not that of our template which includes it."""
    renderer = Renderer({"macros.html": "{% macro crumbs(steps) %}\n{{ nothing }}{% endmacro %}"})
    with pytest.raises(
        OverrideError, match=r"^`site/overrides/macros\.html:2` cannot be rendered: 'nothing' is"
    ):
        renderer.html("about.html", "programs", text="")
