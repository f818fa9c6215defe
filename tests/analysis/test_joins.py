"""Joinability in meshes of a few lines: schemes as types, crosswalks as conversions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import mesh_of
from meshwright.analysis.meaning.crosswalks import reach, route
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.join_sql import dialect_of, sql
from meshwright.analysis.meaning.joins import JoinOperand, JoinOutcome, meet
from meshwright.report.join import as_text

if TYPE_CHECKING:
    from meshwright.analysis.meaning.joins import JoinPath
    from meshwright.mesh.mesh import Mesh

LAW = settings(max_examples=40, derandomize=True, deadline=None)


def entity(schemes: list[str], crosswalks: list[str]) -> bytes:
    """Define an artist with public schemes; the first is the federated one."""
    more = "".join(f"  - {{scheme: {name}, check: luhn}}\n" for name in schemes[1:])
    return (
        "apiVersion: meshwright/v1\nkind: Entity\nname: artist\ndefinition: Somebody.\nsteward: someone\n"
        f"identifier: {{scheme: {schemes[0]}, check: luhn}}\n"
        + (f"schemes:\n{more}" if more else "")
        + f"crosswalks: [{', '.join(crosswalks)}]\n"
    ).encode()


def meaning(domain: str, relation: str = "exactMatch", more: str = "schemes: []") -> bytes:
    """Write a meaning of a domain."""
    return (
        f"apiVersion: meshwright/v1\nkind: Meaning\ndomain: {domain}\nentity: artist\nmeans: an artist\n"
        f"relation: {relation}\n{more}\n"
    ).encode()


def port(domain: str, columns: dict[str, str]) -> dict[str, bytes]:
    """Make a product `<domain>/p` with a port `o@1` whose object `t` has linked columns."""
    fields = "".join(
        f"      - name: {name}\n        authoritativeDefinitions:\n"
        f"          - {{type: semanticDefinition, url: '{url}'}}\n"
        for name, url in columns.items()
    )
    return {
        f"{domain}/product.odps.yaml": (
            f"apiVersion: v1.1.0\nkind: DataProduct\nid: {domain}.p\nname: p\nversion: 1.0.0\nstatus: active\n"
            f"domain: {domain}\noutputPorts:\n"
            f"  - {{name: o, version: 1.0.0, contractId: {domain}.o}}\n"
        ).encode(),
        f"{domain}/contract.odcs.yaml": (
            f"apiVersion: v3.2.0\nkind: DataContract\nid: {domain}.o\nversion: 1.0.0\nstatus: active\n"
            f"schema:\n  - name: t\n    properties:\n{fields}"
        ).encode(),
        f"{domain}/meanings.yaml": meaning(domain),
    }


def ends(mesh: Mesh, one: str, other: str) -> tuple[JoinOperand, JoinOperand]:
    """Return the addresses of two ports."""
    return JoinOperand(mesh.contract_at[f"{one}/p/o@1"]), JoinOperand(mesh.contract_at[f"{other}/p/o@1"])


@LAW
@given(
    pairs=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10),
    start=st.integers(0, 7),
    end=st.integers(0, 7),
)
def test_path_is_a_shortest_one(pairs: list[tuple[int, int]], start: int, end: int) -> None:
    """It is as long as the shortest path between the schemes, its steps are connected, and so is the reverse."""
    schemes = [f"s{number}" for number in range(8)]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    files = {"artist.yaml": entity(schemes, [f"w{number}/p/o@1" for number in range(len(pairs))])}
    for number, (one, other) in enumerate(pairs):
        files |= port(f"w{number}", {"a": f"entity:artist/s{one}", "b": f"entity:artist/s{other}"})
    mesh = mesh_of(files)

    found = route("artist", f"s{start}", f"s{end}", mesh)
    back = route("artist", f"s{end}", f"s{start}", mesh)

    near = {start}
    length = 0
    while end not in near:
        grown = near | {b for a, b in pairs if a in near} | {a for a, b in pairs if b in near}
        if grown == near:
            assert found is None
            assert back is None
            assert f"s{end}" not in reach("artist", f"s{start}", mesh)
            return
        near, length = grown, length + 1
    assert found is not None
    assert back is not None
    assert (len(found), len(back)) == (length, length)
    steps = [f"s{start}", *(step.exit.scheme.name for step in found)]
    assert steps[:-1] == [step.entry.scheme.name for step in found]
    assert steps[-1] == f"s{end}"


def test_long_chain_of_crosswalks_is_followed() -> None:
    """The search does not recurse."""
    files = {}
    count = 300
    for number in range(count):
        files |= port(f"w{number}", {"a": f"entity:artist/s{number}", "b": f"entity:artist/s{number + 1}"})
    files["artist.yaml"] = entity(
        [f"s{number}" for number in range(count + 1)], [f"w{number}/p/o@1" for number in range(count)]
    )
    mesh = mesh_of(files)

    assert len(route("artist", "s0", f"s{count}", mesh) or ()) == count


def test_only_crosswalks_of_the_steward_are_used() -> None:
    """Two keys in one row are not a promise; the answer states how to make it one."""
    files = {
        "artist.yaml": entity(["isni", "key"], []),
        **port("one", {"a": "entity:artist/isni"}),
        **port("two", {"b": "entity:artist/key"}),
        **port("both", {"a": "entity:artist/isni", "b": "entity:artist/key"}),
    }
    mesh = mesh_of(files)

    found = meet(*ends(mesh, "one", "two"), mesh)

    assert found.verdict is JoinOutcome.NOT_JOINABLE
    assert found.remedies == (
        "`both/p/o@1` has `isni` next to `key` in `t`, but `artist` does not name it as a crosswalk",
        "add a port that has `isni` next to `key` to the crosswalks of `artist`",
    )


def test_columns_with_different_roles_do_not_connect_schemes() -> None:
    """The main artist's key is not the guest's identifier."""
    files = {
        "artist.yaml": entity(["isni", "key"], ["both/p/o@1"]),
        **port("both", {"a": "entity:artist/isni?role=main", "b": "entity:artist/key?role=featured"}),
    }

    assert route("artist", "isni", "key", mesh_of(files)) is None


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [
        ("exactMatch", JoinOutcome.JOINABLE),
        ("closeMatch", JoinOutcome.MEANINGS_DIFFER),
        ("broadMatch", JoinOutcome.MEANINGS_DIFFER),
        ("narrowMatch", JoinOutcome.MEANINGS_DIFFER),
    ],
)
def test_meanings_decide(relation: str, verdict: JoinOutcome) -> None:
    """Exact meanings join with exact ones; every other meaning must be accepted first."""
    files = {
        "artist.yaml": entity(["isni"], []),
        **port("one", {"a": "entity:artist"}),
        **port("two", {"b": "entity:artist/isni"}),
        "two/meanings.yaml": meaning("two", relation),
    }
    mesh = mesh_of(files)

    assert meet(*ends(mesh, "one", "two"), mesh).verdict is verdict
    assert meet(*ends(mesh, "two", "one"), mesh).verdict is verdict


@pytest.mark.parametrize(
    ("one", "two", "lost"),
    [
        ("exactMatch", "closeMatch", ()),
        ("exactMatch", "broadMatch", ("rows of `one/p/o@1` that are not what `two` means by `artist`",)),
        ("exactMatch", "narrowMatch", ("rows of `two/p/o@1` that are not what `one` means by `artist`",)),
        ("narrowMatch", "broadMatch", ("rows of `one/p/o@1` that are not what `two` means by `artist`",)),
        (
            "broadMatch",
            "broadMatch",
            ("rows on either side that the other domain's meaning excludes",),
        ),
    ],
)
def test_narrower_meaning_loses_rows_of_the_broader_side(one: str, two: str, lost: tuple[str, ...]) -> None:
    """Every ward patient is a patient: the rows without a match are those of the broader meaning."""
    files = {
        "artist.yaml": entity(["isni"], []),
        **port("one", {"a": "entity:artist"}),
        **port("two", {"b": "entity:artist/isni"}),
        "one/meanings.yaml": meaning("one", one),
        "two/meanings.yaml": meaning("two", two),
    }
    mesh = mesh_of(files)
    answers = meet(*ends(mesh, "one", "two"), mesh), meet(*ends(mesh, "two", "one"), mesh)

    assert [answer.lost for answer in answers] == [lost, lost]
    text = as_text(answers[0], ("one/p/o@1", "two/p/o@1"), is_accepted=True)
    assert [line.strip() for line in text.splitlines() if "without a match" in line] == [
        f"without a match: {rows}" for rows in lost
    ]


def test_composite_identifier_joins_on_all_of_its_parts() -> None:
    """An incomplete one does not join."""
    party = "schemes:\n  - name: party\n    parts: {country: '^[A-Z]{2}$', number: '^[0-9]{6}$'}\n"
    used = "    columns: [{country: t/land, number: t/nr}]"
    files = {
        "artist.yaml": entity(["isni"], []),
        **port("one", {"x": "entity:none"}),
        **port("two", {"c": "entity:artist/party?part=country", "n": "entity:artist/party?part=number"}),
        **port("three", {"c": "entity:artist/party?part=country"}),
        "one/meanings.yaml": meaning("one", more=party + used),
    }
    files["one/contract.odcs.yaml"] = files["one/contract.odcs.yaml"].partition(b"    properties:")[0] + (
        b"    properties:\n      - name: land\n      - name: nr\n"
    )
    mesh = mesh_of(files)

    found = meet(*ends(mesh, "one", "two"), mesh)

    assert found.way is not None
    assert sql(found.way, "duckdb").endswith("ON t_2_by_key.c = t_by_key.land AND t_2_by_key.n = t_by_key.nr")
    assert meet(*ends(mesh, "one", "three"), mesh).verdict is JoinOutcome.NOT_JOINABLE


@pytest.mark.parametrize(
    ("types", "dialect"),
    [
        (("postgresql", "postgres"), "postgres"),
        (("snowflake", "postgresql"), None),
        (("postgresql", "s3"), None),
        (("s3", "kafka"), None),
    ],
)
def test_servers_of_all_ports_choose_the_dialect(types: tuple[str, str], dialect: str | None) -> None:
    """No server reads data that only another one has."""
    files = {"artist.yaml": entity(["isni"], [])}
    for domain, kind in zip(("one", "two"), types, strict=True):
        files |= port(domain, {"a": "entity:artist/isni"})
        files[f"{domain}/contract.odcs.yaml"] += f"servers:\n  - {{server: s, type: {kind}}}\n".encode()
    mesh = mesh_of(files)

    way = meet(*ends(mesh, "one", "two"), mesh).way

    assert way is not None
    assert dialect_of(way) == dialect


def test_comments_state_different_names_on_the_server() -> None:
    """No name can end its comment, and tables named as in their contracts need none."""
    files = {
        "artist.yaml": entity(["isni"], []),
        **port("one", {"a": "entity:artist/isni"}),
        **port("two", {"b": "entity:artist/isni"}),
    }
    plain = files["two/contract.odcs.yaml"].replace(b"name: t", b"name: u")
    files["two/contract.odcs.yaml"] = plain.replace(
        b"name: u", b'name: u\n    physicalName: "RAW.U\\nDROP"'
    ).replace(b"name: b", b"name: b\n        physicalName: B_KEY")
    way = _way(files)
    comments = [line for line in sql(way, "duckdb").splitlines() if line.startswith("--")]

    assert comments[-1] == "-- `u` is `RAW.U?DROP` of `two/p/o@1`; its column `b` is `B_KEY`"
    assert "RAW" not in sql(_way({**files, "two/contract.odcs.yaml": plain}), "duckdb")
    twice = sql(_way({**files, **port("two", {"b": "entity:artist/isni"})}), "duckdb")
    assert "-- `t` is `t` of `one/p/o@1`\n-- `t_2` is `t` of `two/p/o@1`\n" in twice


def _way(files: dict[str, bytes]) -> JoinPath:
    mesh = mesh_of(files)
    way = meet(*ends(mesh, "one", "two"), mesh).way
    assert way is not None
    return way


def test_column_does_not_join_itself() -> None:
    """The answer states this, and not that a crosswalk is missing."""
    mesh = mesh_of({"artist.yaml": entity(["isni"], []), **port("one", {"a": "entity:artist/isni"})})

    found = meet(*ends(mesh, "one", "one"), mesh)

    assert (found.verdict, found.remedies) == (JoinOutcome.NOT_JOINABLE, ())
    assert found.reasons == ("`one/p/o@1` has `isni` in `t/a`: both sides are the same column",)


def test_contract_overrides_the_glob_of_its_domain() -> None:
    """It can also declare that a column identifies nothing."""
    globs = "schemes:\n  - scheme: isni\n    columns: ['t/*']\nignore: ['*/d']"
    files = {
        "artist.yaml": entity(["isni", "key"], []),
        **port("one", {"a": "entity:artist/key", "b": "entity:none", "c": "https://x.example", "d": "x"}),
        "one/meanings.yaml": meaning("one", more=globs),
    }
    links = mesh_of(files).derived(linked)

    assert [(link.column, link.scheme.name, link.at.file) for link in links.all()] == [
        ("t/a", "key", "one/contract.odcs.yaml"),
        ("t/c", "isni", "one/meanings.yaml"),
    ]


def test_other_shared_entities_without_a_join_are_listed() -> None:
    """They join on the track; the answer also states that nothing connects their artists."""
    track = entity(["isrc"], []).replace(b"name: artist", b"name: track")
    files = {
        "artist.yaml": entity(["isni", "key"], []),
        "track.yaml": track,
        **port("one", {"a": "entity:artist/isni", "t": "entity:track/isrc"}),
        **port("two", {"b": "entity:artist/key", "t": "entity:track/isrc"}),
    }
    mesh = mesh_of(files)

    found = meet(*ends(mesh, "one", "two"), mesh)

    assert (found.entity, found.others, found.apart) == ("track", (), ("artist",))
    assert as_text(found, ("one/p/o@1", "two/p/o@1"), is_accepted=True).splitlines()[-1] == (
        "  they cannot be joined on artist: --on artist explains why"
    )
