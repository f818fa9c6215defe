"""Templates of the repository's own reach nothing but what they are given, and change nothing but their pages."""

from __future__ import annotations

import re

import pytest

from meshwright.catalog.overview import Overview
from meshwright.catalog.rendering import OverrideError, Renderer
from meshwright.catalog.site import Site


class Given:
    """What a template is given."""

    def __init__(self) -> None:
        self.names = ["a"]
        self._hidden = "hidden"

    def said(self) -> str:
        """Say something."""
        return "said"


def rendered(template: str, **values: object) -> str:
    return str(Renderer({"own.html": template}).html("own.html", "teams/a", **values))


@pytest.mark.parametrize(
    "template",
    [
        "{{ x.__class__ }}",
        "{{ x['__class__'] }}",
        "{{ x|attr('__class__') + '' }}",
        "{{ x.said.__globals__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ ('{0.__class__}'|safe).format(x) }}",
        "{{ '{0._hidden}'.format_map({'0': x}) }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ here.to.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ x._hidden }}",
        "{{ x.names.append('b') }}",
        "{{ x.names.clear() }}",
        "{% set x.names = 3 %}",
        "{% include '../../../../etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'nowhere.html' %}",
        "{% include 'own.html' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% for each in range(1000000000) %}{% endfor %}",
        "{{ x.unknown }}",
        "{{ [][3] + 1 }}",
        "{% python %}",
        "{% do x.names.append('b') %}",
    ],
)
def test_a_template_that_reaches_further_is_refused(template: str) -> None:
    """It is named, and nothing is changed."""
    given = Given()

    with pytest.raises(OverrideError, match=r"^`[^`]*own\.html[^`]*` can't be rendered: ."):
        rendered(template, x=given)
    assert given.names == ["a"]


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ x.said() }} {{ x.names[0] }}", "said a"),
        ("{{ '<b>' }}", "&lt;b&gt;"),
        ("{{ here.team('b') }}", "../b/index.html"),
        ("{{ here.product('player/plays') }}", "../../products/player/plays/index.html"),
        ("{{ '*a*'|rich }}", "<p><em>a</em></p>\n"),
        ("{{ 'javascript:x'|web_link }}", "None"),
        ("{{ x }}", "\\u202e"),
    ],
)
def test_a_template_prints_what_it_is_given(template: str, html: str) -> None:
    """Escaped; links know the page that they stand on."""
    assert rendered(template, x="\u202e" if template == "{{ x }}" else Given()) == html


def test_ours_are_rendered_as_they_are_beside_others() -> None:
    """The sandbox takes nothing away from them, and a template that nobody asks for is not looked at."""
    values = {"title": "<T>", "file": "a.yaml", "said": [], "link": None}

    alone = Renderer({}).html("broken.html", "broken/a", **values)

    assert "<h1>&lt;T&gt;</h1>" in alone
    assert Renderer({"nothing.html": "{{"}).html("broken.html", "broken/a", **values) == alone


def test_a_fault_of_ours_is_none_of_an_override() -> None:
    """Where nobody overrides, it is our mistake, and shows as one."""
    with pytest.raises(Exception, match="'title' is undefined") as raised:
        Renderer({}).html("broken.html", "broken/a")

    assert not isinstance(raised.value, OverrideError)


def test_an_override_changes_its_page_alone(example) -> None:
    """The rest of the site is as before."""
    own = {"map.html": "<h1>Own</h1>", "nothing.html": "{{"}
    before, after = (
        {page.route: page for page in Site(Overview(example.overview.source), each).pages()}
        for each in ({}, own)
    )

    assert {route for route in before if before[route] != after[route]} == {"map"}
    assert after["map"].sections[0].html == "<h1>Own</h1>"


def test_a_part_that_is_overridden_changes_every_page_that_has_it(example) -> None:
    """Parts are templates as well."""
    site = Site(Overview(example.overview.source), {"product/head.html": "<h1>{{ product.card.name }}!</h1>"})
    cards = example.overview.cards.values()

    pages = ["".join(each.html for each in site.product(card)[0].sections) for card in cards]

    assert len(pages) > 1
    assert all(re.search("<h1>[^<]+!</h1>", page) for page in pages)
