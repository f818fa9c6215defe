"""
A sample next to a contract does not belong to any object, or a contract names a file as a sample that is not one.

Such files are not checked; the cause may be a typing mistake.
Samples are the CSV, JSON Lines and Parquet files in folders called `samples`.

```csv bad sample products/player/play-events/contracts/samples/playz.csv
play_id,played_at
#^7 no contract next to it has an object `playz`; did you mean `plays`?
p1,2026-11-19T07:41:12Z
```
```yaml bad contract
authoritativeDefinitions:
  - type: sampleData
    url: days.csv
#        ^^^^^^^^ `products/player/play-events/contracts/days.csv` is not a sample; name a CSV, JSON Lines or Parquet file in a folder `samples`
```
```csv bad sample products/player/play-events/contracts/days.csv
play_id,played_at
p1,2026-11-19T07:41:12Z
```
```yaml good contract
authoritativeDefinitions:
  - type: sampleData
    url: ../samples/first-days.csv
```
```csv good sample products/player/play-events/samples/first-days.csv
play_id,played_at
p1,2026-11-19T07:41:12Z
```
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Severity, did_you_mean
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.samples import SAMPLE_DATA, meant_object, sample_path
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract


@rule("sample-without-object", on=Mesh, severity=Severity.WARNING, since="0.1")
def sample_without_object(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check samples without an object, and links to files that are not samples.

    Samples are not reported if a contract in their folder is unreadable, because it could have the object.
    """
    there = {sample.home.file for sample in mesh.samples}
    for contract in mesh.contracts:
        for at, url in _named(contract):
            path = sample_path(contract.home.file, url)
            if path is not None and path not in there:
                message = (
                    f"`{path}` is not a sample; name a CSV, JSON Lines or Parquet file in a folder `samples`"
                )
                yield Finding(message, at, discriminator=url, causes=(Cause(at, "missing-linked-file"),))
    broken = {posixpath.dirname(each.file) for each in mesh.broken}
    for sample in mesh.samples:
        folder = posixpath.dirname(posixpath.dirname(sample.home.file))
        if sample.contract is None and folder not in broken:
            stem = posixpath.basename(sample.home.file).rpartition(".")[0]
            near = meant_object(sample, mesh.contracts)
            message = f"no contract next to it has an object `{stem}`{did_you_mean(near)}"
            yield Finding(message, sample.home.at("columns", 0), discriminator=stem)


def _named(contract: Contract) -> Iterator[tuple[At, str]]:
    for position, (kind, url) in enumerate(contract.fact.definitions):
        if kind == SAMPLE_DATA:
            yield contract.home.at("authoritativeDefinitions", position, "url"), url
    for number, each in enumerate(contract.fact.objects):
        for position, (kind, url) in enumerate(each.definitions):
            if kind == SAMPLE_DATA:
                yield contract.home.at("schema", number, "authoritativeDefinitions", position, "url"), url
