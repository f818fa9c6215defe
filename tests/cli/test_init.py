"""`meshwright init`: its drafts, the unchanged files, and the green gate afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from archives import unpacked, write
from meshwright.cli.main import main
from meshwright.workspace.authoring.code_owners_file import owner_in, teams_of
from meshwright.workspace.authoring.installed import web_address
from meshwright.workspace.authoring.surroundings import surroundings
from repositories import commit, git

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
AS_OF = ("--as-of", "2026-11-22")
LEGACY = """\
-- contracts/orders.yaml --
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
domain: sales
team: {name: checkout}
schema:
  - name: orders
    properties:
      - {name: id, logicalType: text, classification: pii}
-- contracts/stock.yaml --
apiVersion: v3.1.0
kind: DataContract
id: stock
version: 1.0.0
status: active
domain: storage
schema: [{name: stock, properties: [{name: id, logicalType: string, classification: internal}]}]
-- contracts/broken [1].odcs.yaml --
apiVersion: v3.1.0
kind: DataContract
id: [
-- CODEOWNERS --
* @shop/everyone
/contracts/ @shop/data @ann
/contracts/*.md @bob
"""

Capture = pytest.CaptureFixture[str]


def init(folder: Path, *arguments: str) -> int:
    """Run the program in this process."""
    return main(["init", str(folder), *AS_OF, *arguments])


def check(folder: Path, *arguments: str) -> int:
    """Check the folder."""
    return main(["check", str(folder), *AS_OF, *arguments])


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files except Git's."""
    files = (
        path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def documents(folder: Path, path: str) -> list[Mapping[str, object]]:
    """Return the documents of a file."""
    return list(yaml.safe_load_all((folder / path).read_text()))


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    """Return a repository of contracts without governance, on a separate branch."""
    folder = write(unpacked(LEGACY), tmp_path / "shop")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "remote", "add", "origin", "https://user:secret@github.com/shop/data.git")
    commit(folder)
    git(folder, "checkout", "--quiet", "-b", "init")
    return folder


def test_plan_is_shown_and_nothing_written_without_yes(legacy: Path, capsys: Capture) -> None:
    """Without a terminal, it cannot be confirmed: exit code 2."""
    before = contents(legacy)

    assert init(legacy) == 2
    said = capsys.readouterr()
    assert said.err == "meshwright: nothing is written; `--yes` writes this plan\n"
    assert said.out.splitlines() == [
        "plan: a mesh of 0 products, 2 contracts, in the preset `essential`; no existing file is changed",
        "create .github/workflows/mesh-check.yml",
        "create .gitignore",
        "create .pre-commit-config.yaml",
        "create governance/classifications.yaml",
        "create governance/domains.yaml",
        "create governance/mesh.yaml",
        "create governance/teams.yaml",
        "create policies/baseline/no-domain.yaml",
        "baseline 1 finding recorded; only new findings fail",
        "  1 unknown-value",
        (
            "exclude contracts/broken [1].odcs.yaml: it cannot be read;"
            " correct it, then remove it from `exclude` in governance/mesh.yaml"
        ),
        *[line for line in said.out.splitlines() if line.startswith("fill in ")],
    ]
    assert contents(legacy) == before


def test_governance_is_derived_from_documents_and_code_owners(legacy: Path) -> None:
    """Domains have the team of their documents, or else that of CODEOWNERS; the user and token of a remote are left out."""
    assert init(legacy, "--yes") == 0

    (mesh,) = documents(legacy, "governance/mesh.yaml")
    assert mesh == {
        "apiVersion": "meshwright/v1",
        "kind": "Mesh",
        "name": "shop",
        "owner": "everyone",
        "repository": {"url": "https://github.com/shop/data"},
        "preset": "essential",
        "rulesAsOf": "0.1",
        "exclude": ["/contracts/broken \\[1].odcs.yaml"],
    }
    domains = {each["name"]: each["owner"] for each in documents(legacy, "governance/domains.yaml")}
    assert domains == {"sales": "checkout", "storage": "data"}
    assert {each["name"] for each in documents(legacy, "governance/teams.yaml")} == {
        "checkout",
        "data",
        "everyone",
    }
    classification = (legacy / "governance/classifications.yaml").read_text()
    assert (
        "levels: # fill in: contracts also use pii; list those that are levels, by sensitivity\n"
        in classification
    )


def test_gate_is_green_and_no_existing_file_changes(legacy: Path, capsys: Capture) -> None:
    """Recorded findings pass, a new one fails; a second run has nothing to do."""
    assert init(legacy, "--yes") == 0
    assert git(legacy, "diff", "--stat") == ""
    assert check(legacy) == 0
    commit(legacy)
    assert check(legacy, "--changed-since", "main") == 0
    before = contents(legacy)
    capsys.readouterr()

    assert init(legacy) == 0
    assert capsys.readouterr().out == "nothing to do\n"
    assert contents(legacy) == before
    stock = legacy / "contracts/stock.yaml"
    stock.write_text(stock.read_text().replace("logicalType: string", "logicalType: text"))
    assert check(legacy, "--changed-since", "HEAD") == 1


@pytest.mark.parametrize("corpus", ["bitol-odcs", "bitol-odps"])
@pytest.mark.slow
def test_repositories_of_others_become_green(tmp_path: Path, corpus: str) -> None:
    """Whatever is broken in them: no existing file changes, and check and gate end with 0."""
    folder = Path(shutil.copytree(ROOT / "tests/corpora" / corpus, tmp_path / "theirs"))
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    git(folder, "checkout", "--quiet", "-b", "init")

    assert init(folder, "--yes") == 0
    assert git(folder, "status", "--porcelain", "--untracked-files=no") == ""
    assert check(folder) == 0
    commit(folder)
    assert check(folder, "--changed-since", "main") == 0
    before = contents(folder)
    assert init(folder) == 0
    assert contents(folder) == before


@pytest.mark.slow
def test_example_without_its_governance_becomes_green(tmp_path: Path) -> None:
    """Teams are those of products, agreements and meanings, so that none is unknown."""
    shutil.copytree(ROOT / "products", tmp_path / "mesh/products")

    assert init(tmp_path / "mesh", "--yes") == 0
    assert check(tmp_path / "mesh") == 0


PATCHED = {
    ".gitignore": ("*.pyc\n", "+/build/site/"),
    ".pre-commit-config.yaml": ("repos:\n- repo: x\n  hooks:\n  - id: y\n", "+- repo: local"),
    ".gitlab-ci.yml": ("test: {script: [x]}\n", "+mesh:"),
}


def test_existing_files_get_a_patch_that_is_shown(legacy: Path, tmp_path: Path, capsys: Capture) -> None:
    """They are not changed; after the patch is applied, nothing is left to do."""
    for path, (old, _) in PATCHED.items():
        (legacy / path).write_text(old)
    commit(legacy)

    assert init(legacy, "--yes") == 0
    said = capsys.readouterr().out
    for path, (old, line) in PATCHED.items():
        assert (legacy / path).read_text() == old
        assert f"patch {path} yourself, because it already exists:\n--- a/{path}\n+++ b/{path}\n" in said
        assert f"\n{line}\n" in said
    assert not (legacy / ".github").exists()

    patch = tmp_path / "x.patch"
    patch.write_text("".join(f"{line}\n" for line in said.splitlines() if line[:1] in "-+@ "))
    git(legacy, "apply", str(patch))
    assert init(legacy) == 0
    assert capsys.readouterr().out == "nothing to do\n"


@pytest.mark.parametrize(
    "old",
    [
        "repos: []\n",
        "repos: [] # none yet\nfail_fast: true\n",
        "repos:\n",
        "fail_fast: true",
        "# nothing\n",
        "",
        "\ufefffail_fast: true\r\nrepos: [\r\n]\r\n",
    ],
)
def test_hook_can_be_the_first(old: str) -> None:
    """The list has no items, or is missing; the rest of the file is kept."""
    made = surroundings("none", "x")[".pre-commit-config.yaml"](old.encode()).decode()
    found = yaml.safe_load(made)

    assert [each["hooks"][0]["id"] for each in found.pop("repos")] == ["meshwright"]
    assert found == ({"fail_fast": True} if "fail_fast" in old else {})
    assert ("\r\n" in old) == ("\r\n" in made)


@pytest.mark.parametrize("old", ["repos: [{repo: x, hooks: []}]\n", "repos: x\n", "a: [\n", "- a\n"])
def test_incompletable_file_does_not_stop_the_rest(legacy: Path, capsys: Capture, old: str) -> None:
    """The output names it; a link is treated likewise."""
    (legacy / ".pre-commit-config.yaml").write_text(old)
    (legacy / ".gitignore").symlink_to("/etc/hosts")

    assert init(legacy, "--yes") == 0
    said = capsys.readouterr().out
    assert "note .pre-commit-config.yaml is left as it is: " in said
    assert "note .gitignore is left as it is: `.gitignore` is not a plain file" in said
    assert (legacy / ".pre-commit-config.yaml").read_text() == old
    assert (legacy / "governance/mesh.yaml").exists()


def test_empty_folder_gets_a_product_and_is_clean(tmp_path: Path, capsys: Capture) -> None:
    """Also in the preset `standard`, with the team's owner and channel."""
    team = ("--team", "shelf", "--owner", "@ann", "--channel", "#shelf")

    assert init(tmp_path, "--yes", "--product", "assortment/articles", "--name", "grocer", *team) == 0
    assert "1 product, 1 contract" in capsys.readouterr().out
    assert check(tmp_path, "--preset", "standard", "--fail-on", "notice") == 0
    before = contents(tmp_path)
    assert "products/assortment/articles/contracts/daily.v1.odcs.yaml" in before
    assert init(tmp_path) == 0
    assert contents(tmp_path) == before


def test_empty_folder_without_a_product(tmp_path: Path) -> None:
    """`new` then writes the first one."""
    assert init(tmp_path, "--yes", "--product", "none", "--ci", "none") == 0
    assert sorted(contents(tmp_path)) == [
        ".gitignore",
        ".pre-commit-config.yaml",
        "governance/classifications.yaml",
        "governance/mesh.yaml",
        "governance/teams.yaml",
    ]
    assert check(tmp_path) == 0


@pytest.mark.slow
def test_site_of_an_empty_folder_builds(tmp_path: Path) -> None:
    """The catalog has the product, and its links use the address of the site."""
    assert init(tmp_path, "--yes") == 0
    address = "https://shop.example/data"
    assert main(["catalog", "build", str(tmp_path), *AS_OF, "--site-url", address]) == 0
    page = "products/sales/orders/index.html"
    assert f'<link rel="canonical" href="{address}/{page}">' in (tmp_path / "build/site" / page).read_text()
    assert f"<loc>{address}/{page}</loc>" in (tmp_path / "build/site/sitemap.xml").read_text()
    assert main(["catalog", "build", str(tmp_path), *AS_OF, "--site-url", "ftp://shop.example"]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--name", "../x"), "the name of a mesh must be in kebab case"),
        (("--name", "a\nb"), "the name of a mesh must be in kebab case"),
        (("--team", "A B"), "the name of a team must be in kebab case"),
        (("--product", "../../etc"), "expected a product as `domain/product`"),
        (("--product", "x/.."), "kebab case"),
        (("--owner", "a\x1b[1m"), "without control characters"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(
    tmp_path: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """Nothing is written, and the exit code is 2."""
    assert init(tmp_path, "--yes", *arguments) == 2
    assert words in capsys.readouterr().err
    assert contents(tmp_path) == {}


def test_unsuitable_folders_are_refused(tmp_path: Path, capsys: Capture) -> None:
    """A missing folder, a folder of a mesh, a repository that pyproject.toml configures, a file that is a link."""
    assert init(tmp_path / "nowhere", "--yes") == 2
    assert "no such folder" in capsys.readouterr().err
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "CODEOWNERS").symlink_to("/etc/hosts")
    assert init(linked, "--yes") == 2
    assert "is not a plain file" in capsys.readouterr().err
    assert sorted(path.name for path in linked.iterdir()) == ["CODEOWNERS"]
    assert init(tmp_path, "--yes") == 0
    assert init(tmp_path / "products", "--yes") == 2
    assert "this folder is in the mesh of `..`" in capsys.readouterr().err
    other = write({"pyproject.toml": b"[tool.meshwright]\npreset = 'strict'\n"}, tmp_path / "other")
    assert init(other, "--yes") == 2
    assert "`[tool.meshwright]` in `pyproject.toml` configures this folder" in capsys.readouterr().err


def test_values_to_fill_in_are_marked_after_any_name(tmp_path: Path, capsys: Capture) -> None:
    """Also after one that some YAML parsers do not accept; a mark in CODEOWNERS is not part of its first pattern."""
    (tmp_path / "CODEOWNERS").write_bytes(b"\xef\xbb\xbf* @shop/on\r\n")

    assert init(tmp_path, "--yes", "--product", "no/yes", "--ci", "none") == 0
    assert "fill in governance/teams.yaml:3: its members" in capsys.readouterr().out
    teams, domains = ((tmp_path / f"governance/{name}.yaml").read_text() for name in ("teams", "domains"))
    assert 'name: "on" # fill in: ' in teams
    assert 'name: "no"\n' in domains


def test_names_that_cannot_be_registered_are_noted(tmp_path: Path, capsys: Capture) -> None:
    """A registry without them would cause an error for each."""
    text = LEGACY.replace("{name: checkout}", "{name: Checkout Team}").replace(
        "domain: storage", "domain: Store House"
    )
    write(unpacked(text), tmp_path)

    assert init(tmp_path, "--yes") == 0
    said = capsys.readouterr().out
    assert (
        "note teams are not registered, because `Checkout Team` is not in kebab case (for example, `checkout-team`)\n"
        in said
    )
    assert "note domains are not registered, because `Store House` is not in kebab case" in said
    assert check(tmp_path) == 0


def test_folder_below_the_top_of_its_repository_gets_only_the_mesh(legacy: Path, capsys: Capture) -> None:
    """CI files are read only at the top, which does not belong to this folder."""
    assert init(legacy / "contracts", "--yes") == 0
    assert "note the CI job, pre-commit hook and .gitignore are left out" in capsys.readouterr().out
    assert not (legacy / "contracts/.github").exists()
    assert check(legacy / "contracts") == 0


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://user:token@github.com/shop/data.git", "https://github.com/shop/data"),
        ("git@gitlab.example.org:group/sub/data.git", "https://gitlab.example.org/group/sub/data"),
        ("ssh://git@host.example.org:2222/a/b", "https://host.example.org/a/b"),
        ("ext::sh -c touch% /tmp/x", ""),
        ("/srv/git/data.git", ""),
        ("https://github.com/a b", ""),
    ],
)
def test_remotes_have_a_web_address_or_none(remote: str, address: str) -> None:
    """Neither users nor tokens get into a file."""
    assert web_address(remote) == address


def test_last_matching_line_of_code_owners_counts() -> None:
    """Persons are not teams."""
    owners = tuple(teams_of("# x\n* @o/all\n[Section]\n/a/ @o/Team_A @o/b # why\n*.md @ann\n/a/b\\ c @o/c\n"))

    assert owners == (("*", "all"), ("/a/", "team-a"), ("/a/b\\ c", "c"))
    assert [owner_in(path, owners) for path in ("x", "a/x", "a/b c")] == ["all", "team-a", "c"]
