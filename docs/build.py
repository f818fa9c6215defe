"""Build of the documentation: `python docs/build.py [FOLDER]` writes build/docs-source, and from it the site build/docs.

PAGES_URL in the environment is the address of the site; without it, pages have no canonical links.
The sources are a plain tree of Markdown, and MkDocs has neither hooks nor plugins except its search, so that any other
generator can replace it. With a folder, both are written there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from generator.links import broken
from generator.rules import rules_navigation
from generator.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
RULES = "reference/rules/"


def main(arguments: list[str]) -> int:
    """Write the sources, build the site and check its links; return 1 for a broken link, or the exit code of MkDocs."""
    build = Path(arguments[0]).resolve() if arguments else HERE.parent / "build"
    written, site, configuration = build / "docs-source", build / "docs", build / "docs.json"
    shutil.rmtree(written, ignore_errors=True)
    files = sources()
    for path, data in files.items():
        file = written / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    settings = yaml.safe_load((HERE / "mkdocs.yml").read_text(encoding="utf-8"))
    places = {"docs_dir": str(written), "site_dir": str(site)}
    if address := os.environ.get("PAGES_URL", "").rstrip("/"):
        places["site_url"] = f"{address}/"
    settings |= {"nav": navigation(settings["nav"], sorted(files)), **places}
    configuration.write_text(json.dumps(settings), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "--config-file",
        str(configuration),
    ]
    code = subprocess.run(command, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}).returncode
    if code:
        return code
    wrong = list(broken(site, urlsplit(settings.get("site_url", "")).path or "/"))
    print(
        *wrong, f"{site}: {sum(1 for _ in site.rglob('*.html'))} pages, {len(wrong)} broken links", sep="\n"
    )
    return 1 if wrong else 0


def navigation(entries: Iterable[Any], paths: list[str]) -> list[Any]:
    """Return the navigation with the pages of a folder in the place of the folder's name."""
    result: list[Any] = []
    for entry in entries:
        if not isinstance(entry, dict):
            result.append(entry)
            continue
        ((title, target),) = entry.items()
        if isinstance(target, list):
            target = navigation(target, paths)
        elif target == RULES:
            target = rules_navigation()
        elif target.endswith("/"):
            pages = [each for each in paths if each.startswith(target) and each.endswith(".md")]
            index = f"{target}index.md"
            target = [index, *(each for each in pages if each != index)]
        result.append({title: target})
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
