"""Templates of the repository's own: in place of ours, in a sandbox, and told of by file and line."""

from __future__ import annotations

import pytest

from meshwright.catalog.html.rendering import OverrideError, Renderer


def test_own_template_takes_the_place_of_ours() -> None:
    """What it prints is escaped as in ours."""
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
def test_a_fault_is_told_with_its_line(line: str, why: str) -> None:
    """Whether it is one of the syntax, of a name, or what the sandbox refuses."""
    renderer = Renderer({"about.html": f"<p>\n{line}\n"})
    with pytest.raises(OverrideError) as told:
        renderer.html("about.html", "programs")
    assert str(told.value) == f"`site/overrides/about.html:2` cannot be rendered: {why}"


def test_a_fault_is_told_where_it_is() -> None:
    """Not in the template of ours that calls for it."""
    renderer = Renderer({"macros.html": "{% macro crumbs(steps) %}\n{{ nothing }}{% endmacro %}"})
    with pytest.raises(
        OverrideError, match=r"^`site/overrides/macros\.html:2` cannot be rendered: 'nothing' is"
    ):
        renderer.html("about.html", "programs", text="")
