"""The site on disk: sources written, the generator run, its pages finished, and all of it put in place at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.catalog import site
from meshwright.catalog.finish import finished
from meshwright.catalog.overview import Overview
from meshwright.catalog.policy import headers, theme_of
from meshwright.catalog.rendering import Renderer
from meshwright.catalog.tree import source_of
from meshwright.workspace.site_settings import SiteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from meshwright.catalog.page import Draft, Page
    from meshwright.catalog.source import Source
    from meshwright.workspace.site_settings import OwnSite

MARK = ".meshwright-catalog"
"""The file by which a folder is known to be a catalog, and may be replaced."""
SHELL = "404.html"
_TAIL = 600


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built."""

    folder: Path
    pages: int
    files: int
    bytes: int


def build(source: Source, own: OwnSite, output: Path, tell: Callable[[str], None]) -> Built:
    """Build a catalog into a folder, which is replaced as a whole.

    Raises SiteError where that can't be done, OverrideError for a template of the repository's own, and OSError.
    """
    _refuse_foreign(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as name:
        work = Path(name)
        docs, made, beside = work / "docs", work / "site", work / "beside"
        overview = Overview(source)
        drafts = tuple(site.drafts(overview, Renderer(own.overrides, {})))
        _write_sources(docs, drafts, own)
        with _generating(work, docs, made, own):
            fragments = _write_contents(beside, drafts, tell)
            for file in site.files(overview):
                _write(beside / file.path, file.data)
            tell("rendering the pages")
        tell("finishing the pages")
        _finish(made, fragments)
        _merge(beside, made)
        _write(made / MARK, b"")
        built = _measured(made, output, len(fragments))
        _replace(output, made, work)
    return built


def _write_sources(docs: Path, drafts: Sequence[Draft], own: OwnSite) -> None:
    """Write what the generator reads."""
    for draft in drafts:
        _write(docs / _at(draft.page, "index.md"), source_of(draft.page).encode())
    for path, file in own.content.items():
        if (docs / path).exists():
            raise SiteError(f"`site/content/{path}` is the name of a page that the catalog makes")
        _write(docs / path, file.read_bytes())
    with as_file(files("meshwright.catalog").joinpath("assets")) as assets:
        shutil.copytree(assets, docs / "assets", dirs_exist_ok=True)


def _write_contents(
    beside: Path, drafts: Sequence[Draft], tell: Callable[[str], None]
) -> dict[str, tuple[bytes, ...]]:
    """Write what lies beside pages; give the fragments of each page, packed, by its file."""
    fragments: dict[str, tuple[bytes, ...]] = {}
    for number, draft in enumerate(drafts):
        if number % 50 == 0:
            tell(f"writing page {number:,} of {len(drafts):,}")
        page = draft.finish()
        for file in page.files:
            _write(beside / file.path, file.data)
        fragments[_at(page, "index.html")] = tuple(
            zlib.compress(section.html.encode("utf-8", "replace"), 1) for section in page.sections
        )
    return fragments


@contextmanager
def _generating(work: Path, docs: Path, made: Path, own: OwnSite) -> Iterator[None]:
    """Run MkDocs beside what is done meanwhile, in a process of its own: neither its memory nor its log is ours.

    Raises SiteError where it fails.
    """
    with as_file(files("meshwright.catalog").joinpath("theme")) as theme, (work / "log").open("w+") as log:
        places = {"docs_dir": str(docs), "site_dir": str(made), "custom_dir": str(theme)}
        settings = site.generator_settings(own.settings, places, own.settings.get("nav", []))
        configuration = work / "mkdocs.yml"
        configuration.write_text(json.dumps(settings), encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(configuration)]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield
            code = process.wait()
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        if code:
            raise SiteError(f"MkDocs could not render the pages: {' '.join(log.read().split())[-_TAIL:]}")


def _finish(made: Path, fragments: dict[str, tuple[bytes, ...]]) -> None:
    theme = theme_of((made / SHELL).read_text(encoding="utf-8"))
    for file in sorted(made.rglob("*.html")):
        path = file.relative_to(made).as_posix()
        own = [zlib.decompress(each).decode() for each in fragments.get(path, ())]
        file.write_text(finished(file.read_text(encoding="utf-8"), path, own, theme), encoding="utf-8")
    _write(made / "_headers", headers(theme).encode())


def _merge(beside: Path, made: Path) -> None:
    for file in sorted(beside.rglob("*")):
        if file.is_file():
            target = made / file.relative_to(beside)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def _refuse_foreign(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise SiteError(f"`{output}` is a file")
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise SiteError(f"`{output}` holds files that no catalog build wrote; it stays as it is")


def _replace(output: Path, made: Path, work: Path) -> None:
    """Put the new site in the place of the old one: the old one goes only when the new one is there."""
    if output.is_dir():
        output.rename(work / "old")
    made.rename(output)


def _measured(made: Path, output: Path, pages: int) -> Built:
    sizes = [each.stat().st_size for each in made.rglob("*") if each.is_file()]
    return Built(output, pages, len(sizes), sum(sizes))


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _at(page: Page, name: str) -> str:
    return f"{page.route}/{name}" if page.route else name
