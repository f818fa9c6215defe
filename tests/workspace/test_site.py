"""A site is built completely or not at all, and no input causes a traceback."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mesh_of import TODAY, scaffold
from meshwright.cli.main import BUG, main
from meshwright.source.snapshot import of_folder
from meshwright.workspace import site
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.compiled import compiled
from meshwright.workspace.project import open_project
from meshwright.workspace.site_settings import SiteOverrides, own_site
from meshwright.workspace.workers import FEWEST_FOR_PROCESSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from meshwright.catalog.source import CatalogInputs

PRODUCT = """\
apiVersion: v1.0.0
kind: DataProduct
id: {name}
name: {name}
domain: player
status: draft
"""
Ended = tuple[int, str, str]


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def source_of(mesh: Path) -> CatalogInputs:
    """Check a mesh for its catalog."""
    project = open_project([mesh])
    return catalogued(mesh, compiled(of_folder(mesh), {}), project.configuration, TODAY).source


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh of one product, without Git and governance."""
    return write(tmp_path / "mesh", **{"products/player/plays/plays.odps.yaml": PRODUCT.format(name="plays")})


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of such a mesh."""
    folder = tmp_path_factory.mktemp("old")
    write(folder, **{"plays.odps.yaml": PRODUCT.format(name="plays")})
    site.build(source_of(folder), SiteOverrides({}, {}, {}), folder / "site", lambda _: None)
    return folder / "site"


@pytest.fixture
def catalog(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Return a function that runs `catalog build`, and returns its exit code and output."""

    def run(mesh: Path, *arguments: str) -> Ended:
        capsys.readouterr()
        code = main(["catalog", "build", str(mesh), "--as-of", TODAY.isoformat(), *arguments])
        return (code, *capsys.readouterr())

    return run


def test_site_needs_only_documents(mesh: Path, catalog) -> None:
    """Neither Git nor governance; the site goes into the mesh's folder, and nothing else remains there."""
    code, out, words = catalog(mesh)

    built = mesh / "build/site"
    pages = sum(path.name == "index.html" for path in built.rglob("*"))
    count = len(tree(built))
    assert (code, words) == (0, "")
    assert out == f"{pages} pages and {count - pages} files in {built}\n"
    assert (built / "products/player/plays/index.html").is_file()
    assert [path.name for path in (mesh / "build").iterdir()] == ["site"]


def test_mesh_without_products_has_a_site(tmp_path: Path, catalog) -> None:
    """Beginners see where the products will be."""
    write(tmp_path, **{"governance/mesh.yaml": "apiVersion: meshwright/v1\nkind: Mesh\nname: new\n"})

    code, _, words = catalog(tmp_path)

    assert (code, words) == (0, "")
    assert (tmp_path / "build/site/index.html").is_file()
    assert list((tmp_path / "build/site").glob("products/*/")) == []


def test_empty_folder_is_refused(tmp_path: Path, catalog) -> None:
    """A folder without documents is probably the wrong one."""
    code, _, words = catalog(tmp_path)

    assert (code, words.startswith("meshwright: there is no data product")) == (2, True)
    assert list(tmp_path.iterdir()) == []


FRONT_MATTER = """\
---
title: Own
template: '"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/evil"><script>x</script><b id=pwn>'
---
# Own
"""
"""A page that redirects every page of the catalog elsewhere."""
FAILURES = {
    "override": {"site/overrides/home.html": "{{ nothing }}"},
    "generator": {"site/content/domains/index.html/own.md": "# Own"},
    "theme": {"site/mkdocs.yml": "theme: {language: xx}"},
    "front matter": {"site/content/own.md": FRONT_MATTER, "site/mkdocs.yml": "nav: [Own: own.md]"},
    "attribute list": {"site/content/own.md": "# Own {: onclick=alert(1) }"},
    "image of another host": {"site/content/own.md": "# Own\n\n![x](https://e.example/x.png)"},
    "link": {"site/content/own.md": "[x](javascript:alert(1))"},
    "file name": {"site/content/<img src=x onerror=alert(1)>.md": "no heading"},
    "navigation": {"site/mkdocs.yml": 'nav: [x: "javascript:alert(1)"]'},
    "link of an override": {"site/overrides/home.html": "<h1><a href='javascript:alert(1)'>x</a></h1>"},
    "handler of an override": {"site/overrides/product/head.html": "<h1><img src=x onerror=alert(1)></h1>"},
    "memory of an override": {"site/overrides/map.html": '{{ "x" * 3000000000 }}'},
    "settings": {"site/mkdocs.yml": "plugins: [x]"},
    "content": {"site/content/index.md": "# Mine"},
}


@pytest.mark.parametrize("files", FAILURES.values(), ids=FAILURES)
def test_failed_build_leaves_the_old_site(mesh: Path, old: Path, catalog, files) -> None:
    """It states the reason in one line, and leaves nothing of its own."""
    write(mesh, **files)
    shutil.copytree(old, mesh / "build/site")

    code, out, words = catalog(mesh)

    assert (code, out, words.count("\n"), BUG in words) == (2, "", 1, False)
    assert next(iter(files)).removeprefix("site/content/domains/") in words
    assert tree(mesh / "build/site") == tree(old)
    assert [path.name for path in (mesh / "build").iterdir()] == ["site"]


@pytest.mark.parametrize("stage", ["writing the pages", "1 of 1 products"])
def test_stopped_build_leaves_the_old_site(mesh: Path, old: Path, stage: str) -> None:
    """Early, and when everything is written but nothing is in place."""
    output = mesh / "build/site"
    shutil.copytree(old, output)

    def stop(told: str) -> None:
        if told == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.build(source_of(mesh), own_site(mesh), output, stop)

    assert tree(output) == tree(old)
    assert [path.name for path in (mesh / "build").iterdir()] == ["site"]


def test_foreign_folder_is_unchanged(mesh: Path, catalog) -> None:
    """Only a folder that a build has marked is replaced."""
    write(mesh, **{"public/index.html": "mine"})

    assert catalog(mesh, "--output", str(mesh / "public")) == (
        2,
        "",
        f"meshwright: `{mesh / 'public'}` contains files that no catalog build wrote; it is left unchanged\n",
    )
    assert tree(mesh / "public") == {"index.html": b"mine"}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("taken", "`{mesh}/taken` is a file"),
        ("taken/site", "`{mesh}/taken` cannot be read or written: File exists"),
        ("/proc/self/site", r"`/proc/self/[^`]*` cannot be read or written: [^\n]+"),
    ],
)
def test_unwritable_path_is_reported(mesh: Path, output: str, words: str) -> None:
    """A path with a file in it, and one where not even root may write."""
    write(mesh, taken="mine")
    command = [sys.executable, "-m", "meshwright", "catalog", "build", str(mesh), "--output"]

    ended = subprocess.run([*command, str(mesh / output)], capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert re.fullmatch(f"meshwright: {words.format(mesh=re.escape(str(mesh)))}\n", ended.stderr)
    assert (mesh / "taken").read_bytes() == b"mine"


def test_old_site_is_replaced_anywhere(mesh: Path, old: Path, tmp_path: Path, catalog) -> None:
    """Its other files are removed; an empty folder is replaced, too."""
    output = tmp_path / "elsewhere"
    shutil.copytree(old, output)
    write(output, **{"products/player/gone/index.html": "old"})

    code, out, _ = catalog(mesh, "--output", str(output))

    assert (code, out.endswith(f" files in {output}\n")) == (0, True)
    assert not (output / "products/player/gone").exists()
    assert [path.name for path in mesh.iterdir()] == ["products"]


def test_site_in_a_mesh_is_not_part_of_it(tmp_path: Path, catalog, capsys) -> None:
    """The contracts that it offers are not read again."""
    write(tmp_path, **scaffold())
    check = ["check", str(tmp_path), "--as-of", TODAY.isoformat(), "--format", "json"]
    main(check)
    before = capsys.readouterr()

    assert catalog(tmp_path, "--output", str(tmp_path / "public"))[0] == 0
    offered = [path for path in (tmp_path / "public").rglob("*") if path.name.endswith(".yaml.txt")]
    assert offered
    main(check)
    assert capsys.readouterr() == before


BROKEN = "apiVersion: v3.1.0\nkind: DataContract\nname: ["


def test_unreadable_document_gets_a_page(mesh: Path, catalog) -> None:
    """The rest is built; errors are reported, and fail only a strict build."""
    write(mesh, **{"products/player/plays/daily.odcs.yaml": BROKEN})

    code, _, words = catalog(mesh)
    (page,) = (mesh / "build/site/broken").iterdir()

    assert (code, words) == (0, "meshwright: there is 1 error; `meshwright check` shows where\n")
    assert "products/player/plays/daily.odcs.yaml" in (page / "index.html").read_text()
    assert catalog(mesh, "--strict")[0] == 1


def test_errors_fail_only_a_strict_build(tmp_path: Path, catalog) -> None:
    """A clean mesh passes one."""
    write(tmp_path, **scaffold())

    assert catalog(tmp_path, "--strict")[::2] == (0, "")


SETTINGS = {
    "an unknown key": "plugins: [x]",
    "a list": "[1]",
    "no mapping": "words",
    "two documents": "site_name: a\n---\n- b\n",
    "no UTF-8": b"site_name: \xff",
    "too much": b"#" * 20_000_000,
    "no YAML": "a: b: c",
    "a tag": "site_name: !!python/name:os.system x",
    "a bomb": "a: &a [x]\nsite_name: [*a, *a]",
    "a theme that is none": "theme: 3",
    "a folder of the theme": "theme: {custom_dir: /}",
    "features that are none": "theme: {features: 3}",
    "a language that nobody speaks": "theme: {language: xx}",
    "a language from elsewhere": "theme: {language: ../../../x}",
    "navigation that is none": "nav: 3",
    "navigation of numbers": "nav: [3]",
    "an address that is none": "site_url: 3",
    "an address that runs": "site_url: javascript:alert(1)",
    "an address that breaks": "site_url: 'http://['",
    "a name that is none": "site_name: {a: b}",
}


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_wrong_settings_are_refused_in_one_line(mesh: Path, catalog, text) -> None:
    """Whether we or MkDocs refuse them."""
    write(mesh, **{"site/mkdocs.yml": text})

    code, out, words = catalog(mesh)

    assert (code, out, words.count("\n")) == (2, "", 1)
    assert words.startswith("meshwright: ")
    assert BUG not in words
    assert "Traceback" not in words
    assert not (mesh / "build/site").exists()


def test_mkdocs_errors_are_shown_without_traceback(mesh: Path, catalog) -> None:
    """The last line is the useful one."""
    write(mesh, **FAILURES["generator"])

    assert re.fullmatch(
        r"meshwright: MkDocs could not render the pages: ERROR - Error building page 'domains/index\.html/own\.md': "
        r".*FileExistsError: \[Errno 17\] File exists: '[^']*/site/domains/index\.html'\n",
        catalog(mesh)[2],
    )


def test_frame_features_cannot_be_set_by_a_page(mesh: Path, catalog) -> None:
    """All that Material documents: each of them changes the frame of every page."""
    features = (
        *("announce.dismiss", "content.action.edit", "content.action.view", "content.code.annotate"),
        *("content.code.copy", "content.code.select", "content.footnote.tooltips", "content.tabs.link"),
        *(
            "content.tooltips",
            "header.autohide",
            "navigation.expand",
            "navigation.footer",
            "navigation.indexes",
        ),
        *("navigation.instant", "navigation.instant.prefetch", "navigation.instant.preview"),
        *("navigation.instant.progress", "navigation.path", "navigation.prune", "navigation.sections"),
        *(
            "navigation.tabs",
            "navigation.tabs.sticky",
            "navigation.top",
            "navigation.tracking",
            "search.highlight",
        ),
        *("search.share", "search.suggest", "toc.follow", "toc.integrate"),
    )
    settings = (
        f"theme: {{features: [{', '.join(features)}], language: ar, direction: rtl, icon: {{logo: material/library}},\n"
        "  palette: {scheme: slate, primary: deep purple, toggle: {icon: material/eye, name: Switch}}}\n"
        "nav: [own.md, {Own: [own.md, {Web: 'https://a.example'}]}]\n"
    )
    write(
        mesh, **{"site/mkdocs.yml": settings, "site/content/own.md": '# Own\n\n=== "A"\n\n    x\n\n## Two\n'}
    )

    assert catalog(mesh)[::2] == (0, "")
    assert "javascript:" not in (mesh / "build/site/own.html").read_text()


def test_front_matter_is_escaped_everywhere(mesh: Path, catalog) -> None:
    """In the page itself, and in the navigation of all others."""
    hostile = '"><meta http-equiv="refresh" content="0">'
    page = f"---\ntitle: '{hostile}'\ndescription: '{hostile}'\nsearch: {{exclude: true}}\n---\n# Own\n"
    write(mesh, **{"site/mkdocs.yml": "nav: [own.md]", "site/content/own.md": page})

    assert catalog(mesh)[::2] == (0, "")
    for name in ("own.html", "index.html", "products/player/plays/index.html"):
        html = (mesh / "build/site" / name).read_text()
        assert hostile not in html
        assert "&quot;&gt;&lt;meta http-equiv=&quot;refresh&quot;" in html


@pytest.mark.slow
def test_slow_markdown_page_is_refused_by_name(mesh: Path, catalog) -> None:
    """Python-Markdown takes quadratic time for brackets that are never closed."""
    write(mesh, **{"site/content/guide/own.md": "[" * 300_000})

    assert catalog(mesh) == (
        2,
        "",
        "meshwright: `site/content/guide/own.md` takes more than 10 s to render; shorten or split it\n",
    )


def test_settings_are_used(mesh: Path, catalog) -> None:
    """The theme is fixed: its name is ours, and its fonts are local."""
    settings = (
        "site_name: Mine & yours\nsite_url: https://mesh.example/sub/\ntheme: {name: x, language: de}\n"
    )
    write(mesh, **{"site/mkdocs.yml": settings})

    assert catalog(mesh)[::2] == (0, "")
    home = (mesh / "build/site/index.html").read_text()
    assert "<title>Mine &amp; yours</title>" in home
    assert '<html lang="de"' in home
    assert "https://mesh.example/sub/products/player/plays/index.html" in (
        (mesh / "build/site/sitemap.xml").read_text()
    )


@pytest.mark.parametrize(
    "name",
    [
        "404.md",
        "404.MD",
        "index.md",
        "README.md",
        "domains/index.md",
        "domains/README.md",
        "domains/player/index.md",
        "rules/unknown-team/index.md",
        "products/own.md",
        "products/player/plays/index.md",
        "-0/index.md",
        "-/own.md",
    ],
)
def test_hand_written_page_cannot_replace_another(mesh: Path, catalog, name: str) -> None:
    """Especially not the theme's own page, whose scripts every page permits."""
    write(mesh, **{f"site/content/{name}": "# Own\n\n<script>alert(1)</script>\n"})

    assert catalog(mesh) == (
        2,
        "",
        f"meshwright: `site/content/{name}` is the name of a page that the catalog generates\n",
    )


def test_hand_written_pages_are_next_to_the_others(mesh: Path, catalog) -> None:
    """Their marks are not fragments, their front matter loads no script, their markup runs nothing."""
    hostile = (
        "---\ntitle: <script>alert(1)</script>\n---\n# Own\n\n<!--mw:0-->\n\n<script>alert(1)</script>\n"
    )
    names = ("domains/own.md", "-own.md", "products.md", "a b&<x>.md", "domains/player/more.md")
    write(mesh, **{f"site/content/{name}": hostile for name in names})

    assert catalog(mesh)[::2] == (0, "")
    pages = [(mesh / "build/site" / name).with_suffix(".html").read_text() for name in names]
    (policy,) = set(re.findall('script-src [^;"]*', (mesh / "build/site/domains/index.html").read_text()))
    assert "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=" not in policy  # that of `alert(1)`
    for page in pages:
        assert "<!--mw:" not in page
        (own,) = re.findall('script-src [^;"]*', page)
        assert own.count("'sha256-") == policy.count("'sha256-")
        assert "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=" not in own


def test_folder_instead_of_a_file_is_reported(mesh: Path) -> None:
    """It prevents the build."""
    write(mesh, **{"site/content/domains/player/index.html/own.md": "# Own"})
    command = [sys.executable, "-m", "meshwright", "catalog", "build", str(mesh)]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr.count("\n"), BUG in ended.stderr) == (2, 1, False)


@pytest.mark.parametrize("module", ["mkdocs", "material", "jinja2", "markupsafe", "markdown_it", "nh3"])
def test_missing_extra_is_reported_with_the_remedy(mesh: Path, module: str) -> None:
    """Whichever package of it is missing."""
    script = (
        "import sys\n"
        f"sys.modules[{module!r}] = None\n"
        "from meshwright.cli.main import BUG, main\n"
        f"sys.exit(main(['catalog', 'build', {str(mesh)!r}]))"
    )

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (f"meshwright: the catalog needs the extra `catalog` ({module} is missing)\n")


@pytest.mark.slow
def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    """However they share the products."""
    names = [f"p{number}" for number in range(FEWEST_FOR_PROCESSES)]
    files = {f"products/player/{name}.odps.yaml": PRODUCT.format(name=name) for name in names}
    source = source_of(write(tmp_path / "mesh", **files))
    for jobs in (1, 2):
        site.build(source, SiteOverrides({}, {}, {}), tmp_path / f"site{jobs}", lambda _: None, jobs)

    one, other = (tree(tmp_path / f"site{jobs}") for jobs in (1, 2))
    assert {f"products/player/{name}/index.html" for name in names} <= one.keys()
    assert {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)} == set()
