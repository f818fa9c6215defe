"""A cache in front of a port adds to the age of its data, if the platform states it."""

from __future__ import annotations

import json

import pytest

from flows import Node
from mesh_of import mesh_of
from meshwright.analysis.promises.derivation import derivation
from meshwright.analysis.promises.service_level_assessment import ServiceLevelAssessment, ServiceLevelStatus
from meshwright.analysis.promises.service_levels import ServiceLevelAssessments, promises
from meshwright.quantities.amounts import written

HOUR, MINUTE = 3600, 60
SERVER = {"server": "lake", "type": "s3", "location": "s3://b/p"}
DOUBT = "the platform declares several caches for its servers"


def assessed(
    latency: int,
    *offers: dict[str, object],
    of: str = "b",
    servers: tuple[dict[str, object], ...] = (SERVER,),
) -> tuple[ServiceLevelAssessment, ServiceLevelAssessments]:
    """Assess the latency of a port whose own part takes 1 h 10 min, and of another that it reads."""
    files: dict[str, bytes] = {}
    source = Node("a", latency=HOUR, frequency=30 * MINUTE, run=10 * MINUTE)
    for node in (source, Node("b", ("a",), latency=latency, frequency=HOUR, run=10 * MINUTE)):
        files |= node.files()
    files["b.odcs.yaml"] += f"servers: {json.dumps(servers)}\n".encode()
    stated = [{"type": "s3", "hidesColumns": True, **each} for each in offers]
    register = {"apiVersion": "meshwright/v1", "kind": "Platform", "name": "cloud", "servers": stated}
    if stated:
        files["governance/platform.yaml"] = json.dumps(register).encode()
    mesh = mesh_of(files)
    found = mesh.derived(promises)
    (levels,) = (found.of[each] for each in mesh.contracts if each.fact.id == of)
    return next(each for each in levels if each.level.name == "latency"), found


@pytest.mark.parametrize("offers", [(), ({},), ({"cache": "0 s"},), ({"type": "gcs", "cache": "9 h"},)])
def test_without_a_stated_cache_nothing_is_added(offers: tuple[dict[str, object], ...]) -> None:
    found, _ = assessed(130 * MINUTE, *offers)

    assert (found.verdict, found.bound and written(found.bound)) == (
        ServiceLevelStatus.SUPPORTED,
        "2 h 10 min",
    )


@pytest.mark.parametrize(
    ("latency", "verdict"),
    [(145 * MINUTE, ServiceLevelStatus.SUPPORTED), (145 * MINUTE - 1, ServiceLevelStatus.UNSUPPORTED)],
)
def test_a_cache_adds_its_time_to_live(latency: int, verdict: ServiceLevelStatus) -> None:
    found, every = assessed(latency, {"cache": "15 min"})
    trace = derivation(found, every, lambda at: f"{at.file}#{at.path}")

    assert (found.verdict, found.bound and written(found.bound)) == (verdict, "2 h 25 min")
    assert trace["shares"][-1] == {
        "label": "cache of servers of type s3",
        "text": "15 min",
        "seconds": ["900", "900"],
        "from": None,
        "place": "governance/platform.yaml#('servers', 0, 'cache')",
    }
    assert ("15 min cache of servers of type s3" in found.reason) == (
        verdict is ServiceLevelStatus.UNSUPPORTED
    )


def test_the_cache_of_a_reader_does_not_age_its_input() -> None:
    found, _ = assessed(HOUR, {"cache": "15 min"}, of="a")

    assert found.bound is not None
    assert written(found.bound) == "40 min"


@pytest.mark.parametrize(
    ("latency", "verdict"),
    [(9 * HOUR, ServiceLevelStatus.UNKNOWN), (130 * MINUTE, ServiceLevelStatus.UNSUPPORTED)],
)
def test_a_cache_that_depends_on_an_unknown_region_is_doubtful(
    latency: int, verdict: ServiceLevelStatus
) -> None:
    """The shortest cache is certain."""
    found, _ = assessed(latency, {"regions": ["x"], "cache": "15 min"}, {"regions": ["y"], "cache": "1 h"})

    assert (found.verdict, found.bound) == (verdict, None)
    assert DOUBT in [each.what for each in found.missing]


def test_the_longest_cache_of_several_servers_counts() -> None:
    """The region of a server decides on its offer; synthetic data is not on the platform."""
    offers = ({"regions": ["x"], "cache": "15 min"}, {"regions": ["y"], "cache": "1 h"})
    custom = [
        {"server": name, "customProperties": [{"property": key, "value": value}]}
        for name, key, value in (("x", "region", "x"), ("y", "region", "y"), ("z", "synthetic", True))
    ]
    x, y, z = ({**SERVER, **each} for each in custom)

    for servers, bound in (((x,), "2 h 25 min"), ((x, y, z), "3 h 10 min"), ((z,), "2 h 10 min")):
        found, _ = assessed(9 * HOUR, *offers, servers=servers)

        assert found.bound is not None
        assert written(found.bound) == bound
