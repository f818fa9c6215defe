"""The scripts of the catalog, as they are shipped."""

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
"""Bytes of the script that draws lineage."""


def source(name: str) -> str:
    """Return a script as it is written."""
    return files("meshwright.catalog").joinpath("assets/js", name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_of_a_script_has_a_line_end(name: str) -> None:
    """So that indentation is none of it, and can be left out."""
    for line in source(name).split("\n"):
        code = re.sub(r"\\.|//.*", "", line)
        assert code.count("`") % 2 == 0, line


def test_indentation_and_comments_are_left_out() -> None:
    """And nothing else."""
    assert lean('// why\n  const a = "//";\n\n    b(a); // here\n') == 'const a = "//";\nb(a); // here\n'


def test_the_lineage_script_is_small() -> None:
    """Though nobody minifies it."""
    assert len(lean(source("lineage.js")).encode()) < MOST
