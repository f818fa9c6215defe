"""Long lists begin folded; short ones are shown."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.assembly.subjects import subjects_document
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.subject import subject_page
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule_page import body

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview


@pytest.mark.parametrize(("count", "is_folded"), [(12, False), (13, True)])
def test_ports_that_a_port_feeds_are_folded(count: int, is_folded: bool, example: Overview) -> None:
    view = product_document(example.cards["player/play-events"], example)
    port = replace(view.ports[0], feeds=(view.ports[0].feeds[0],) * count)
    page = product_page(replace(view, ports=(port, *view.ports[1:])), Renderer({}))
    html = "".join(each.html for each in page.sections)

    assert (f"<summary>Feeds {count} ports</summary>" in html) is is_folded


def test_steps_of_a_long_erasure_are_folded(example: Overview) -> None:
    """Their anchors remain, and they are printed."""
    subject = next(each for each in subjects_document(example).subjects if each.name == "listener")
    short = subject_page(replace(subject, ports=subject.ports[:12]), Renderer({})).sections[0].html
    long = (
        subject_page(replace(subject, ports=(*subject.ports, *subject.ports)), Renderer({})).sections[0].html
    )

    assert '<h3 id="step-1">Step 1</h3>' in short
    assert re.search(
        r'<details class="mw-fold mw-fold--printed" id="step-1"><summary>Step 1: [0-9]+ ports', long
    )
    assert "<h3" not in long


def test_files_of_one_example_have_one_caption() -> None:
    rule = next(each for each in all_rules() if each.name == "missing-crosswalk")
    captions = re.findall(r"^(\w[\w ]*)(?: \(`[^`]+`\))?:\n\n```", body(rule), re.MULTILINE)

    assert captions[0] == "Wrong"
    assert captions[1] == "Together with"
    assert not any(first == second != "Together with" for first, second in pairwise(captions))
