"""The reference of JSON: each output and each document of the catalog's API, with its keys and its schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.tables import anchor, keys, table
from meshwright.catalog.api import schemas as api
from meshwright.formats.outputs import OUTPUTS, PREFIX, output_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMAS = Path(__file__).parents[2] / "schemas"
"""The committed schemas, which a test compares with the program."""


def outputs_pages() -> Mapping[str, str]:
    """Write the pages, by path."""
    written = {f"{PREFIX}{name}": output_schema(name) for name in OUTPUTS}
    written |= {f"{api.PREFIX}{name}": api.json_schema(name) for name in api.DOCUMENTS}
    pages = {f"reference/json/{_file(name)}.md": _page(name, schema) for name, schema in written.items()}
    return {"reference/json/index.md": _index(written)} | pages


def schema_files() -> Mapping[str, bytes]:
    """Return the schemas that pages offer for download, by path."""
    return {
        f"reference/json/schemas/{path.relative_to(SCHEMAS).as_posix()}": path.read_bytes()
        for path in sorted(SCHEMAS.rglob("*.json"))
    }


def _index(written: Mapping[str, dict[str, Any]]) -> str:
    rows = [(f"[{name}]({_file(name)}.md)", _first(schema)) for name, schema in written.items()]
    return f"""\
# JSON

Every JSON output (`--format json`) and every document of the catalog's API has a JSON Schema. `meshwright schema NAME`
prints it. Within a version of a format, keys may be added, but are never removed and never change their type: a reader
ignores keys that it does not know. An output without `version` has version 1.
The old name of a renamed rule or severity is accepted for ever.

Lines and columns count from 1, columns in code points, ends are exclusive. Paths are relative to the root of the mesh,
except in `github`, `sarif`, `gitlab` and `junit`, where they are relative to the root of the repository. A fingerprint
stays the same when lines or files are moved.

{table(("name", "what it is"), rows)}"""


def _page(name: str, schema: dict[str, Any]) -> str:
    definitions = schema.get("$defs", {})
    sections = "".join(
        f"\n## {each} {{: #{anchor(each)} }}\n\n{of.get('description', '')}\n\n{keys(of, definitions)}"
        for each, of in definitions.items()
        if "properties" in of
    )
    shape = keys(schema, definitions) if "properties" in schema else "A list.\n"
    return f"""\
# {name}

{schema.get("description", "")}

[Download the JSON Schema](schemas/{_schema_file(name)}), or `meshwright schema {name}`.

{shape}{sections}"""


def _schema_file(name: str) -> str:
    return next(path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.glob(f"{name}.v*.schema.json"))


def _file(name: str) -> str:
    return name.replace("/", "-")


def _first(schema: dict[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split("\n\n")[0].split())
