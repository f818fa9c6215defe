"""The field protocol: a clone of a stranger's repository becomes a mesh with a green gate, and two edits test it.

`python benchmarks/field/protocol.py CLONE CONTRACT` works in the clone, on a separate branch; no contract is edited
before the gate is green. It prints the exit codes, the findings by rule, and the seconds.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "meshwright")
_FIELDS = re.compile(r"\n[ -]*properties ?:")
_NAME = re.compile(r"\n *(?:- +)?name ?: *\"?\w+")
_ITEM = re.compile(r"\n( *)- ")


def main(arguments: list[str]) -> int:
    """Run the protocol; return 1 if a gate has an unexpected result."""
    folder, contract = Path(arguments[0]), Path(arguments[0]) / arguments[1]
    start = time.monotonic()
    first = _git(folder, "rev-parse", "HEAD")
    _run(folder, "init", "--yes")
    edited = _git(folder, "diff", "--name-only", first)
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "Begin a mesh")
    base = _git(folder, "rev-parse", "HEAD")
    text = contract.read_text()
    codes = {"begun": _check(folder)}
    contract.write_text(_broken(text))
    codes["broken"] = _check(folder, base)
    contract.write_text(_grown(text))
    _run(folder, "fix", "--changed-since", base)
    codes["grown"] = _check(folder, base)
    contract.write_text(text)
    print(f"{codes}, files edited by init: {edited or 'none'}, {time.monotonic() - start:.0f} s")
    return int(codes != {"begun": 0, "broken": 1, "grown": 0})


def _broken(text: str) -> str:
    """Rename the first field, which removes it for consumers."""
    found = _NAME.search(text, _FIELDS.search(text).end())  # type: ignore[union-attr] # the user's choice has fields
    return f"{text[: found.end()]}_renamed{text[found.end() :]}"  # type: ignore[union-attr]


def _grown(text: str) -> str:
    """Add an optional field, which breaks no consumer."""
    found = _ITEM.search(text, _FIELDS.search(text).end())  # type: ignore[union-attr]
    margin = found[1]  # type: ignore[index]
    added = f"\n{margin}- name: added\n{margin}  logicalType: string\n{margin}  description: Added."
    return f"{text[: found.start()]}{added}{text[found.start() :]}"  # type: ignore[union-attr]


def _check(folder: Path, base: str = "") -> int:
    since = ["--changed-since", base] if base else []
    done = _run(folder, "check", "--all", "--format", "json", *since)
    report = json.loads(done.stdout)
    counts = Counter((each["severity"], each["rule"]) for each in report["diagnostics"] if not each["known"])
    print(*(f"  {count:,} {severity} {rule}" for (severity, rule), count in counts.most_common()), sep="\n")
    return done.returncode


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
