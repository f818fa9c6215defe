"""The site on disk: writes the sources, runs the generator, finishes the pages, and puts the site in place atomically."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import chain
from typing import TYPE_CHECKING, Any

from meshwright.catalog.accent import accent_style
from meshwright.catalog.allowlist import MarkupError, in_words, is_part_of
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.html.lost import SCRIPT, STYLE, lost_file
from meshwright.catalog.html.shell import FOLDER, Shell, kind_of, shells_for
from meshwright.catalog.html.site_source import source_of
from meshwright.catalog.indexes.column_words import column_words, words_file
from meshwright.catalog.indexes.search import fields, guide_file
from meshwright.catalog.indexes.sitemap import sitemap_file
from meshwright.catalog.page_limits import OVER_TIME
from meshwright.catalog.policy import headers, theme_of
from meshwright.catalog.postprocess import finished, refuse_in_handwritten
from meshwright.catalog.site import NAVIGATION, STYLE_SHEET, STYLES, Site, generator_settings
from meshwright.workspace.isolation import start_logged
from meshwright.workspace.kept_pages import kept_pages
from meshwright.workspace.output_folder import put_in_place, work_folder
from meshwright.workspace.site_files import SiteError, text_of
from meshwright.workspace.site_settings import SETTINGS
from meshwright.workspace.site_theme import ACCENT
from meshwright.workspace.workers import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from meshwright.catalog.assembly.overview import ProductSummary
    from meshwright.catalog.html.page import Page
    from meshwright.catalog.html.shell import PageKind
    from meshwright.catalog.policy import Theme
    from meshwright.catalog.site import ProductParts
    from meshwright.catalog.source import CatalogInputs
    from meshwright.source.cache import Cache
    from meshwright.workspace.kept_pages import KeptPages
    from meshwright.workspace.site_settings import SiteOverrides

MARK = ".meshwright-catalog"
"""The file that marks a folder as a catalog, which a build can replace."""
THEME = "404.html"
"""A generated page whose only scripts are those of the theme; it is replaced at the end."""
NAVIGATED = frozenset(file for _, file in NAVIGATION)
"""The sources of pages in the navigation, which the generator renders one by one."""
_TAIL = 600
_OF_TRACEBACK = (" ", "^", "Traceback ")


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A built site."""

    folder: Path
    pages: int
    files: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around pages, rendered by the theme; the frame depends on the settings but not on the mesh."""

    settings: Mapping[str, Any]
    shells: Mapping[PageKind, Shell]


def settings_of(source: CatalogInputs, own: SiteOverrides) -> Mapping[str, Any]:
    """Return the settings of the generator, without its working folders."""
    return generator_settings(source, own.settings, dict.fromkeys(("docs_dir", "site_dir", "custom_dir"), ""))


def build(  # noqa: PLR0913, PLR0917 - what is built, where, and how
    source: CatalogInputs,
    own: SiteOverrides,
    output: Path,
    announce: Callable[[str], None],
    jobs: int = 1,
    cache: Cache | None = None,
) -> BuildResult:
    """Build a catalog in a folder, and replace its old content.

    With a cache, unchanged product pages are reused from the last build.

    Raises SiteError, OSError, and OverrideError for a faulty template of the repository.
    """
    _refuse_foreign(output)
    with work_folder(output) as (work, lock):
        docs, made, beside = work / "docs", work / "site", work / "beside"
        announce("writing the pages")
        overview = Overview(source)
        site = Site(overview, own.overrides)
        pages = tuple(site.pages())
        singles = {page.route: page for page in pages if _at(page, "index.md") in NAVIGATED}
        others = [page for page in pages if page.route not in singles]
        shells = shells_for(chain(others, site.outlines()))
        _refuse_taken(own.content, (*pages, *shells.values()))
        _write_sources(docs, (*singles.values(), *shells.values()), own)
        with _generating(work, generator_settings(source, own.settings, _places(docs, made)), lock):
            for file in chain(site.files(), *(page.files for page in pages)):
                _write(beside / file.path, file.data)
        theme = theme_of((made / THEME).read_text(encoding="utf-8"))
        _finish(made, singles, shells.values(), own, theme)
        rendered = {kind: _shell(made, page, theme) for kind, page in shells.items()}
        for folder in {_first(page.route) for page in shells.values()}:
            shutil.rmtree(made / folder)
        _merge(beside, made)
        for page in others:
            _write_page(made, page, rendered)
        kept = kept_pages(cache, output, work, (*site.look(), rendered))
        words = work / "words"
        words.mkdir()
        _write_products(made, site, rendered, announce, jobs, kept, words)
        _write_words(made, overview, words)
        _write_ends(made, overview, pages, theme)
        frame = Frame(settings_of(source, own), rendered)
        built = _measured(made, output, len(pages) + len(overview.cards), frame)
        _refuse_foreign(output)  # another process may have created it in the meantime
        put_in_place(made, output, work)
        if kept is not None:
            kept.save()
    return built


def _write_sources(docs: Path, pages: Sequence[Page], own: SiteOverrides) -> None:
    """Write the source files for the generator."""
    for page in pages:
        _write(docs / _at(page, "index.md"), source_of(page).encode())
    for path, file in own.content.items():
        text = own.pages.get(path)
        _write(docs / path, file.read_bytes() if text is None else text.encode())
    with as_file(files("meshwright.catalog").joinpath("assets")) as assets:
        shutil.copytree(assets, docs / "assets", dirs_exist_ok=True)
    sheets = [docs / f"assets/css/{name}.css" for name in STYLES]
    style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    for sheet in sheets:
        sheet.unlink()
    accent = own.settings.get("extra", {}).get(ACCENT)
    _write(docs / STYLE_SHEET, f"{style}{accent_style(accent) if accent is not None else ''}".encode())
    for script in (docs / "assets/js").glob("*.js"):
        script.write_text(lean(script.read_text(encoding="utf-8")), encoding="utf-8")


def lean(script: str) -> str:
    """Return one of our scripts without indentation and comment lines; its strings do not contain line ends."""
    lines = (line.strip() for line in script.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _refuse_taken(content: Iterable[str], pages: Sequence[Page]) -> None:
    """Raise SiteError for hand-written pages at the path of another page, including the theme's own page, whose
    scripts are permitted.
    """
    taken = {THEME, *(_at(page, "index.html") for page in pages)}
    folders = {"products", "rules", *(_first(page.route) for page in pages if page.route.startswith(FOLDER))}
    for path in content:
        folder, slash, name = path.casefold().rpartition("/")
        stem, _, ending = name.rpartition(".")
        shown = f"{folder}{slash}{'index' if stem == 'readme' else stem}.html" if ending == "md" else ""
        if shown in taken or _first(folder) in folders:
            raise SiteError(f"`site/content/{path}` is the name of a page that the catalog generates")


def _shell(made: Path, page: Page, theme: Theme) -> Shell:
    """Return a generated page as a shell, and remove its file from the site."""
    file = made / _at(page, "index.html")
    html = file.read_text(encoding="utf-8")
    file.unlink()
    with _blaming(SETTINGS):
        return Shell(page, html, theme)


def _write_page(made: Path, page: Page, shells: Mapping[PageKind, Shell]) -> None:
    html = shells[kind_of(page)].filled(page)
    _write(made / _at(page, "index.html"), html.encode("utf-8", "replace"))


def product_files(
    site: Site, parts: ProductParts, shells: Mapping[PageKind, Shell]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a product in the site, its page first."""
    page, files = site.shown(parts)
    html = shells[kind_of(page)].filled(page)
    yield _at(page, "index.html"), html.encode("utf-8", "replace")
    for file in (*page.files, *files):
        yield file.path, file.data


def _write_products(  # noqa: PLR0913, PLR0917 - what is written, where, and by how many
    made: Path,
    site: Site,
    shells: Mapping[PageKind, Shell],
    announce: Callable[[str], None],
    jobs: int,
    kept: KeptPages | None,
    words: Path,
) -> None:
    """Write the files of products. The words of their columns are written to a folder, with one file for each process."""
    numbers = {address: number for number, address in enumerate(site.overview.cards)}

    def write(card: ProductSummary) -> None:
        parts = site.parts(card)
        with (words / str(os.getpid())).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps([numbers[card.address], column_words(parts.product)])}\n")
        rendered = product_files(site, parts, shells)
        for path, data in rendered if kept is None else kept.files(card.address, parts, rendered):
            _write(made / path, data)

    cards = tuple(site.overview.cards.values())
    spread(write, cards, jobs, lambda done: announce(f"{done:,} of {len(cards):,} products"))


def _write_words(made: Path, overview: Overview, words: Path) -> None:
    """Write the search data about columns, from the files of `_write_products`."""
    lines = (line for file in words.iterdir() for line in file.read_text(encoding="utf-8").splitlines())
    products = ((row, [tuple(words) for words in each]) for row, each in map(json.loads, lines))
    file = words_file(products, fields(overview.cards.values()))
    _write(made / file.path, file.data)


def _places(docs: Path, made: Path) -> dict[str, str]:
    theme = files("meshwright.catalog").joinpath("theme")
    return {"docs_dir": str(docs), "site_dir": str(made), "custom_dir": str(theme)}


@contextmanager
def _generating(work: Path, settings: Mapping[str, Any], lock: int) -> Iterator[None]:
    """Run MkDocs in a separate background process with its own memory and log.

    If this run is killed, the process keeps the work folder locked. Raises SiteError if it fails.
    """
    with (work / "log").open("w+", encoding="utf-8") as log:
        configuration = work / "mkdocs.yml"
        hooks = [str(files("meshwright.catalog").joinpath("page_limits.py"))]
        configuration.write_text(json.dumps({**settings, "hooks": hooks}), encoding="utf-8")
        arguments = ["build", "--quiet", "--config-file", str(configuration)]
        process = start_logged("mkdocs", arguments, work, log, {"NO_MKDOCS_2_WARNING": "1"}, lock)
        try:
            yield
            code = process.wait()
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        if code:
            said = [line.strip() for line in log if not line.startswith(_OF_TRACEBACK) and line.strip()]
            if code == OVER_TIME and said:
                raise SiteError(said[-1])
            words = " ".join(" ".join(said).split())[-_TAIL:] or f"it ended with code {code}"
            raise SiteError(f"MkDocs could not render the pages: {words}")


def _finish(
    made: Path, pages: Mapping[str, Page], shells: Iterable[Page], own: SiteOverrides, theme: Theme
) -> None:
    """Postprocess the generated pages. Hand-written pages come first, so that an error is attributed to its cause."""
    fragments = {
        _at(page, "index.html"): [section.html for section in page.sections] for page in pages.values()
    }
    sources = {_rendered_at(path): path for path in own.pages}
    left = {_at(page, "index.html") for page in shells}
    files = {file.relative_to(made).as_posix(): file for file in made.rglob("*.html")}
    for path in sorted(files.keys() - left, key=lambda path: (path not in sources, path)):
        html = files[path].read_text(encoding="utf-8")
        with _blaming(SETTINGS) if path not in sources else _blaming_page(sources[path], own):
            if path in sources:
                refuse_in_handwritten(html)
            html = finished(html, path, fragments.get(path, ()), theme)
        files[path].write_bytes(html.encode("utf-8", "replace"))


@contextmanager
def _blaming(name: str) -> Iterator[None]:
    try:
        yield
    except MarkupError as error:
        raise SiteError(f"`{name}` {in_words(str(error))}") from error


@contextmanager
def _blaming_page(path: str, own: SiteOverrides) -> Iterator[None]:
    """Replace a markup error with a SiteError that names the hand-written page, and the line of the rejected part if it
    can be found.
    """
    try:
        yield
    except MarkupError as error:
        name = f"site/content/{path}"
        lines = text_of(own.content[path], name).split("\n")
        sought = is_part_of(str(error))
        number = next((number for number, line in enumerate(lines, 1) if sought and sought in line), 0)
        place = f"{name}:{number}" if number else name
        raise SiteError(f"`{place}` {in_words(str(error))}") from error


def _write_ends(made: Path, overview: Overview, pages: Sequence[Page], theme: Theme) -> None:
    """Write the files that depend on all pages."""
    _write(made / "_headers", headers(theme, STYLE, SCRIPT).encode())
    lost = lost_file(overview.source.title, overview.source.site_url)
    _write(made / lost.path, lost.data)
    _write(made / MARK, b"")
    index = json.loads((made / "search/search_index.json").read_text(encoding="utf-8"))
    guide = guide_file(index.get("docs", ()))
    _write(made / guide.path, guide.data)
    _remove_search(made)
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (made / name).unlink(missing_ok=True)
    routes = (page.route for page in pages)
    sitemap = sitemap_file([*routes, *(card.route for card in overview.cards.values())], overview)
    if sitemap is not None:
        _write(made / sitemap.path, sitemap.data)


def _remove_search(made: Path) -> None:
    """Remove the theme's search, which ours replaces, and files that only theme developers need."""
    shutil.rmtree(made / "search")
    for name in ("lunr", "workers"):
        shutil.rmtree(made / "assets/javascripts" / name, ignore_errors=True)
    for file in (made / "assets").rglob("*.map"):
        file.unlink()


def _merge(beside: Path, made: Path) -> None:
    for file in sorted(beside.rglob("*")):
        if file.is_file():
            target = made / file.relative_to(beside)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def _refuse_foreign(output: Path) -> None:
    if os.path.lexists(output) and not output.is_dir():
        what = "a link without a target" if output.is_symlink() else "a file"
        raise SiteError(f"`{output}` is {what}")
    if os.path.ismount(output):  # on Windows, Path has no such method before Python 3.12
        raise SiteError(f"`{output}` is a mount point, which cannot be replaced; name a folder inside it")
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise SiteError(f"`{output}` contains files that no catalog build wrote; it is left unchanged")


def _measured(made: Path, output: Path, pages: int, frame: Frame) -> BuildResult:
    return BuildResult(output, pages, sum(each.is_file() for each in made.rglob("*")), frame)


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _at(page: Page, name: str) -> str:
    return f"{page.route}/{name}" if page.route else name


def _rendered_at(path: str) -> str:
    """Return the path at which MkDocs renders a hand-written page."""
    folder, slash, name = path.rpartition("/")
    stem = name.removesuffix(".md")
    return f"{folder}{slash}{'index' if stem == 'README' else stem}.html"


def _first(path: str) -> str:
    return path.partition("/")[0]
