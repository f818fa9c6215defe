"""Templates of the repository reach only what they are given, and change only their pages."""

from __future__ import annotations

import os
import re
import resource
import signal
import time

import pytest

from cpu import within
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.bounds import Spent
from meshwright.catalog.documents.mesh import Unreadable
from meshwright.catalog.html import rendering
from meshwright.catalog.html.rendering import OverrideError, Renderer
from meshwright.catalog.site import Site
from requires import requires


class Given:
    """A value for a template."""

    def __init__(self) -> None:
        self.names = ["a"]
        self._hidden = "hidden"

    def said(self) -> str:
        """Return a text."""
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
        "{% for each in range(2) %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}",
        "{{ 9**99999999|length }}",
    ],
)
def test_template_that_reaches_further_is_refused(template: str) -> None:
    """It is named, and nothing is changed."""
    given = Given()

    with pytest.raises(OverrideError, match=r"^`[^`]*own\.html[^`]*` cannot be rendered: ."):
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
def test_template_prints_its_values(template: str, html: str) -> None:
    """Escaped; links are relative to the page."""
    assert rendered(template, x="\u202e" if template == "{{ x }}" else Given()) == html


@pytest.mark.parametrize(
    "template",
    [
        '{{ "x" * 3000000000 }}',
        "{{ [1] * 3000000000 }}",
        '{{ "x"|center(9999999999) }}',
        '{{ "%9999999999d"|format(1) }}',
        '{{ range(99999)|batch(9999999999, "x")|list }}',
        "{% set n = namespace(s='x' * 40) %}{% for each in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    ],
)
def test_template_that_takes_too_much_memory_is_refused(template: str) -> None:
    """It is named, and the process may use all of its memory again."""
    requires("Linux")
    before = resource.getrlimit(resource.RLIMIT_AS)

    with pytest.raises(
        OverrideError,
        match=r"^`site/overrides/own\.html` cannot be rendered: it takes more than 512 MiB of memory; simplify it$",
    ):
        rendered(template)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_template_that_writes_too_much_is_refused() -> None:
    """Even if it takes neither long nor much memory."""
    with pytest.raises(OverrideError, match=r"own\.html` writes more than 20,000,000 characters$"):
        rendered('{{ "y" * 20000001 }}')


@pytest.mark.slow
@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ (9**99999)**99999 > 1 }}",
        "{{ ('a '*2999999)|wordwrap(3) }}",
    ],
)
def test_template_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    """It is stopped in time, in loops of Python and of C, and the alarm is off afterwards."""
    monkeypatch.setattr(rendering, "SECONDS", 0.3)
    expected = r"^`site/overrides/own\.html` cannot be rendered: it takes more than 0\.3 s; simplify it$"

    with within(10), pytest.raises(OverrideError, match=expected):
        rendered(template)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


def test_all_pages_together_have_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that is slow on each of many pages also ends the build; each part adds to the limit."""
    monkeypatch.setattr(rendering, "ALL_SECONDS", 0.3)
    monkeypatch.setattr(rendering, "PART_SECONDS", 0.0001)
    renderer = Renderer({"own.html": "{% for each in range(100000) %}{% endfor %}"})
    expected = r"^templates in `site/overrides/` take more than 0\.3 s for all pages; simplify them$"

    def render_all() -> None:
        for _ in range(1000):
            renderer.html("own.html", "teams/a")

    with within(10), pytest.raises(OverrideError, match=expected):
        render_all()


def test_time_is_counted_for_all_processes() -> None:
    """Products are rendered in several, each forked from the first."""
    spent = Spent()
    pid = os.fork()
    if not pid:
        with spent.counted():
            while time.process_time() < 0.2:
                pass
        os._exit(0)
    os.waitpid(pid, 0)

    assert 1.2 < spent.left(1, 0.5) < 1.35


def test_our_templates_work_next_to_overrides() -> None:
    """The sandbox does not restrict them, and an unused template is not read."""
    values = {"broken": Unreadable(file="a.yaml", title="<T>", page="")}

    alone = Renderer({}).html("broken.html", "broken/a", **values)

    assert "<h1>&lt;T&gt;</h1>" in alone
    assert Renderer({"nothing.html": "{{"}).html("broken.html", "broken/a", **values) == alone


def test_bug_in_our_templates_is_not_blamed_on_an_override() -> None:
    """Without an override, it is reported as our bug."""
    with pytest.raises(Exception, match="'broken' is undefined") as raised:
        Renderer({}).html("broken.html", "broken/a")

    assert not isinstance(raised.value, OverrideError)


def test_override_changes_only_its_page(example) -> None:
    """The rest of the site is as before."""
    own = {"map.html": "<h1>Own</h1>", "nothing.html": "{{"}
    before, after = (
        {page.route: page for page in Site(Overview(example.source), each).pages()} for each in ({}, own)
    )

    assert {route for route in before if before[route] != after[route]} == {"map"}
    assert after["map"].sections[0].html == "<h1>Own</h1>"


def test_overridden_part_changes_every_page_that_includes_it(example) -> None:
    """Parts are templates as well."""
    site = Site(Overview(example.source), {"product/head.html": "<h1>{{ product.title }}!</h1>"})
    cards = example.cards.values()

    pages = ["".join(each.html for each in site.product(card)[0].sections) for card in cards]

    assert len(pages) > 1
    assert all(re.search("<h1>[^<]+!</h1>", page) for page in pages)
