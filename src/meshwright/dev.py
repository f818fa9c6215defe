"""`python -m meshwright.dev`: creates new rules and updates the index of rules, for developers of Meshwright.

This module does not run in a user's mesh. The program never imports this module.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import NamedTuple

from meshwright import __version__
from meshwright.rulekit.registry import all_rules, defined_rules, groups, index_of
from meshwright.rulekit.rule import PRESETS

RULES = Path(__file__).parent / "rules"
INDEX = RULES / "index.py"
ABSENCE = "missing-"
"""The name prefix of rules that require a key."""
KEY = "{key}"
"""The marker in an example for the key that it contains or omits."""


class Subject(NamedTuple):
    """A possible subject of a new rule."""

    on: str
    """The class that the rule checks."""
    template: str
    """The template that completes the examples; also the name of the argument."""
    example: str
    """An example with `{carets}` below the name that a finding marks."""
    body: str
    """The code of a rule that requires a key."""


_TOP = """\
    fact = {template}.fact
    if "{key}" not in fact.stated and fact.is_sound("{key}"):
        yield Finding({message}, {template}.home.name(), lack=Lack("`{key}`", "the {template}"))
"""
_EACH_OBJECT = """\
    fact = contract.fact
    for number, each in enumerate(fact.objects):
        if "{key}" not in each.stated and fact.is_sound("schema", number, "{key}"):
            at = contract.home.name("schema", number)
            yield Finding({message}, at, lack=Lack("`{key}`", "the object"))
"""
_EACH_FIELD = """\
    fact = contract.fact
    for field in fact.each_field():
        is_named = isinstance(field.path[-1], int)
        if is_named and "{key}" not in field.stated and fact.is_sound(*field.path, "{key}"):
            at = contract.home.name(*field.path)
            yield Finding({message}, at, lack=Lack("`{key}`", "the field"))
"""
_FIRST_OBJECT = "schema:\n  - name: plays\n#         ^^^^^ {message}\n"
_FIRST_FIELD = (
    "schema:\n  - name: plays\n    properties:\n      - name: play_id\n#             ^^^^^^^ {message}\n"
)
SUBJECTS = {
    "contract": Subject(
        "Contract",
        "contract",
        "name: play events daily\n#     ^^^^^^^^^^^^^^^^^ {message}\n{key}\n",
        _TOP,
    ),
    "product": Subject("Product", "product", "name: play-events\n#     ^^^^^^^^^^^ {message}\n{key}\n", _TOP),
    "object": Subject("Contract", "contract", f"{_FIRST_OBJECT}    {KEY}\n", _EACH_OBJECT),
    "field": Subject("Contract", "contract", f"{_FIRST_FIELD}        {KEY}\n", _EACH_FIELD),
}
PAGE = '''\
"""
FILL IN: one sentence that says what is wrong in the file.

FILL IN: two sentences on what goes wrong for whom.

```yaml bad {template}
{bad}```
```yaml good {template}
{good}```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, {lack}Severity
from meshwright.mesh.items import {on}
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("{name}", on={on}, severity=Severity.WARNING, since="{since}", preset="{preset}")
def {function}({template}: {on}, _: Mesh) -> Iterator[Finding]:
    """FILL IN: name what the rule reads."""
{body}'''
_INDEX = '''\
"""The index of the rules, without their implementations: a run imports only the rules that it runs.

`python -m meshwright.dev index-rules` writes it, and a test compares it with the rules.
"""

INDEX = """\\
{lines}
"""
"""One rule per line: its name, module, scope, severity, release and preset; then the attributes that only some have."""
'''
_USUAL_BODY = """\
    if not {template}.fact.described:
        yield Finding({message}, {template}.home.name())
"""
NEXT = """\
{path}

next:
  1. replace every FILL IN in the file
  2. python -m pytest -n0 tests/rules -k {name}     (--rewrite-carets updates changed messages)
  3. for a rule of absence, add the key to tests/scaffold/parts.yaml, and run: python -m pytest tests/rules
  4. python -m meshwright.dev index-rules
  5. python -m pytest -n0 tests/golden/test_fingerprints.py --rewrite-golden
  6. make mesh: check what it reports for the example; "Adding a rule" in CONTRIBUTING.md says when to change products/
"""


def main(arguments: list[str]) -> int:
    """Run one developer command; return 2 if the request cannot be fulfilled."""
    parser = argparse.ArgumentParser(prog="python -m meshwright.dev", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    new_rule = commands.add_parser("new-rule", help="write the file of a new rule, with parts to fill in")
    new_rule.add_argument(
        "name",
        metavar="NAME",
        help="kebab-case, and readable after `allow`: unknown-team; missing-KEY requires a key",
    )
    new_rule.add_argument(
        "--group", required=True, choices=groups(all_rules()), help="the folder of the rule"
    )
    new_rule.add_argument("--on", choices=SUBJECTS, default="contract", help="(default: contract)")
    new_rule.add_argument("--preset", choices=PRESETS, default="standard", help="(default: standard)")
    commands.add_parser(
        "index-rules", help="write the index of rules, after one was added or its levels changed"
    )
    options = parser.parse_args(arguments)
    if options.command == "index-rules":
        INDEX.write_text(_INDEX.format(lines=index_of(defined_rules())), encoding="utf-8")
        return 0
    refusal = _refusal(options.name)
    if refusal:
        sys.stderr.write(f"meshwright.dev: {refusal}\n")
        return 2
    path = RULES / options.group.replace("-", "_") / f"{options.name.replace('-', '_')}.py"
    path.write_text(page(options.name, options.on, options.preset), encoding="utf-8")
    sys.stdout.write(NEXT.format(path=path, name=options.name))
    return 0


def _refusal(name: str) -> str:
    """Explain why a name is not allowed for a new rule; empty if it is allowed."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        return f"`{name}` is not kebab-case of two words or more"
    if any(rule.name == name for rule in all_rules()):
        return f"the rule `{name}` exists; `meshwright explain {name}` shows it"
    return ""


def page(name: str, on: str, preset: str) -> str:
    """Return the file of a new rule for the next release; `missing-some-key` requires `someKey`."""
    subject = SUBJECTS[on]
    is_absence = name.startswith(ABSENCE)
    first, *words = name.removeprefix(ABSENCE).split("-")
    key = first + "".join(word.capitalize() for word in words)
    message = f"missing `{key}`; FILL IN: what to do" if is_absence else "FILL IN: what is wrong; what to do"
    bad = subject.example.format(message=message, key=f"# no {key}" if is_absence else "")
    good = subject.example.format(message=message, key=f"{key}: FILL IN" if is_absence else "")
    body = subject.body if is_absence else _USUAL_BODY
    major, minor, *_ = __version__.split(".")
    return PAGE.format(
        name=name,
        function=name.replace("-", "_"),
        on=subject.on,
        template=subject.template,
        bad=_without_blank_lines(bad),
        good=_without_blank_lines(re.sub(r"(?m)^#.*\n", "", good)),
        lack="Lack, " if is_absence else "",
        since=f"{major}.{int(minor) + 1}",
        preset=preset,
        body=body.format(key=key, template=subject.template, message=f'"{message}"'),
    )


def _without_blank_lines(text: str) -> str:
    return re.sub(r"(?m)^ *\n", "", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
