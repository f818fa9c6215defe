"""CPU time of the access of a large mesh: the levels of all fields, the grants, and each atom.

Usage: python benchmarks/access.py [--contracts 10000]

The mesh (`meshes.py`) is compiled and linked first; each contract gets an agreement. Fails above the limit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import meshes
from meshwright.analysis.access.atoms import access
from meshwright.mesh.link import link
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.workers import processors

TODAY = date(2026, 11, 29)
MOST = 5.0
"""CPU seconds that the access of 10,000 contracts may take."""
ROLE = """\
apiVersion: meshwright/v1
kind: Role
name: analyst
group: analysts
clearance: confidential
purposes: [reporting]
"""
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: {port}
consumer: {{team: squad-1, use: report}}
principal: {{kind: serviceAccount, name: report}}
purpose: reporting
role: analyst
expires: "2027-06-30"
"""


def main() -> int:
    """Measure, and print a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=10_000)
    count = parser.parse_args().contracts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        meshes.generate(root, count)
        (root / "governance/roles.yaml").write_text(ROLE)
        ports = link(compiled(of_folder(root), {}, jobs=processors()).linkable, TODAY).ports
        for number, port in enumerate(ports):
            (root / f"agreement-{number}.yaml").write_text(AGREEMENT.format(port=port))
        mesh = link(compiled(of_folder(root), {}, jobs=processors()).linkable, TODAY)
    start = time.process_time()
    granted = mesh.derived(access)
    atoms = sum(1 for _ in granted.atoms())
    taken = time.process_time() - start
    sys.stdout.write(
        f"{len(mesh.contracts):,} contracts, {len(granted.grants):,} grants, {atoms:,} atoms: {taken:.2f} s of CPU\n"
    )
    limit = MOST * max(count / 10_000, 0.1)
    return int(taken > limit)


if __name__ == "__main__":
    sys.exit(main())
