"""
A file exceeds a limit on size, nesting or aliases.

The limits prevent a hostile file from blocking a check: 2 MiB and 1,000 documents in a file, 64 levels, 250,000
values with aliases expanded, 1,000 aliases, 100,000 characters in a scalar, 400 digits in a number, 1,000 names
in suppression comments and 100 in a single comment.
At most 1,000 problems with a file's text and 1,000 with its structure are reported.
A sample may have up to 16 MiB, 10,000 columns, 250,000 values in its first rows, and 16 MiB of text after
decompression. Because a kilobyte of Parquet can expand to gigabytes, reading it may also take at most 1 GiB of
memory and 5 s of processor time. Content beyond a limit is not checked: reduce the number or size of rows.
The largest public contract that we know has 192 kB and 9 levels.

```yaml bad contract raw
description: {purpose: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
#                                                                                    ^ more than 64 levels of nesting
```
```yaml good contract
description:
  purpose: Plays of tracks, as they are counted for charts and royalties.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import OverLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = {
    "depth": "levels of nesting",
    "file size": "bytes in the file",
    "values": "values in the file, with aliases expanded",
    "aliases": "aliases in the file",
    "scalar length": "characters in a string",
    "digits": "digits in a number",
    "structure": "structural problems in the file",
    "documents": "documents in the file",
    "suppressions": "names in the suppression comments of the file",
    "suppressions at once": "names in one suppression comment",
}

_OF_SAMPLES = {
    "columns": "the sample has more than {limit:,} columns; keep fewer",
    "text": "the sample contains more than {limit:,} bytes of text; keep fewer or smaller rows",
    "footer": "the Parquet footer has more than {limit:,} bytes; keep fewer columns and row groups",
    "memory": "reading the sample takes more than {limit:,} bytes of memory; keep fewer or smaller rows",
    "processor time": "reading the sample takes more than {limit} s of processor time; keep fewer or smaller rows",
    "time": "reading the sample takes more than {limit} s; keep fewer or smaller rows",
}


@rule(
    "over-limit",
    on=OverLimit,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def over_limit(problem: OverLimit) -> Iterator[Finding]:
    """Report the limit, and by how much it is exceeded."""
    at = At(problem.path, span=problem.span)
    if problem.what in _OF_SAMPLES:
        yield Finding(_OF_SAMPLES[problem.what].format(limit=problem.limit), at)
        return
    found = f"; found {problem.found:,}" if problem.found is not None else ""
    unit = _UNITS.get(problem.what, problem.what)
    yield Finding(f"more than {problem.limit:,} {unit}{found}", at)
