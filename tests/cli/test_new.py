"""`meshwright new`: its drafts, what it copies from upstream, and its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from archives import unpacked, write
from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from meshwright.workspace.authoring import checking

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = ("--as-of", "2026-11-22")
GROCER = """\
-- governance/mesh.yaml --
apiVersion: meshwright/v1
kind: Mesh
name: grocer
preset: standard
"""
TEAM = ("team", "shelf-squad", "--owner", "@ann", "--channel", "#shelf")
DOMAIN = (
    "domain",
    "assortment",
    "--owner",
    "shelf-squad",
    "--purpose",
    "Decides what is sold, and at which price.",
)
PRODUCT = (
    *("product", "assortment/articles", "--system", "erp", "--purpose", "All articles, with their prices."),
    *(
        "--port",
        "current",
        "--column",
        "ean:string:key The GTIN-13.",
        "--column",
        "price:number The price in euros.",
    ),
)
UPSTREAM = "player/play-events/daily@1"

Capture = pytest.CaptureFixture[str]


def new(mesh: Path, *arguments: str) -> int:
    """Run the program in this process."""
    return main(["new", *arguments, "--mesh", str(mesh), *AS_OF])


def contents(mesh: Path) -> dict[str, bytes]:
    """Return all files."""
    return {
        path.relative_to(mesh).as_posix(): path.read_bytes() for path in mesh.rglob("*") if path.is_file()
    }


def read(mesh: Path, path: str) -> dict[str, object]:
    """Return the only document of a file."""
    found = yaml.safe_load((mesh / path).read_text())
    assert isinstance(found, dict)
    return found


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return the clean mesh of the scaffold, in the preset `strict`."""
    return write(scaffold(), tmp_path / "mesh")


@pytest.fixture
def grocer(tmp_path: Path) -> Path:
    """Return a mesh with only a name."""
    return write(unpacked(GROCER), tmp_path / "grocer")


def test_clean_product_is_written_from_nothing(grocer: Path, capsys: Capture) -> None:
    """A team, a domain and a product with a port: the mesh is clean in the preset `standard`."""
    assert [new(grocer, *each) for each in (TEAM, DOMAIN, PRODUCT)] == [0, 0, 0]
    assert capsys.readouterr().out == (
        "wrote governance/teams.yaml: team `shelf-squad`\n"
        "wrote governance/domains.yaml: domain `assortment`\n"
        "wrote products/assortment/articles/product.odps.yaml: product `assortment/articles`, version 1.0.0, draft\n"
        "wrote products/assortment/articles/contracts/current.v1.odcs.yaml:"
        " the contract of port `assortment/articles/current@1`, version 1.0.0\n"
    )
    assert main(["check", str(grocer), *AS_OF, "--fail-on", "notice"]) == 0
    assert (
        (grocer / "products/assortment/articles/contracts/current.v1.odcs.yaml").read_text()
        == """\
apiVersion: v3.2.0
kind: DataContract
id: assortment.articles.current
name: articles, current
version: "1.0.0"
schema:
  - name: articles
    physicalName: articles
    physicalType: table
    dataGranularityDescription: One row per ean.
    properties:
      - name: ean
        logicalType: string
        primaryKey: true
        required: true
        description: The GTIN-13.
        quality:
          - metric: duplicateValues
            dimension: uniqueness
            mustBe: 0
      - name: price
        logicalType: number
        description: The price in euros.
"""
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_second_run_has_nothing_to_do(grocer: Path, capsys: Capture, count: int) -> None:
    """Existing documents are unchanged, byte for byte, and their location is named."""
    runs = (TEAM, DOMAIN, PRODUCT)[:count]
    for each in runs:
        new(grocer, *each)
    before = contents(grocer)
    capsys.readouterr()

    assert [new(grocer, *each) for each in runs] == [0] * count
    assert contents(grocer) == before
    said = capsys.readouterr().out
    assert said.count("nothing to do") == count
    assert said.startswith("team `shelf-squad` already exists: governance/teams.yaml:3\n")


def test_existing_entry_with_other_values_is_refused(grocer: Path, capsys: Capture) -> None:
    """With its location."""
    new(grocer, *TEAM)
    before = contents(grocer)

    assert new(grocer, "team", "shelf-squad", "--owner", "bob", "--channel", "#shelf") == 2
    assert capsys.readouterr().err == (
        "meshwright: team `shelf-squad` already exists with a different `members`; edit it in governance/teams.yaml:4\n"
    )
    assert contents(grocer) == before


def test_columns_from_upstream_keep_their_properties(mesh: Path, capsys: Capture) -> None:
    """Type, level, description, lineage; the product gets the input with contract id and version."""
    assert (
        new(mesh, "product", "payments/payouts", "--archetype", "consumerAligned", "--purpose", "Pays.") == 0
    )
    assert new(mesh, "port", "payments/payouts/weekly", "--column", f"{UPSTREAM}/plays") == 0
    said = capsys.readouterr().out
    upstream = read(mesh, PLACES["contract"])
    product = read(mesh, "products/payments/payouts/product.odps.yaml")
    contract = read(mesh, "products/payments/payouts/contracts/weekly.v1.odcs.yaml")
    was = {each["name"]: each for each in upstream["schema"][0]["properties"]}
    made = {each["name"]: each for each in contract["schema"][0]["properties"]}

    assert product["inputPorts"] == [
        {"name": "play-events", "version": upstream["version"], "contractId": upstream["id"]}
    ]
    assert product["outputPorts"][0]["inputContracts"] == [
        {"id": upstream["id"], "version": upstream["version"]}
    ]
    assert list(made) == list(was)
    for name, each in made.items():
        assert each["transformSourceObjects"] == [f"{UPSTREAM}/plays/{name}"]
        for key in ("logicalType", "classification", "description", "required", "primaryKey"):
            assert each.get(key) == was[name].get(key), (name, key)
    for line in said.splitlines():
        assert line.split()[0] in ("wrote", "fill", "review")


def test_each_value_to_fill_in_is_marked(mesh: Path, capsys: Capture) -> None:
    """Values that only the author knows are listed with file and line, and have a comment."""
    new(mesh, "product", "payments/payouts", "--archetype", "consumerAligned", "--purpose", "Pays.")
    new(mesh, "port", "payments/payouts/weekly", "--column", f"{UPSTREAM}/plays", "--column", "note:string")
    places = [
        line.split()[2].rstrip(":").rsplit(":", 1)
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("fill in ")
    ]

    assert places
    for path, number in places:
        assert "# fill in: " in (mesh / path).read_text().splitlines()[int(number) - 1]


def test_links_to_entities_are_copied(mesh: Path) -> None:
    """A link by the meaning of the other domain becomes explicit, also under a new name."""
    write(
        unpacked("""\
-- governance/entities/artist.yaml --
apiVersion: meshwright/v1
kind: Entity
name: artist
definition: Who performs.
steward: player-squad
identifier: {scheme: artist-key, logicalType: string}
-- products/player/meanings.yaml --
apiVersion: meshwright/v1
kind: Meaning
domain: player
entity: artist
means: Who performs.
relation: exactMatch
schemes: [{scheme: artist-key, columns: [plays/artist_key]}]
"""),
        mesh,
    )
    contract = mesh / PLACES["contract"]
    added = "    properties:\n      - name: artist_key\n        logicalType: string\n"
    contract.write_text(contract.read_text().replace("    properties:\n", added, 1))
    new(mesh, "product", "payments/payouts", "--archetype", "aggregate", "--purpose", "Pays.")

    assert new(mesh, "port", "payments/payouts/weekly", "--column", f"payee={UPSTREAM}/plays/artist_key") == 0
    (column,) = read(mesh, "products/payments/payouts/contracts/weekly.v1.odcs.yaml")["schema"][0][
        "properties"
    ]
    assert column["name"] == "payee"
    assert column["authoritativeDefinitions"] == [
        {"type": "semanticDefinition", "url": "entity:artist/artist-key"}
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("product",), "missing `DOMAIN/PRODUCT`, `--archetype` and `--purpose`"),
        (("agreement",), "missing `PORT`, `--team`, `--use`, `--role` and `--purpose`"),
        (
            ("product", "player/x", "--column", "a:string"),
            "`--column` and `--from` describe a port; name it with `--port`",
        ),
        (
            ("team",),
            "missing `NAME`, `--owner` and `--channel`; without a terminal, meshwright cannot ask for values",
        ),
        (("domain", "x"), "missing `--owner` and `--purpose`"),
        (("product", "player/x", "--archetype", "aggregate"), "missing `--purpose`"),
        (("port", "player/play-events/x"), "missing `--column`"),
        (("team", "../x", "--owner", "a", "--channel", "b"), "kebab case"),
        (("team", "/etc/passwd", "--owner", "a", "--channel", "b"), "kebab case"),
        (("team", "x", "--owner", "a\x1b[2J", "--channel", "b"), "without control characters"),
        (("team", "x", "--owner", "a", "--channel", "b\u202e"), "without control characters"),
        (
            ("domain", "x", "--owner", "nobody", "--purpose", "p"),
            "unknown team `nobody`; register it first",
        ),
        (("domain", "x", "--owner", "player-squadd", "--purpose", "p"), "did you mean `player-squad`?"),
        (("product", "../x", "--system", "s", "--purpose", "p"), "the name of a domain"),
        (("product", "player/..", "--system", "s", "--purpose", "p"), "kebab case"),
        (
            ("product", "nowhere/x", "--archetype", "aggregate", "--purpose", "p"),
            "unknown domain `nowhere`",
        ),
        (
            ("product", "a/b/c", "--archetype", "aggregate", "--purpose", "p"),
            "expected a product as `domain/product`",
        ),
        (("port", "player/play-events/x/y", "--column", "a:string"), "expected a port as"),
        (("port", "player/nothing/x", "--column", "a:string"), "there is no product `player/nothing`"),
        (
            ("port", "player/play-events/x", "--column", "a:string", "--slo", f"latency={'9' * 5000}h"),
            "`--slo latency` takes a number of at most 15 characters",
        ),
        (("port", "player/play-event/x", "--column", "a:string"), "did you mean `player/play-events`?"),
        (("port", "player/play-events/x", "--column", "a:strin"), "did you mean `string`?"),
        (("port", "player/play-events/x", "--column", "a-b:string"), "letters, digits and underscores"),
        (("port", "player/play-events/x", "--column", "a:string:kye"), "did you mean `key`?"),
        (
            ("port", "player/play-events/x", "--column", "a:string", "--column", "a:date"),
            "duplicate column `a`",
        ),
        (("port", "player/play-events/x", "--column", "player/play-events/dayly@1/plays"), "did you mean"),
        (
            ("port", "player/play-events/x", "--column", "a:string", "--slo", "latency"),
            "expected a service level",
        ),
        (("port", "player/play-events/x", "--column", "a:string", "--server", "lake"), "has no `type`"),
        (
            ("port", "player/play-events/x", "--column", "a:string", "--role", "nobody"),
            "unknown role `nobody`",
        ),
    ],
)
def test_wrong_values_are_refused_in_one_line(
    mesh: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """Nothing is written, and the exit code is 2."""
    before = contents(mesh)

    assert new(mesh, *arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert contents(mesh) == before


def test_drafts_with_an_error_are_not_written(mesh: Path, capsys: Capture) -> None:
    """The finding is named with its location; here a column below the level of its source."""
    upstream = read(mesh, PLACES["contract"])["schema"][0]["properties"]
    column = next(each["name"] for each in upstream if each.get("classification") not in (None, "public"))
    new(mesh, "product", "payments/payouts", "--archetype", "aggregate", "--purpose", "Pays.")
    before = contents(mesh)

    assert new(mesh, "port", "payments/payouts/x", "--column", f"{UPSTREAM}/plays/{column}:public") == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "meshwright: nothing is written; products/payments/payouts/contracts/x.v1.odcs.yaml:"
    )
    assert said.endswith("[classification-leak]\n")
    assert contents(mesh) == before


def test_diff_is_shown_and_nothing_written(mesh: Path, capsys: Capture) -> None:
    """Exit code 1, like `fix --diff`."""
    before = contents(mesh)

    assert new(mesh, *TEAM, "--diff") == 1
    assert "+name: shelf-squad" in capsys.readouterr().out
    assert contents(mesh) == before


def test_existing_file_is_not_overwritten(grocer: Path, capsys: Capture) -> None:
    """Even if it is not a document, or is a broken link."""
    new(grocer, *TEAM)
    new(grocer, *DOMAIN)
    there = grocer / "products/assortment/articles/product.odps.yaml"
    there.parent.mkdir(parents=True)
    there.symlink_to("/nowhere/at/all")

    assert new(grocer, *PRODUCT) == 2
    assert capsys.readouterr().err.endswith(
        "`products/assortment/articles/product.odps.yaml` already exists; move it first\n"
    )
    assert there.is_symlink()


def test_documents_are_appended_with_the_same_line_ends(mesh: Path) -> None:
    """A byte order mark, CRLF and a last line without an end are kept."""
    teams = mesh / PLACES["teams"]
    old = b"\xef\xbb\xbf" + teams.read_bytes().replace(b"\n", b"\r\n").rstrip()
    teams.write_bytes(old)

    assert new(mesh, *TEAM) == 0
    made = teams.read_bytes()
    assert made.startswith(old + b"\r\n---\r\napiVersion: meshwright/v1\r\nkind: Team\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_new_products_follow_the_existing_layout_and_servers(tmp_path: Path) -> None:
    """Without a standard, files go where those of other products are, and a port gets its own location."""
    mesh = write(
        unpacked("""\
-- mesh/assortment.articles/articles.odps.yaml --
apiVersion: v1.1.0
kind: DataProduct
id: articles
name: articles
version: 1.0.0
status: active
domain: assortment
outputPorts: [{name: current, version: 1.0.0, contractId: c}]
-- mesh/assortment.articles/current.odcs.yaml --
apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
servers:
  - {server: lake, type: s3, location: "s3://shop/articles/current/v1/rows/*.parquet", format: parquet}
schema: [{name: rows, properties: [{name: ean, logicalType: string}]}]
"""),
        tmp_path,
    )
    document = mesh / "mesh/assortment.articles/articles.odps.yaml"
    document.write_text(
        document.read_text().replace("outputPorts: [", "outputPorts:\n  - ").replace("}]", "}")
    )
    arguments = ("port", "assortment/articles/prices", "--column", "ean:string", "--object", "prices")

    assert new(mesh, *arguments) == 0
    made = read(mesh, "mesh/assortment.articles/prices.odcs.yaml")
    assert made["servers"][0]["location"] == "s3://shop/articles/prices/v1/prices/*.parquet"
    assert read(mesh, "mesh/assortment.articles/articles.odps.yaml")["version"] == "1.1.0"


ENTITY = (
    *("entity", "article", "--definition", "What a customer can buy.", "--steward", "shelf-squad"),
    *("--scheme", "gtin", "--check", "gtin", "--example", "4006381333931"),
)
CURRENT = "assortment/articles/current@1"
AGREEMENT = (
    *("agreement", CURRENT, "--team", "shelf-squad", "--use", "Price board"),
    *("--role", "analyst", "--purpose", "pricing"),
)


def test_entity_links_its_identifying_columns(grocer: Path, capsys: Capture) -> None:
    """The entity, then the meaning of the domain; another column of the domain is added there."""
    for each in (TEAM, DOMAIN, PRODUCT):
        new(grocer, *each)
    assert new(grocer, *ENTITY, "--column", f"{CURRENT}/articles/ean") == 0
    port = (
        "port",
        "assortment/articles/prices",
        "--object",
        "prices",
        "--column",
        f"code={CURRENT}/articles/ean",
    )
    assert new(grocer, *port) == 0
    (code,) = read(grocer, "products/assortment/articles/contracts/prices.v1.odcs.yaml")["schema"][0][
        "properties"
    ]
    assert code["authoritativeDefinitions"][0]["url"] == "entity:article/gtin"
    assert (
        new(
            grocer,
            "port",
            "assortment/articles/offers",
            "--object",
            "offers",
            "--column",
            "ean:string:key Its GTIN.",
        )
        == 0
    )
    assert new(grocer, "entity", "article", "--column", "assortment/articles/offers@1/offers/ean") == 0

    assert read(grocer, "governance/entities/article.yaml")["identifier"] == {
        "scheme": "gtin",
        "logicalType": "string",
        "check": "gtin",
        "examples": ["4006381333931"],
    }
    assert (
        (grocer / "products/assortment/meanings.yaml").read_text()
        == """\
apiVersion: meshwright/v1
kind: Meaning
domain: assortment
entity: article
means: What a customer can buy.
relation: exactMatch
schemes:
  - scheme: gtin
    columns:
      - articles/ean
      - offers/ean
"""
    )
    capsys.readouterr()
    assert main(["check", str(grocer), *AS_OF]) == 0
    before = contents(grocer)
    assert new(grocer, *ENTITY, "--column", f"{CURRENT}/articles/ean") == 0
    assert "nothing to do" in capsys.readouterr().out
    assert contents(grocer) == before


def test_agreement_is_a_separate_file(grocer: Path, capsys: Capture) -> None:
    """It lasts a year, and a second run has nothing to do; another team's use with the same name gets another file."""
    for each in (TEAM, DOMAIN, PRODUCT, ("team", "till-squad", "--owner", "bo", "--channel", "#till")):
        new(grocer, *each)
    assert new(grocer, *AGREEMENT, "--column", f"{CURRENT}/articles/price") == 0
    made = read(grocer, "products/assortment/articles/agreements/price-board.yaml")
    assert made == {
        "apiVersion": "meshwright/v1",
        "kind": "AccessAgreement",
        "port": CURRENT,
        "consumer": {"team": "shelf-squad", "use": "Price board"},
        "columns": ["articles/price"],
        "purpose": "pricing",
        "role": "analyst",
        "requestedOn": "2026-11-22",
        "expires": "2027-11-22",
    }
    before = contents(grocer)
    capsys.readouterr()
    assert new(grocer, *AGREEMENT) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert contents(grocer) == before

    other = [each if each != "shelf-squad" else "till-squad" for each in AGREEMENT]
    assert new(grocer, *other) == 0
    assert (grocer / "products/assortment/articles/agreements/till-squad-price-board.yaml").exists()
    assert main(["check", str(grocer), *AS_OF]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("entity", "x"), "missing `--definition`, `--steward` and `--scheme`"),
        (
            ("entity", "article", "--scheme", "isbn"),
            "entity `article` has no scheme `isbn`; add it in governance/",
        ),
        (
            ("entity", "article", "--definition", "y"),
            "entity `article` already exists with a different `definition`",
        ),
        (("entity", "article", "--column", CURRENT), "is not a column"),
        (("entity", "article", "--column", f"{CURRENT}/articles/eam"), "did you mean"),
        ((*ENTITY[:1], "isbn", *ENTITY[2:-3], "no-check", "--example", "1"), "nothing is written"),
        (("agreement", CURRENT), "missing `--team`, `--use`, `--role` and `--purpose`"),
        (("agreement", "assortment/articles/curent@1", *AGREEMENT[2:]), f"did you mean `{CURRENT}`?"),
        ((*AGREEMENT, "--column", "articles/nothing"), "nothing is written"),
    ],
)
def test_wrong_entities_and_agreements_are_refused_in_one_line(
    grocer: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """Nothing is written, and the exit code is 2."""
    for each in (TEAM, DOMAIN, PRODUCT, ENTITY):
        new(grocer, *each)
    before = contents(grocer)
    capsys.readouterr()

    assert new(grocer, *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert contents(grocer) == before


def test_concurrent_edit_is_not_lost(grocer: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later of two runs that started with the same file is refused, and finds both teams when it is repeated."""
    new(grocer, *TEAM)
    own = checking.check_drafts
    others = [("team", "till-squad", "--owner", "ada", "--channel", "#till")]

    def check(*arguments: Any) -> Any:
        while others:
            assert new(grocer, *others.pop()) == 0
        return own(*arguments)

    monkeypatch.setattr(checking, "check_drafts", check)
    later = ("team", "stock-squad", "--owner", "bo", "--channel", "#stock")
    capsys.readouterr()

    assert new(grocer, *later) == 2
    assert (
        "`governance/teams.yaml` has changed in the meantime and was not written; run the command again"
        in (capsys.readouterr().err)
    )
    assert new(grocer, *later) == 0
    text = (grocer / "governance/teams.yaml").read_text()
    assert all(f"name: {name}\n" in text for name in ("till-squad", "stock-squad"))


def test_existing_meaning_is_not_replaced(grocer: Path, capsys: Capture) -> None:
    """The part that would not be written is refused, with the location to edit."""
    for each in (TEAM, DOMAIN, PRODUCT, (*ENTITY, "--column", f"{CURRENT}/articles/ean")):
        new(grocer, *each)
    before = contents(grocer)
    linked = ("entity", "article", "--column", f"{CURRENT}/articles/price")
    capsys.readouterr()

    assert new(grocer, *linked, "--means", "what lies on a shelf") == 2
    assert capsys.readouterr().err == (
        "meshwright: `assortment` already has a different `means` of `article`; "
        "edit it in products/assortment/meanings.yaml:5\n"
    )
    assert new(grocer, *linked, "--relation", "broadMatch") == 2
    assert contents(grocer) == before


def test_product_in_json_gets_a_port(grocer: Path, capsys: Capture) -> None:
    """In the layout of the file; the contract is YAML."""
    for each in (TEAM, DOMAIN, PRODUCT):
        new(grocer, *each)
    yaml_file = grocer / "products/assortment/articles/product.odps.yaml"
    json_file = yaml_file.with_suffix(".json")
    json_file.write_text(json.dumps(yaml.safe_load(yaml_file.read_text()), indent=2))
    yaml_file.unlink()

    assert (
        new(
            grocer,
            "port",
            "assortment/articles/names",
            "--object",
            "names",
            "--column",
            "ean:string:key Its GTIN.",
        )
        == 0
    )
    product = json.loads(json_file.read_text())
    assert [each["name"] for each in product["outputPorts"]] == ["current", "names"]
    assert json_file.read_text() == json.dumps(product, indent=2)
    capsys.readouterr()
    assert main(["check", str(grocer), *AS_OF]) == 0


def test_added_port_bumps_a_product_in_use(mesh: Path) -> None:
    """By a minor version, as the gate requires; a draft keeps its version."""
    before = read(mesh, PLACES["product"])["version"]
    assert (
        new(
            mesh,
            "port",
            "player/play-events/hourly",
            "--object",
            "hours",
            "--column",
            "id:string:key:internal A.",
        )
        == 0
    )
    major, minor, _ = str(before).split(".")
    assert read(mesh, PLACES["product"])["version"] == f"{major}.{int(minor) + 1}.0"


def test_link_out_of_the_mesh_is_not_followed(grocer: Path, tmp_path: Path, capsys: Capture) -> None:
    """Nothing is written, neither outside nor inside."""
    for each in (TEAM, DOMAIN):
        new(grocer, *each)
    outside = tmp_path / "outside"
    outside.mkdir()
    (grocer / "products").symlink_to(outside)
    before = contents(grocer)
    capsys.readouterr()

    assert new(grocer, *PRODUCT) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert contents(grocer) == before
    assert list(outside.iterdir()) == []
