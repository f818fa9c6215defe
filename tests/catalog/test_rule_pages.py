"""A catalog has pages of rules with findings or waivers in the mesh; the others are rows of a list."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, scaffold
from meshwright.catalog.html.rendering import PageContext
from meshwright.catalog.site import Site
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.catalog.assembly.overview import Overview

WAIVER = b"""\
apiVersion: meshwright/v1
kind: Waiver
rule: RULE
address: player/play-events/daily@1
reason: It is measured elsewhere.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-06"
"""
DOCS = "https://docs.example/meshwright"


def mesh(**files: bytes) -> Mapping[str, bytes]:
    """Return the scaffold with a product without purpose, and further files."""
    product = scaffold()[PLACES["product"]]
    assert b"purpose:" in product
    return scaffold() | {PLACES["product"]: product.replace(b"purpose:", b"usage:", 1)} | files


def written(overview: Overview) -> tuple[dict[str, str], dict[str, str]]:
    """Return the HTML of the pages by route, and the text of other files by path."""
    site = Site(overview, {})
    pages = {page.route: "".join(str(each.html) for each in page.sections) for page in site.pages()}
    return pages, {file.path: file.data.decode() for file in site.files()}


def with_page(pages: Mapping[str, str]) -> set[str]:
    """Return the rules that have a page."""
    return {route.removeprefix("rules/") for route in pages if route.startswith("rules/")}


def test_rules_with_findings_have_a_page(overview_of) -> None:
    """And only they, in each form."""
    overview = overview_of(mesh())
    pages, files = written(overview)
    found = {each.rule for each in overview.source.report.diagnostics}

    assert "missing-purpose" in found
    assert with_page(pages) == found
    assert {path.split("/")[1] for path in files if re.fullmatch(r"rules/.*/index\.md", path)} == found


def test_waived_rule_has_a_page(overview_of) -> None:
    """The page of governance mentions it; a name that is not a rule has no link."""
    files = {
        "policies/waivers/one.yaml": WAIVER.replace(b"RULE", b"missing-slo"),
        "policies/waivers/other.yaml": WAIVER.replace(b"RULE", b"no-such-rule"),
    }
    pages, _ = written(overview_of(mesh(**files)))

    assert "missing-slo" in with_page(pages)
    assert 'href="../rules/missing-slo/index.html"' in pages["governance"]
    assert "no-such-rule" in pages["governance"]
    assert "rules/no-such-rule" not in pages["governance"]


@pytest.mark.parametrize("documentation", ["", DOCS, f"{DOCS}/"])
def test_other_rules_link_to_the_documentation_if_it_has_an_address(overview_of, documentation: str) -> None:
    """Otherwise to nothing: they are a row of the list, and an anchor in JSON."""
    pages, files = written(overview_of(mesh(), documentation=documentation))
    listed = {each["name"]: each for each in json.loads(files["api/v1/rules.json"])["rules"]}
    links = set(re.findall(r'href="([^"]+)"', pages["rules"]))

    assert listed.keys() == {rule.name for rule in all_rules()}
    assert listed["unknown-team"]["page"].endswith("rules/index.html#rule-unknown-team")
    assert 'id="rule-unknown-team"' in pages["rules"]
    if documentation:
        assert f"{DOCS}/reference/rules/unknown-team/" in links
        assert listed["unknown-team"]["docs"] == f"{DOCS}/reference/rules/unknown-team/"
        assert f"{DOCS}/reference/rules/missing-purpose/" in pages["rules/missing-purpose"]
        assert f"{DOCS}/reference/rules/unknown-team/" in files["rules/index.md"]
    else:
        assert [each for each in links if "unknown-team" in each] == []
        assert "docs" not in listed["unknown-team"]


def test_link_of_a_template_to_a_rule_without_a_page_leads_to_the_list() -> None:
    """Existing templates of repositories continue to work."""
    here = PageContext("governance", frozenset({"unknown-team"}))

    assert here.rule("unknown-team") == "../rules/index.html#rule-unknown-team"
    assert here.rule("missing-purpose") == "../rules/missing-purpose/index.html"
