"""Pages state in words which team has the most to fix."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from filled import Filler

from meshwright.catalog.documents.governance import Governance, Rules
from meshwright.catalog.documents.parts import Diagnostics, Named
from meshwright.catalog.documents.register import Teams
from meshwright.catalog.html.governance import governance_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.team import teams_page

NONE = Diagnostics(errors=0, warnings=0, notices=0, pardoned=0)


def words(page) -> str:
    """Return the text of a page."""
    html = "".join(each.html for each in page.sections)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (0, "No team has open findings in this catalog. The next exception to end is that of "),
        (3, " has the most open findings: 5."),
    ],
)
def test_governance_page_names_the_team(errors: int, expected: str) -> None:
    """Without open findings, that with the next exception to end."""
    filled = Filler({}).document(Governance)
    found = replace(NONE, errors=errors, notices=2 if errors else 0)
    view = replace(
        filled,
        diagnostics=found,
        actions=(replace(filled.actions[0], diagnostics=found),),
        waivers=(replace(filled.waivers[0], is_current=True),),
    )

    assert expected in words(governance_page(view, Rules(rules=()), Renderer({})))


def test_exceptions_that_end_on_the_same_day_are_counted() -> None:
    """The page names one of them."""
    filled = Filler({}).document(Governance)
    waiver = replace(filled.waivers[0], is_current=True)
    action = replace(filled.actions[0], diagnostics=NONE)
    view = replace(filled, diagnostics=NONE, actions=(action,), waivers=(waiver,) * 3)

    assert f", on {waiver.expires}, together with 2 others." in words(
        governance_page(view, Rules(rules=()), Renderer({}))
    )


def test_governance_page_explains_its_first_team() -> None:
    """Consumers can put it before the team with the most open findings."""
    filled = Filler({}).document(Governance)
    (action,) = filled.actions[:1]
    teams = (
        replace(
            action,
            team=Named(name, name.title(), ""),
            diagnostics=replace(NONE, errors=count),
            consumers=consumers,
        )
        for name, count, consumers in (("first", 2, 9), ("most", 3, 1))
    )
    view = replace(filled, diagnostics=replace(NONE, errors=5), actions=tuple(teams))

    assert (
        "Most has the most open findings: 3. First comes first because of its consumers: 2 open findings, 9 consumers."
    ) in words(governance_page(view, Rules(rules=()), Renderer({})))


def test_list_of_teams_names_the_team() -> None:
    """Several teams with equally many findings are counted."""
    team = Filler({}).document(Teams).teams[0]
    clean = replace(team, findings=())

    assert "No team has open findings in this catalog." in words(
        teams_page(Teams(teams=(clean,)), Renderer({}))
    )
    text = words(teams_page(Teams(teams=(team, clean)), Renderer({})))
    assert f"{team.title} has the most open findings: {team.open}." in text
    text = words(teams_page(Teams(teams=(team, team, clean)), Renderer({})))
    assert f"{team.title} and 1 other team have the most open findings: {team.open}." in text
