"""`python -m meshwright.dev`: scaffolding for those who work on Meshwright itself.

Does not: run in a user's mesh; nothing of the program imports it.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from meshwright.rulekit.registry import all_rules, groups
from meshwright.rulekit.rule import PRESETS

RULES = Path(__file__).parent / "rules"
ON = {
    "contract": ("Contract", "(contract: Contract, _: Mesh)", "contract"),
    "product": ("Product", "(product: Product, _: Mesh)", "product"),
}
"""What a new rule may be on: the class, its arguments, and the template of its examples."""
PAGE = '''\
"""
FILL IN: one sentence that says what is wrong in the file.

FILL IN: two sentences on what goes wrong for whom.

```yaml bad {template}
name: {example}
#     {carets} FILL IN: what is wrong; what to do
```
```yaml good {template}
name: {example}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.items import {subject}
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("{name}", on={subject}, severity=Severity.{severity}, since="{since}", preset="{preset}")
def {function}{arguments} -> Iterator[Finding]:
    """FILL IN: name what the rule reads."""
    if not {template}.fact.described:
        yield Finding("FILL IN: what is wrong; what to do", {template}.home.name())
'''
NEXT = """\
{path}

next:
  1. replace every FILL IN in the file
  2. python -m pytest -n0 tests/rules -k {name}     (--rewrite-carets takes over changed messages)
  3. for a rule of absence, add the key to tests/scaffold/parts.yaml, and run: python -m pytest -m nightly tests/rules
  4. python -m pytest -n0 tests/golden/test_fingerprints.py --rewrite-golden
  5. make mesh: bring what the rule asks for to products/, then see "Adding a rule" in CONTRIBUTING.md
"""


def main(arguments: list[str]) -> int:
    """Run one command of the developers; return 2 for what can't be done."""
    parser = argparse.ArgumentParser(prog="python -m meshwright.dev", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    new_rule = commands.add_parser("new-rule", help="write the file of a new rule, with what to fill in")
    new_rule.add_argument("name", metavar="NAME", help="kebab-case; reads after `allow`: unknown-team")
    new_rule.add_argument(
        "--group", required=True, choices=groups(all_rules()), help="the folder of the rule"
    )
    new_rule.add_argument("--on", choices=ON, default="contract", help="what it looks at (default: contract)")
    new_rule.add_argument("--preset", choices=PRESETS, default="standard", help="(default: standard)")
    options = parser.parse_args(arguments)
    refusal = _refusal(options.name)
    if refusal:
        sys.stderr.write(f"meshwright.dev: {refusal}\n")
        return 2
    path = RULES / options.group.replace("-", "_") / f"{options.name.replace('-', '_')}.py"
    path.write_text(_page(options.name, options.on, options.preset), encoding="utf-8")
    sys.stdout.write(NEXT.format(path=path, name=options.name))
    return 0


def _refusal(name: str) -> str:
    """Explain why a name can't be a new rule's; nothing if it can."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        return f"`{name}` is not kebab-case of two words or more"
    if any(rule.name == name for rule in all_rules()):
        return f"the rule `{name}` exists; `meshwright explain {name}` shows it"
    return ""


def _page(name: str, on: str, preset: str) -> str:
    subject, arguments, template = ON[on]
    example = "play events daily" if on == "contract" else "play-events"
    return PAGE.format(
        name=name,
        function=name.replace("-", "_"),
        subject=subject,
        arguments=arguments,
        template=template,
        example=example,
        carets="^" * len(example),
        severity="WARNING",
        since="0.1",
        preset=preset,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
