"""The Action and the GitLab template for other repositories: their commands are ones that the program takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from meshwright.cli.main import _parser

ACTION = Path(__file__).parents[2] / "action.yml"
VALUES = {"BASE": "main", "PLACE": ".", "FORMAT": "github", "FAIL_ON": "error"}
GITLAB = ACTION.parent / "templates/gitlab/mesh.gitlab-ci.yml"
STEPS = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
COMMANDS = [
    line.strip() for step in STEPS for line in step["run"].splitlines() if " meshwright " in f" {line}"
]


ALL = [*COMMANDS, *yaml.safe_load(GITLAB.read_text())["mesh"]["script"]]


@pytest.mark.parametrize("line", [line for line in ALL if line.startswith("meshwright ")])
def test_the_program_takes_every_command(line: str) -> None:
    """With what the inputs are by default."""
    filled = re.sub(r"\$(\w+)", lambda name: VALUES.get(name[1], "x"), line)
    arguments = shlex.split(re.split(r" > ", filled)[0])[1:]

    assert _parser(arguments).parse_args(arguments).command == arguments[0]


def test_no_input_is_put_into_a_script() -> None:
    """Inputs come by the environment, so that none is run; three commands are tried above."""
    assert not any("${{" in step["run"] for step in STEPS)
    assert sum(line.startswith("meshwright ") for line in COMMANDS) == 3
