"""`meshwright new version`: its drafts, the unchanged files, and its refusals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archives import unpacked, write
from mesh_of import PLACES, TODAY, scaffold
from meshwright.cli.main import main
from meshwright.mesh.link import link
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.drafting import DraftError
from meshwright.workspace.new_version import Side, check_drafts, drafted
from meshwright.workspace.project import open_project
from repositories import commit, git, start

EXAMPLE = Path(__file__).parents[2]
ADDRESS = "player/play-events/daily@1"
CONTRACT, PRODUCT = PLACES["contract"], PLACES["product"]
NEW = CONTRACT.replace("v1", "v2")
AS_OF = ("--as-of", "2026-11-22")
GROCER = """\
-- governance/mesh.yaml --
apiVersion: meshwright/v1
kind: Mesh
name: corner-shops
preset: essential
-- shelf/product.yaml --
apiVersion: v1.0.0
kind: DataProduct
id: 7c1d
name: shelf
version: 0.4.0
status: active
domain: retail
outputPorts:
# the one that tills read
- name: prices # in euros
  version: 3.2.0
  contractId: shelf.prices
  authoritativeDefinitions:
  - type: documentation
    url: https://example.org/prices
- name: stock
  version: 1.0.0
  contractId: shelf.stock
-- shelf/prices.yaml --
apiVersion: v3.0.2
kind: DataContract
id: shelf.prices
version: 3.2.0
status: active
servers:
- server: warehouse
  type: postgres
  host: db.example.org
  port: 5432
  database: shop_v3
  schema: public
schema:
- name: prices
  physicalName: prices_v3
  quality:
  - type: sql
    query: SELECT COUNT(*) FROM prices_v3 WHERE price < 0
    mustBe: 0
  properties:
  - name: ean
    logicalType: string
    primaryKey: true
    relationships:
    - to: prices.yaml#/schema/prices/properties/ean
  - name: price
    logicalType: number
-- shelf/stock.yaml --
apiVersion: v3.0.2
kind: DataContract
id: shelf.stock
version: 1.0.0
status: active
servers:
- server: feed
  type: kafka
  host: kafka.example.org:9092
schema:
- name: stock
  properties:
  - name: ean
    logicalType: string
-- till/product.yaml --
apiVersion: v1.0.0
kind: DataProduct
id: 91aa
name: till
version: 1.0.0
status: active
domain: retail
inputPorts:
- name: prices
  version: 3.1.0
  contractId: shelf.prices
"""

Capture = pytest.CaptureFixture[str]


def repository(folder: Path, files: dict[str, bytes]) -> Path:
    """Return a repository with files on `main`."""
    write(files, folder)
    start(folder)
    return folder


def new(mesh: Path, address: str, *more: str) -> int:
    """Run the program in this process."""
    return main(["new", "version", address, "--mesh", str(mesh), *AS_OF, *more])


def changed(mesh: Path) -> dict[str, str]:
    """Return the lines that differ from the last commit, by file."""
    git(mesh, "add", "--all", "--intent-to-add")
    found = re.split(r"(?m)^diff --git a/(\S+) b/.*\n", git(mesh, "diff", "-U0", "--no-renames"))[1:]
    return {
        path: "\n".join(line for line in text.splitlines() if re.match(r"[-+](?![-+]{2} )", line))
        for path, text in zip(found[::2], found[1::2], strict=True)
    }


def is_green(mesh: Path, base: str = "main") -> bool:
    """Return whether the mesh and its change have no error."""
    commit(mesh)
    checks = (["check", str(mesh)], ["check", str(mesh), "--changed-since", base])
    return all(main([*each, *AS_OF]) == 0 for each in checks)


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return the clean mesh as a repository; `payments/royalties` reads `player/play-events/daily@1`."""
    return repository(tmp_path / "mesh", scaffold())


def test_next_version_is_written_next_to_the_old_one(mesh: Path, capsys: Capture) -> None:
    """Contract and port are copied, the old one gets a date and a successor; no consumer is touched."""
    before = (mesh / CONTRACT).read_text()

    assert new(mesh, ADDRESS) == 0

    assert capsys.readouterr().out.splitlines() == [
        f"wrote {NEW}: version 2.0.0, a copy of 1.0.0",
        f"wrote {CONTRACT}: version 1.1.0, ends on 2027-05-21; `--ends DATE` sets another day",
        (
            f"wrote {PRODUCT}: `player/play-events/daily@2` succeeds `{ADDRESS}`, which is deprecated;"
            " the product's version is 1.1.0"
        ),
        "notify 1 consumer: `payments/royalties` of `payments-squad`",
        f"next: make the change in {NEW}",
    ]
    assert (mesh / NEW).read_text() == before.replace("version: 1.0.0", "version: 2.0.0").replace(
        "/v1/", "/v2/"
    )
    assert changed(mesh).keys() == {CONTRACT, NEW, PRODUCT}
    assert changed(mesh)[CONTRACT].splitlines() == [
        "-version: 1.0.0",
        "-status: active",
        "+version: 1.1.0",
        "+status: deprecated",
        "+  - property: endOfLife",
        '+    value: "2027-05-21"',
    ]
    assert changed(mesh)[PRODUCT].splitlines() == [
        "-version: 1.0.0",
        "+version: 1.1.0",
        "-    version: 1.0.0",
        "+    version: 1.1.0",
        "+    contractId: play-events.daily",
        "+    deprecated: true",
        "+    authoritativeDefinitions:",
        "+      - type: successor",
        "+        url: mesh://scaffold/player/play-events/daily@2",
        "+  - name: daily",
        "+    description: Plays of a day.",
        "+    type: files",
        "+    version: 2.0.0",
    ]
    assert is_green(mesh)


def test_address_may_be_copied_from_a_comment(mesh: Path) -> None:
    """Comments on forges have an invisible joiner after the `@` of addresses, so that it is not a mention."""
    assert new(mesh, ADDRESS.replace("@", "@\u200d")) == 0


def test_change_of_only_the_port_becomes_the_next_version(mesh: Path) -> None:
    """The old port keeps its type; both contracts are the same."""
    before = (mesh / PRODUCT).read_text()
    git(mesh, "switch", "--quiet", "--create", "change")
    (mesh / PRODUCT).write_text(before.replace("type: files", "type: table"))

    assert new(mesh, ADDRESS, "--changed-since", "main") == 0

    product = (mesh / PRODUCT).read_text()
    ports = dict(re.findall(r"type: (files|table)\n    version: (\S+)", product))
    assert ports == {"files": "1.1.0", "table": "2.0.0"}
    assert is_green(mesh)


def test_user_sets_the_last_day(mesh: Path) -> None:
    """`--ends` states how long the old version stays."""
    assert new(mesh, ADDRESS, "--ends", "2027-12-31") == 0
    assert 'value: "2027-12-31"' in (mesh / CONTRACT).read_text()


@pytest.mark.parametrize("is_committed", [False, True])
@pytest.mark.parametrize("bumps", [(), (CONTRACT,), (CONTRACT, PRODUCT)], ids=len)
def test_breaking_change_becomes_the_next_version(
    mesh: Path, capsys: Capture, bumps: tuple[str, ...], *, is_committed: bool
) -> None:
    """With `--changed-since`, the old version is the base's and the new one has the change, whatever its version."""
    before = (mesh / CONTRACT).read_text()
    git(mesh, "switch", "--quiet", "--create", "change")
    broken = before.replace("- name: played_at", "- name: started_at")
    (mesh / CONTRACT).write_text(broken)
    for path in bumps:
        (mesh / path).write_text((mesh / path).read_text().replace("version: 1.0.0", "version: 2.0.0"))
    if is_committed:
        commit(mesh)

    assert new(mesh, ADDRESS, "--changed-since", "main") == 0

    assert "version 2.0.0, the change" in capsys.readouterr().out
    assert (mesh / NEW).read_text() == broken.replace("version: 1.0.0", "version: 2.0.0").replace(
        "/v1/", "/v2/"
    )
    kept = (mesh / CONTRACT).read_text()
    assert "- name: played_at" in kept
    assert "\nversion: 1.1.0\n" in kept
    assert is_green(mesh)


def test_contract_renamed_by_hand_keeps_its_name(mesh: Path) -> None:
    """If the contract was moved to `daily.v2`, the old one is restored as `daily.v1`."""
    before = (mesh / CONTRACT).read_text()
    (mesh / NEW).write_text(before.replace("version: 1.0.0", "version: 2.0.0").replace("varchar(36)", "uuid"))
    (mesh / CONTRACT).unlink()
    (mesh / PRODUCT).write_text(
        (mesh / PRODUCT).read_text().replace("    version: 1.0.0", "    version: 2.0.0")
    )

    assert new(mesh, ADDRESS, "--changed-since", "main") == 0

    assert "varchar(36)" in (mesh / CONTRACT).read_text()
    assert "physicalType: uuid" in (mesh / NEW).read_text()
    assert is_green(mesh)


def test_mesh_of_another_business_gets_a_next_version(tmp_path: Path, capsys: Capture) -> None:
    """Names without `v1`, an older standard, version 3, tables with the major version, lists without indentation."""
    mesh = repository(tmp_path, unpacked(GROCER))

    assert new(mesh, "retail/shelf/prices@3") == 0

    assert changed(mesh)["shelf/product.yaml"].splitlines() == [
        "-apiVersion: v1.0.0",
        "+apiVersion: v1.1.0",
        "-version: 0.4.0",
        "+version: 0.4.1",
        "-  version: 3.2.0",
        "+  version: 3.3.0",
        "+  contractId: shelf.prices",
        "+  authoritativeDefinitions:",
        "+  - type: documentation",
        "+    url: https://example.org/prices",
        "+  - type: successor",
        "+    url: mesh://corner-shops/retail/shelf/prices@4",
        "+  deprecated: true",
        "+- name: prices # in euros",
        "+  version: 4.0.0",
    ]
    text = (mesh / "shelf/prices.v4.yaml").read_text()
    assert [line.strip() for line in text.splitlines() if "v4" in line] == [
        "database: shop_v4",
        "physicalName: prices_v4",
        "query: SELECT COUNT(*) FROM prices_v4 WHERE price < 0",
        "- to: prices.v4.yaml#/schema/prices/properties/ean",
    ]
    assert "notify 1 consumer: `retail/till`" in capsys.readouterr().out
    assert is_green(mesh)


def test_location_without_a_version_must_be_reviewed(tmp_path: Path, capsys: Capture) -> None:
    """Two versions in one location would overwrite each other."""
    mesh = repository(tmp_path, unpacked(GROCER))
    assert new(mesh, "retail/shelf/stock@1") == 0
    assert (
        "review shelf/stock.v2.yaml: server `feed` does not name the version; both versions share a location\n"
        in capsys.readouterr().out
    )


def test_announced_end_belongs_to_the_old_version(mesh: Path) -> None:
    """A deprecated port keeps its day; the new version has no end, no deprecation and no other successor."""
    page = "https://wiki.watergarden.example/plays"
    port = "    contractId: play-events.daily\n"
    more = (
        f"    deprecated: true\n    authoritativeDefinitions:\n      - type: successor\n        url: {page}\n"
    )
    (mesh / PRODUCT).write_text((mesh / PRODUCT).read_text().replace(port, port + more))
    text = (mesh / CONTRACT).read_text().replace("status: active", "status: deprecated")
    (mesh / CONTRACT).write_text(f'{text}  - property: endOfLife\n    value: "2027-12-31"\n')
    commit(mesh)

    assert new(mesh, ADDRESS) == 0

    product = (mesh / PRODUCT).read_text()
    assert [product.count(each) for each in ("deprecated: true", page, "play-events/daily@2")] == [1, 1, 1]
    assert 'value: "2027-12-31"' in (mesh / CONTRACT).read_text()
    assert "endOfLife" not in (mesh / NEW).read_text()
    assert "\nstatus: active\n" in (mesh / NEW).read_text()


def test_line_ends_are_kept(mesh: Path) -> None:
    """A file with Windows line ends gets Windows line ends."""
    for path in (CONTRACT, PRODUCT):
        (mesh / path).write_bytes((mesh / path).read_bytes().replace(b"\n", b"\r\n"))
    commit(mesh)
    assert new(mesh, ADDRESS) == 0
    for path in (CONTRACT, NEW, PRODUCT):
        data = (mesh / path).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n"), path


REFUSED = {
    "unknown": ("player/play-events/dayly@1", {}, "did you mean `player/play-events/daily@1`?"),
    "product": ("player/play-events", {}, "name one of its ports: player/play-events/daily@1"),
    "nobody-exposes": (
        "-/play-events.daily@1",
        {PRODUCT: ("    contractId: play-events.daily\n", "")},
        "no product exposes `-/play-events.daily@1`; describe the product first",
    ),
    "flow": (
        ADDRESS,
        {
            PRODUCT: (
                (
                    "  - name: daily\n    description: Plays of a day.\n    type: files\n    version: 1.0.0\n"
                    "    contractId: play-events.daily\n"
                ),
                "  - {name: daily, type: files, version: 1.0.0, contractId: play-events.daily}\n",
            )
        },
        "cannot be edited; write it in block style",
    ),
    "unordered": (
        ADDRESS,
        {
            CONTRACT: ("version: 1.0.0", "version: 1.x"),
            PRODUCT: ("    version: 1.0.0", "    version: 1.x"),
        },
        "no port of the mesh has the address",
    ),
    "ends-before": (ADDRESS, {}, "--ends 2026-11-22 is not after 2026-11-22"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_writes_nothing(name: str, mesh: Path, capsys: Capture) -> None:
    """The exit code is 2 with the reason, and no file changes."""
    address, edits, words = REFUSED[name]
    for path, (old, text) in edits.items():
        assert old in (mesh / path).read_text()
        (mesh / path).write_text((mesh / path).read_text().replace(old, text, 1))
    commit(mesh)
    more = ("--ends", "2026-11-22") if name == "ends-before" else ()

    assert new(mesh, address, *more) == 2

    assert words in capsys.readouterr().err
    assert changed(mesh) == {}


def test_existing_version_is_refused(mesh: Path, capsys: Capture) -> None:
    """A second run finds version 2, and an existing file is never overwritten."""
    (mesh / NEW).write_text("# notes\n")
    commit(mesh)
    assert new(mesh, ADDRESS) == 2
    assert f"`{NEW}` already exists" in capsys.readouterr().err

    (mesh / NEW).unlink()
    commit(mesh)
    assert new(mesh, ADDRESS) == 0
    commit(mesh)
    capsys.readouterr()
    assert new(mesh, ADDRESS) == 2
    assert f"version 2 already exists: `{NEW}`" in capsys.readouterr().err


def test_uncommitted_change_is_not_copied_into_both(mesh: Path, capsys: Capture) -> None:
    """A breaking change in the working tree would also enter the old version: use `--changed-since`."""
    (mesh / CONTRACT).write_text((mesh / CONTRACT).read_text().replace("varchar(36)", "uuid"))
    assert new(mesh, ADDRESS) == 2
    assert "make them the new version with `--changed-since HEAD`" in capsys.readouterr().err
    assert new(mesh, ADDRESS, "--changed-since", "HEAD") == 0


def test_broken_change_is_refused(mesh: Path, capsys: Capture) -> None:
    """An error in the new version is reported with its location, and nothing is written."""
    path = mesh / CONTRACT
    path.write_text(path.read_text().replace("logicalType: timestamp\n", "logicalType: timestampp\n", 1))
    before = changed(mesh)
    assert new(mesh, ADDRESS, "--changed-since", "main") == 2
    assert "version 2 has an error" in capsys.readouterr().err
    assert changed(mesh) == before


def test_unchanged_contract_is_refused(mesh: Path, capsys: Capture) -> None:
    """Without a change, there is nothing for the new version."""
    assert new(mesh, ADDRESS, "--changed-since", "main") == 2
    assert "has not changed; leave out `--changed-since`" in capsys.readouterr().err


@pytest.mark.slow
def test_every_port_of_the_example_has_a_next_version() -> None:
    """The drafts are clean; only an existing one is refused, and a waiver for version 1 does not cover version 2."""
    source = compiled(of_folder(EXAMPLE, open_project([EXAMPLE]).configuration.exclude), {}, jobs=1)
    configuration = open_project([EXAMPLE]).configuration
    now = Side(source, link(source.linkable, TODAY, configuration.terms))
    ends = TODAY.replace(year=2027)
    refused, unwaived = [], []
    for address in now.mesh.ports:
        try:
            made = drafted(address, now, None, ends, is_requested=False)
            if check_drafts(made, now, None, configuration, TODAY):
                unwaived.append(address)
        except DraftError as error:
            refused.append(str(error))
    assert refused == [
        "version 2 already exists: `products/player/listening-sessions/contracts/daily.v2.odcs.yaml`"
    ]
    assert unwaived == ["analytics/sales-kpis/monthly@1", "payments/royalties/statements@1"]
