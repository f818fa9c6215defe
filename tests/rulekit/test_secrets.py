"""No report shows a secret, whatever it is about and whether or not the rule for secrets counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import FORMATS, Style, render
from meshwright.rulekit.levels import Configuration

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-correct-horse-battery"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----"
SERVER = f"""\
servers:
  - {{server: lake, type: {SECRET}, password: {SECRET}}}
  - server: other
    type: s3
    location: s3://x/y
    description: |
      {PEM}
      {SECRET}
    format: {{a: {SECRET}}}
"""
BROKEN = f"""\
apiVersion: v3.2.0
kind: DataContract
status: [active
password: {SECRET}
"""
STRICT = Configuration(preset="strict")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "configuration", [STRICT, Configuration(preset="strict", ignore=frozenset({"secure"}))]
)
def test_no_format_shows_a_secret(form: str, configuration: Configuration, tmp_path: Path) -> None:
    """Messages about the same line, and about the same value elsewhere, are blanked."""
    files = scaffold()
    contract = files[PLACES["contract"]].decode()
    start, end = contract.index("servers:"), contract.index("schema:")
    files[PLACES["contract"]] = (contract[:start] + SERVER + contract[end:]).encode()

    report = report_on(tmp_path, files, configuration)
    text = render(report, form, Style(is_coloured=False, shows_all=True))

    rules = {each.rule for each in report.diagnostics}
    assert rules >= {"unknown-value", "wrong-type"}
    assert ("secret-in-document" in rules) == (configuration is STRICT)
    assert SECRET not in text
    assert "PRIVATE KEY" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_a_broken_file_does_not_show_a_secret_either(form: str, tmp_path: Path) -> None:
    """A file that can't be read to its end is looked at line by line."""
    report = report_on(tmp_path, {"a.odcs.yaml": BROKEN.encode()})

    assert {each.rule for each in report.diagnostics} == {"secret-in-document", "yaml-syntax"}
    assert SECRET not in render(report, form, Style(is_coloured=False, shows_all=True))


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_second_key_holds_is_no_less_a_secret(form: str, tmp_path: Path) -> None:
    """The first of two equal keys is read; what stands under the second is in no tree, and is shown nowhere either."""
    files = scaffold()
    files[PLACES["contract"]] += f"tags: [a]\ntags:\n  - password: {SECRET}\nx: 1\nx: 2\n".encode()

    report = report_on(tmp_path, files)

    assert "secret-in-document" in {each.rule for each in report.diagnostics}
    assert SECRET not in render(report, form, Style(is_coloured=False, shows_all=True))
