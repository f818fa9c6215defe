"""The reference of the tables that `meshwright query` and policies read."""

from __future__ import annotations

from generator.tables import table
from meshwright.relational.model import FOR_QUERY_ONLY, MODEL, TABLES
from meshwright.relational.sandbox import NATIVE, OURS

_INTRODUCTION = """\
# Tables

`meshwright query SQL` and [policies](documents/policy.md) read the mesh as tables, in SQLite's SQL. This is version MODEL of
the model: columns may be added, but are never changed. `meshwright schema tables` prints it as SQL.

```console
meshwright query "SELECT domain, count(*) AS products FROM product GROUP BY domain"
```

The values are the effective ones: a contract has the owner of its product, a field its effective classification. Join
tables on columns that end in `_id`, which are row numbers and differ from run to run. Undeclared values are `NULL`.

"""


def relations_page() -> str:
    """Write the page: an index, and each table with its columns."""
    parts = [
        _INTRODUCTION.replace("MODEL", str(MODEL)),
        table(("table", "rows"), ((f"[`{each}`](#{each})", of.comment) for each, of in TABLES.items())),
    ]
    for name, each in TABLES.items():
        rows = [
            (
                f"`{column.name}`",
                column.type.value + ("" if column.is_nullable else ", never `NULL`"),
                column.comment,
            )
            for column in each.columns
        ]
        only = "For `query` only: no policy may read it.\n\n" if name in FOR_QUERY_ONLY else ""
        parts.append(
            f"\n## {name} {{: #{name} }}\n\n{each.comment}\n\n{only}{table(('column', 'type', ''), rows)}"
        )
    names = sorted(name for name in {*NATIVE, *OURS} if name.isidentifier())
    parts.append(f"\n## Functions\n\n{', '.join(f'`{name}`' for name in names)}\n")
    return "".join(parts)
