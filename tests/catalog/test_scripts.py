"""The scripts of the catalog, as shipped."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from meshwright.workspace.site import lean

SCRIPTS = sorted(
    each.name
    for each in files("meshwright.catalog").joinpath("assets/js").iterdir()
    if each.name.endswith(".js")
)
MOST = 20_000
"""Maximum bytes of the script that draws lineage."""


def source(name: str) -> str:
    """Return the source of a script."""
    return files("meshwright.catalog").joinpath("assets/js", name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_string_in_a_script_has_a_line_end(name: str) -> None:
    """So that indentation can be removed."""
    for line in source(name).split("\n"):
        code = re.sub(r"\\.|//.*", "", line)
        assert code.count("`") % 2 == 0, line


def test_indentation_and_comments_are_removed() -> None:
    """And nothing else."""
    assert lean('// why\n  const a = "//";\n\n    b(a); // here\n') == 'const a = "//";\nb(a); // here\n'


def test_lineage_script_is_small() -> None:
    """It is not minified."""
    assert len(lean(source("lineage.js")).encode()) < MOST
