"""Time of `meshwright diff` compared with one cold check of the same mesh, as whole processes.

Usage: python benchmarks/diff.py [--count 10000] [--changed 5] [--runs 3]

The mesh is a Git repository with one commit; some files of the work tree differ from it.
Unchanged files are compiled once, so that the ratio stays below 1.3 (page 11 of the design).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from check import generate, median

IDENTITY = {
    "GIT_AUTHOR_NAME": "b",
    "GIT_AUTHOR_EMAIL": "b@b",
    "GIT_COMMITTER_NAME": "b",
    "GIT_COMMITTER_EMAIL": "b@b",
}


def commit(folder: Path) -> None:
    """Make a folder a repository with all of its files."""
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, env={**os.environ, **IDENTITY})


def change(folder: Path, count: int) -> None:
    """Make some required columns optional."""
    for path in sorted(folder.rglob("*.odcs.yaml"))[:count]:
        path.write_text(path.read_text().replace("required: true", "required: false", 1))


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, options.count)
        commit(folder)
        change(folder, options.changed)
        meshwright = [sys.executable, "-m", "meshwright"]
        check = median([*meshwright, "check", name], options.runs)
        diff = median([*meshwright, "diff", "HEAD", "--mesh", name], options.runs)
    print("| | wall s | CPU s | peak MiB |\n|---|---:|---:|---:|")
    for label, cost in (("check", check), (f"diff, {options.changed} changed", diff)):
        print(f"| {label} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.peak_mib:.0f} |")
    print(f"\nratio of wall time: {diff.wall / check.wall:.2f}")


if __name__ == "__main__":
    main()
