"""No page of any kind has a finding of axe-core, in light or in dark mode."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from test_use import KINDS, each_kind

pytestmark = pytest.mark.slow

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_kind
def test_pages_are_accessible(visit, kind, scheme) -> None:
    """Names, roles, contrast, order: by axe-core's rules, with everything unfolded."""
    page = visit(KINDS[kind], color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    violations = {
        (each["id"], " ".join(map(str, node["target"])), node["failureSummary"].partition("\n")[2].strip())
        for each in found["violations"]
        for node in each["nodes"]
    }

    assert violations == set()
    assert "color-contrast" in {each["id"] for each in found["passes"]}


def test_request_dialog_is_accessible(visit) -> None:
    """It opens on demand, so it is checked separately."""
    page = visit(KINDS["product"])
    page.get_by_role("link", name="Request access").first.click()
    page.evaluate(AXE)

    found = page.evaluate("axe.run('dialog[open]')")
    assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == []
    assert found["passes"]
