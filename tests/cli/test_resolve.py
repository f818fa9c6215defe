"""`meshwright resolve` as users run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mesh_of import scaffold
from meshwright.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Write the scaffold."""
    for path, data in scaffold().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return tmp_path


def resolved(mesh: Path, address: str, capsys: Capture) -> dict:
    """Return the JSON output."""
    assert main(["resolve", address, str(mesh), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"


def line(start: str, path: str = CONTRACT) -> int:
    """Return the first line of a file of the scaffold with this beginning."""
    texts = scaffold()[path].decode().splitlines()
    return next(number for number, text in enumerate(texts, 1) if text.strip().startswith(start))


def test_field_is_described_completely(mesh: Path, capsys: Capture) -> None:
    """Its location, owner and state."""
    main(["resolve", "player/play-events/daily@1/plays/played_at", str(mesh)])

    assert capsys.readouterr().out == (
        "player/play-events/daily@1/plays/played_at\n"
        "  what      field, timestamp, timestamp, internal\n"
        "  place     s3 lake (prod): s3://watergarden-data/player/play-events/daily/v1/plays/*.parquet, plays\n"
        "  owner     ines.holm of player-squad\n"
        "  support   #player-data https://chat.watergarden.example/player-data\n"
        "  version   1.0.0\n"
        "  status    active\n"
        "  contract  play-events.daily\n"
        f"  file      {CONTRACT}:{line('- name: played_at')}\n"
    )


def test_json_has_the_same_values(mesh: Path, capsys: Capture) -> None:
    seen = resolved(mesh, "player/play-events/daily@1#servers/lake", capsys)

    assert seen == {
        "address": "player/play-events/daily@1#servers/lake",
        "kind": "server",
        "path": CONTRACT,
        "line": line("- server: lake"),
        "version": "1.0.0",
        "status": "active",
        "contract": {"id": "play-events.daily", "path": CONTRACT, "line": line("name: play events")},
        "product": {
            "address": "player/play-events",
            "path": PRODUCT,
            "line": line("name: play-events", PRODUCT),
        },
        "owner": {"team": "player-squad", "members": ["ines.holm"]},
        "support": [{"channel": "#player-data", "url": "https://chat.watergarden.example/player-data"}],
        "places": [
            {
                "server": "lake",
                "type": "s3",
                "environment": "prod",
                "location": "s3://watergarden-data/player/play-events/daily/v1/plays/*.parquet",
                "format": "parquet",
                "objects": [{"name": "plays", "physicalName": "plays", "physicalType": "table"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("address", "kind", "path"),
    [
        ("player/play-events", "product", PRODUCT),
        ("player/play-events/daily@1", "port", CONTRACT),
        ("mesh://scaffold/player/play-events/daily@1/plays", "object", CONTRACT),
        ("player/play-events/daily@1#sla/latency", "sla", CONTRACT),
        ("player/play-events/daily@1#roles/analyst", "role", CONTRACT),
        ("team:player-squad", "team", "governance/teams.yaml"),
        ("domain:player", "domain", "governance/domains.yaml"),
        ("role:analyst", "role", "governance/roles.yaml"),
        ("system:player-backend", "system", "governance/systems.yaml"),
    ],
)
def test_everything_with_an_address_resolves(
    mesh: Path, address: str, kind: str, path: str, capsys: Capture
) -> None:
    """Data, parts that are not data, and registries; also in the global form."""
    seen = resolved(mesh, address, capsys)

    assert (seen["kind"], seen["path"]) == (kind, path)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("plaier/x", "unknown domain `plaier`; did you mean `player`?"),
        ("player", "`player` is a domain; use `domain:player`, or add `/` and a product"),
        ("player/play-event", "domain `player` has no product `play-event`; did you mean `play-events`?"),
        (
            "player/play-events/daily",
            "product `player/play-events` has no port `daily`; did you mean `daily@1`?",
        ),
        (
            "player/play-events/daily@3",
            "product `player/play-events` has no port `daily@3`; did you mean `daily@1`?",
        ),
        (
            "player/play-events/daily@1/play",
            "`player/play-events/daily@1` has no object `play`; did you mean `plays`?",
        ),
        (
            "player/play-events/daily@1/plays/play_ip",
            "`player/play-events/daily@1/plays` has no field `play_ip`; did you mean `play_id`?",
        ),
        (
            "player/play-events/daily@1#servers/like",
            "`player/play-events/daily@1` has no server `like`; did you mean `lake`?",
        ),
        (
            "player/play-events/daily@1#server/lake",
            "`player/play-events/daily@1` has no part `server`; did you mean `servers`?",
        ),
        (
            "player/play-events#servers/lake",
            "`player/play-events` has no parts after `#`; only a port has servers, sla and roles",
        ),
        ("team:player-sqad", "unknown team `player-sqad`; did you mean `player-squad`?"),
        ("team:x", "unknown team `x`"),
        ("taem:x", "unknown registry `taem`; did you mean `team`?"),
        ("mesh://elsewhere/player", "this mesh is `scaffold`, not `elsewhere`"),
    ],
)
def test_unknown_address_names_the_unknown_part(
    mesh: Path, address: str, message: str, capsys: Capture
) -> None:
    """The exit code is 2."""
    assert main(["resolve", address, str(mesh)]) == 2
    assert capsys.readouterr() == ("", f"meshwright: {message}\n")


def test_password_is_never_shown(mesh: Path, capsys: Capture) -> None:
    """Neither in a URL nor under a separate key."""
    target = mesh / CONTRACT
    target.write_text(
        target.read_text().replace("location: s3://", "password: hunter2\n    location: s3://me:hunter2@")
    )

    for form in ("text", "json"):
        assert main(["resolve", "player/play-events/daily@1", str(mesh), "--format", form]) == 0
        out = capsys.readouterr().out
        assert "hunter2" not in out
        assert "s3://watergarden-data/" in out


def test_scheme_of_an_entity_is_found_at_its_declaration(capsys: Capture) -> None:
    """In the example mesh: the steward's, and those of domains."""
    root = Path(__file__).parents[2]
    assert resolved(root, "entity:artist/isni", capsys)["path"] == "governance/entities/artist.yaml"
    assert resolved(root, "entity:artist", capsys)["owner"]["team"] == "labels-squad"


def test_contract_without_a_product_has_an_address(tmp_path: Path, capsys: Capture) -> None:
    """It is under `-`, with its id."""
    target = tmp_path / "x.odcs.yaml"
    target.write_bytes(scaffold()[CONTRACT])

    assert (
        resolved(tmp_path, "-/play-events.daily@1/plays/play_id", capsys)["field"]["name"] == "plays/play_id"
    )
    for command in ("graph downstream", "graph upstream", "graph impact"):
        address = "-/play-events.daily@1/plays/play_id"
        assert main([*command.split(), address, "--mesh", str(tmp_path)]) == 0, command
        assert "-/play-events.daily@1" in capsys.readouterr().out


def test_id_of_a_contract_is_resolved(mesh: Path, capsys: Capture) -> None:
    """Other documents use the id, so `resolve` and `graph` accept it."""
    assert resolved(mesh, "play-events.daily", capsys)["address"] == "player/play-events/daily@1"
    assert main(["graph", "downstream", "play-events.daily", "--mesh", str(mesh)]) == 0
    assert capsys.readouterr().out.startswith("player/play-events/daily@1 ")


@pytest.mark.parametrize("name", ["player", "domain:player", "team:player-squad", "player-squad"])
def test_domain_or_team_is_answered_with_its_products(name: str, mesh: Path, capsys: Capture) -> None:
    """One of them is probably meant."""
    assert main(["graph", "impact", name, "--mesh", str(mesh)]) == 2
    assert (
        f"`{name}` is not an address of this mesh; its products are player/play-events"
        in capsys.readouterr().err
    )


LAKE = "s3://watergarden-data/player/play-events/daily/v1/plays"


@pytest.mark.parametrize(
    "place",
    [
        f"{LAKE}/*.parquet",
        LAKE,
        f"{LAKE}/2026/11/part-0.parquet",
        "plays",
        "PLAYS",
        '"plays"',
    ],
)
def test_physical_location_is_resolved_to_its_object(place: str, capsys: Capture) -> None:
    """A location, a file below it, or a table's name in any notation."""
    found = resolved(Path(__file__).parents[2], place, capsys)

    assert found["address"] == "player/play-events/daily@1/plays"
    assert found["owner"]["team"] == "player-squad"


def test_qualified_table_is_found_on_its_server(mesh: Path, capsys: Capture) -> None:
    """The database and the schema of the server precede the table; another schema is another table."""
    target = mesh / CONTRACT
    lake = target.read_text().index("servers:")
    text = target.read_text()
    end = text.index("\nschema:", lake)
    server = "servers:\n  - {server: wh, type: postgres, host: db.example, database: Shop, schema: sales, port: 5432}"
    target.write_text(text[:lake] + server + text[end:])

    for name in ("sales.plays", "shop.sales.plays", '"Shop"."sales"."plays"'):
        assert resolved(mesh, name, capsys)["address"] == "player/play-events/daily@1/plays"
    assert main(["resolve", "other.plays", str(mesh)]) == 2
    assert capsys.readouterr().err == "meshwright: no table, topic, file or contract is named `other.plays`\n"


def test_topic_is_resolved_to_its_object(capsys: Capture) -> None:
    """By the name that the contract gives its topic."""
    found = resolved(Path(__file__).parents[2], "store.purchases.events.v1", capsys)

    assert found["address"] == "store/purchases/events@1/purchase_events"
    assert "others" not in found


def test_file_is_resolved_to_its_declarations(
    mesh: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """From the root of the mesh, or from the current folder; several are all named."""
    assert resolved(mesh, PRODUCT, capsys)["address"] == "player/play-events"
    monkeypatch.chdir((mesh / CONTRACT).parent)
    assert main(["resolve", Path(CONTRACT).name, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["address"] == "player/play-events/daily@1"
    root = Path(__file__).parents[2]
    teams = resolved(root, "governance/teams.yaml", capsys)
    assert [teams["address"], *teams["others"]][:2] == ["team:governance-council", "team:platform-team"]


def test_bucket_alone_has_no_owner(capsys: Capture) -> None:
    """A whole bucket holds the data of all products, so none of them is named."""
    assert main(["resolve", "s3://watergarden-data/", str(Path(__file__).parents[2])]) == 2
    assert "no server of this mesh has the location" in capsys.readouterr().err
