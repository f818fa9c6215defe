"""Graph queries and analyses on a generated mesh: 10,000 products, 30,000 ports, 500,000 fields, 1,000,000 column edges.

A hundred domains mean something by five of twenty entities each; every contract has three columns of identifiers.

    python benchmarks/graph.py [--products 10000] [--smaller 10] [--only NAME]

Made as facts, with a seed, so that only what is asked of a mesh is measured; linking is not.
Each size runs in a process of its own; the second, smaller one shows how the times grow:
n log n of ten times as much is 12 to 13 times as long. CPU time is what a busy machine says truly.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import RegistryFact
from meshwright.facts.fields import DESCRIBED, KEY, REQUIRED, FieldColumns
from meshwright.facts.unit import Unit
from meshwright.mesh.link import link
from meshwright.rulekit.engine import LocalRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.facts.facts import ContractFact, ProductFact
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.rule import Rule

PORTS = 3
SPREAD = (16, 17, 17)
"""Fields of each port of a product."""
EDGES = 2
"""Sources of each field, except those of the first tenth of products."""
LAYERS = 10
DOMAINS = 100
ENTITIES = 20
OWN = 5
"""Every domain with a number divisible by this has its own scheme for an entity."""
PAIRS = 1_000
"""Pairs of ports whose joins are computed."""
TODAY = date(2026, 11, 22)
LEVELS = ("public", "internal", "confidential", "restricted")
STATED = frozenset({"name", "logicalType", "physicalType", "description", "required", "classification"})
"""The keys that every field states."""


def generated(products: int, seed: int = 1) -> Mesh:
    """Make a mesh in layers: each product reads up to three of the previous layer, each field two fields of those."""
    chance = random.Random(seed)
    registers = (_ladder(), *map(_entity, range(ENTITIES)), *_meanings())
    units = {f"governance/{number}.yaml": Unit((each,), (), (), b"") for number, each in enumerate(registers)}
    layer = max(1, products // LAYERS)
    for number in range(products):
        start = (number // layer - 1) * layer
        before = [chance.randrange(start, start + layer) for _ in range(3)] if start >= 0 else []
        inputs = sorted({(each, chance.randrange(PORTS)) for each in before})
        units[f"p/{number}/product.odps.yaml"] = Unit((_product(number, inputs),), (), (), b"")
        for port in range(PORTS):
            fact = _contract(number, port, inputs, chance)
            units[f"p/{number}/{port}.odcs.yaml"] = Unit((fact,), (), (), b"")
    return link(units, TODAY)


def _ladder() -> RegistryFact:
    levels = [{"name": level} for level in LEVELS]
    content = {"kind": "Classification", "levels": levels, "aggregatedLevel": "internal"}
    return RegistryFact("Classification", "", {**content, "pseudonymisedFloor": "internal"})


def _entity(number: int) -> RegistryFact:
    """Make an entity; `_links` determines what its crosswalk connects."""
    name = f"thing{number}"
    crosswalk = f"d{number}/p{number}/o0@1"
    content = {
        "kind": "Entity",
        "name": name,
        "definition": "a thing",
        "steward": "t",
        "ignore": [f"*/{name}_count"],
    }
    return RegistryFact(
        "Entity", name, {**content, "identifier": {"scheme": "code"}, "crosswalks": [crosswalk]}
    )


def _entities_of(domain: int) -> list[int]:
    return [(domain + step * 4) % ENTITIES for step in range(5)]


def _scheme(domain: int, entity: int) -> str:
    return f"own-d{domain}" if (domain // ENTITIES + entity) % OWN == 0 else "code"


def _meanings() -> Iterator[RegistryFact]:
    for domain in range(DOMAINS):
        for entity in _entities_of(domain):
            scheme = _scheme(domain, entity)
            use = {"scheme" if scheme == "code" else "name": scheme, "columns": [f"*/thing{entity}_id"]}
            content = {"kind": "Meaning", "domain": f"d{domain}", "entity": f"thing{entity}", "means": "it"}
            relation = "closeMatch" if domain % 3 else "exactMatch"
            yield RegistryFact("Meaning", "", {**content, "relation": relation, "schemes": [use]})


def _fact(text: str) -> Any:  # noqa: ANN401 - a product's or a contract's
    """Compile a document, so that it has all current facts."""
    (fact,) = compile_unit(text.encode(), LocalRules(())).facts
    return fact


PRODUCT = _fact(
    """
apiVersion: v1.0.0
kind: DataProduct
id: p
version: 1.0.0
status: active
inputPorts: [{name: i, version: 1.0.0, contractId: c}]
outputPorts: [{name: o, version: 1.0.0, contractId: c}]
"""
)
CONTRACT = _fact(
    """
apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
schema:
  - name: t
    physicalName: t
    physicalType: table
    customProperties: [{property: runTime, value: PT1H}]
slaProperties:
  - {property: latency, value: 30, unit: h}
  - {property: frequency, value: 1, unit: d}
  - {property: availability, value: 99.5, unit: percent}
  - {property: retention, value: 365, unit: d}
"""
)


def _product(number: int, inputs: list[tuple[int, int]]) -> ProductFact:
    return replace(
        PRODUCT,
        id=f"p{number}",
        name=f"p{number}",
        domain=f"d{number % DOMAINS}",
        archetype="aggregate" if inputs else "sourceAligned",
        team=f"t{number % 300}",
        inputs=tuple(
            replace(PRODUCT.inputs[0], name=f"i{at}", contract_id=f"c{product}.{port}", position=at)
            for at, (product, port) in enumerate(inputs)
        ),
        outputs=tuple(
            replace(PRODUCT.outputs[0], name=f"o{port}", contract_id=f"c{number}.{port}", position=port)
            for port in range(PORTS)
        ),
    )


def _contract(number: int, port: int, inputs: list[tuple[int, int]], chance: random.Random) -> ContractFact:
    count = SPREAD[port]
    choices = [
        f"d{product % DOMAINS}/p{product}/o{of}@1/t/{_column(product, field)}"
        for product, of in inputs
        for field in range(SPREAD[of])
    ]
    share = EDGES * LAYERS / (LAYERS - 1)
    sources = {
        field: tuple(chance.sample(choices, math.floor(share + chance.random())))
        for field in range(count)
        if choices
    }
    references = {0: ((choices[0],),)} if choices else {}
    more = {"sources": sources, "references": references, "links": _links(number)}
    level = "internal" if inputs else None
    latency, *others, retention = CONTRACT.sla
    if not inputs and number % 7 == 0:
        retention = replace(retention, custom={"retentionKind": "maximum"})
    return replace(
        CONTRACT,
        id=f"c{number}.{port}",
        fields=FieldColumns(
            names=tuple(_column(number, field) for field in range(count)),
            parents=(-1,) * count,
            steps=tuple(range(count)),
            logical_types=("string",) * count,
            physical_types=("text",) * count,
            classifications=tuple(
                LEVELS[3 if number % 50 == field else field % 2]
                if level is None
                else (level, None)[field % 2]
                for field in range(count)
            ),
            flags=bytes([REQUIRED | DESCRIBED | KEY]) + bytes([REQUIRED | DESCRIBED]) * (count - 1),
            stated=(STATED,) * count,
            more={name: stated for name, stated in more.items() if stated},
        ),
        sla=(replace(latency, value=30 * (1 + number % 9)), *others, retention),
    )


def _column(product: int, field: int) -> str:
    """Name a field: two that the domain's meanings link, one that the contract itself links or that is not linked."""
    entities = (*_entities_of(product % DOMAINS)[:2], product // DOMAINS % ENTITIES)
    if field < len(entities):
        return f"{'featured_' if field == 2 else ''}thing{entities[field]}_id"
    return f"f{field}"


def _links(product: int) -> dict[int, tuple[tuple[int, str], ...]]:
    """Link the third field of nine tenths of products, and one field per scheme of a crosswalk."""
    if product < ENTITIES:
        domains = [domain for domain in range(DOMAINS) if product in _entities_of(domain)]
        schemes = dict.fromkeys(["code", *(_scheme(domain, product) for domain in domains)])
        return {3 + at: ((0, f"entity:thing{product}/{each}"),) for at, each in enumerate(schemes)}
    return {2: ((0, f"entity:thing{product // DOMAINS % ENTITIES}/code"),)} if product % 10 else {}


def _analyses(mesh: Mesh) -> dict[str, Callable[[], object]]:
    """Return the measured analyses in the order of their runs; the first ones compute what the others use."""
    from meshwright.analysis.flow.column_excerpt import around, way
    from meshwright.analysis.flow.columns import columns
    from meshwright.analysis.flow.graph import Graph
    from meshwright.analysis.meaning.crosswalks import crossings, keys
    from meshwright.analysis.meaning.identifier_guesses import suspects
    from meshwright.analysis.meaning.identifier_links import linked
    from meshwright.analysis.meaning.join_evidence import joined
    from meshwright.analysis.meaning.joins import JoinOperand, meet
    from meshwright.analysis.promises.service_levels import promises
    from meshwright.analysis.sensitivity.classification import sensitivity
    from meshwright.impact.affected_consumers import impact_of_fields, impact_of_ports
    from meshwright.rules.interoperable.join_across_schemes import join_across_schemes
    from meshwright.rules.interoperable.missing_crosswalk import missing_crosswalk
    from meshwright.rules.interoperable.unlinked_polyseme import unlinked_polyseme
    from meshwright.rules.secure.classification_leak import classification_leak
    from meshwright.rules.secure.kept_longer_than_allowed import kept_longer_than_allowed
    from meshwright.rules.trustworthy.slo_contradicted import slo_contradicted
    from meshwright.rules.trustworthy.slo_unknown import slo_unknown
    from meshwright.rules.trustworthy.slo_unsupported import slo_unsupported

    def findings(*rules: Rule) -> int:
        return sum(1 for rule in rules for _ in rule.check(mesh, mesh))

    def joins() -> int:
        chance = random.Random(2)
        pairs = ((JoinOperand(each) for each in chance.sample(mesh.contracts, 2)) for _ in range(PAIRS))
        return sum(meet(one, other, mesh).way is not None for one, other in pairs)

    known = columns
    last = len(mesh.contracts) - 1

    def first_field() -> int:
        return mesh.derived(known).first[mesh.contract_at["d0/p0/o0@1"]]

    def last_field() -> int:
        return mesh.derived(known).first[mesh.contracts[last]]

    end = max(mesh.products, key=lambda product: int(product.fact.id[1:]))
    return {
        "references": lambda: len(mesh.sources),
        "columns": lambda: len(mesh.derived(columns).sources),
        "graph": lambda: len(mesh.derived(Graph).nodes),
        "upstream of a port": lambda: len(mesh.derived(Graph).upstream([end.outputs[0].address]).nodes),
        "downstream of a port": lambda: len(mesh.derived(Graph).downstream(["d0/p0/o0@1"]).nodes),
        "path of ports": lambda: mesh.derived(Graph).path(["d0/p0/o0@1"], [end.outputs[0].address]),
        "upstream of a column": lambda: len(around(mesh, [last_field()], None, is_upstream=True).nodes),
        "downstream of a column": lambda: len(around(mesh, [first_field()], None, is_upstream=False).nodes),
        "path of columns": lambda: way(mesh, [first_field()], [last_field()]),
        "impact of a port": lambda: len(impact_of_ports(mesh, ["d0/p0/o0@1"])),
        "impact of a column": lambda: len(impact_of_fields(mesh, [first_field()])),
        "reach of all columns": lambda: len(
            mesh.derived(columns).downstream(range(len(mesh.derived(columns)))).hops
        ),
        "promises": lambda: sum(1 for _ in mesh.derived(promises).all()),
        "findings of promises": lambda: findings(slo_contradicted, slo_unsupported, slo_unknown),
        "findings of keeping": lambda: findings(kept_longer_than_allowed),
        "sensitivity": lambda: sum(each >= 0 for each in mesh.derived(sensitivity).inferred),
        "findings of leaks": lambda: findings(classification_leak),
        "links of columns": lambda: sum(1 for _ in mesh.derived(linked).all()),
        "suspects": lambda: sum(map(len, mesh.derived(suspects).values())),
        "joined columns": lambda: sum(1 for _ in joined(mesh)),
        "keys and crosswalks": lambda: (
            sum(len(keys(each, mesh)) for each in mesh.contracts)
            + sum(len(each) for ways in mesh.derived(crossings).values() for each in ways.values())
        ),
        "findings of entities": lambda: findings(unlinked_polyseme, join_across_schemes, missing_crosswalk),
        f"joins of {PAIRS:,} pairs": joins,
    }


def _measured(products: int, only: str | None) -> dict[str, Any]:
    started = time.perf_counter()
    mesh = generated(products)
    made = time.perf_counter() - started
    gc.disable()  # as the program does
    linked = _peak()
    times: dict[str, float] = {}
    elapsed = 0.0
    for name, analysis in _analyses(mesh).items():
        if only is None or only in name or name in ("references", "columns", "graph"):
            began, started = time.perf_counter(), time.process_time()
            found = analysis()
            times[name] = time.process_time() - started
            elapsed += time.perf_counter() - began
            sys.stderr.write(f"{name}: {found if isinstance(found, int) else 'found' if found else 'none'}\n")
    fields = sum(len(contract.fact.fields) for contract in mesh.contracts)
    return {
        "products": products,
        "ports": len(mesh.ports),
        "fields": fields,
        "made": made,
        "linked_mb": linked,
        "peak_mb": _peak(),
        "elapsed": elapsed,
        "times": times,
    }


def _peak() -> int:
    """Return the maximum memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _in_own_process(products: int, only: str | None) -> dict[str, Any]:
    command = [sys.executable, __file__, "--inner", "--products", str(products)]
    command += ["--only", only] if only else []
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def main() -> None:
    """Measure both sizes and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--smaller", type=int, default=10, help="how many times smaller the second mesh is")
    parser.add_argument("--only", help="analyses whose name has this in it")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inner:
        print(json.dumps(_measured(options.products, options.only)))
        return
    large = _in_own_process(options.products, options.only)
    small = _in_own_process(options.products // options.smaller, options.only)
    for each in (large, small):
        print(
            f"{each['products']:,} products, {each['ports']:,} ports, {each['fields']:,} fields: "
            f"made in {each['made']:.1f} s; {each['linked_mb']:,} MB after link, {each['peak_mb']:,} MB at the peak"
        )
    print(f"{'':24}{'large':>9}{'small':>9}{'growth':>8}")
    for name, taken in large["times"].items():
        before = small["times"][name]
        growth = f"{taken / before:8.1f}" if before > 0.001 else f"{'':8}"
        print(f"{name:24}{taken:8.2f}s{before:8.2f}s{growth}")
    total, before = sum(large["times"].values()), sum(small["times"].values())
    print(f"{'together':24}{total:8.2f}s{before:8.2f}s{total / before:8.1f}")
    print(f"{'on the clock':24}{large['elapsed']:8.2f}s{small['elapsed']:8.2f}s")


if __name__ == "__main__":
    main()
