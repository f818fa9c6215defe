"""The reference of documents: each kind with a complete example and all of its keys; the settings among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.tables import anchor, keys, table
from meshwright.standards.governance import KINDS
from meshwright.standards.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = Path(__file__).parents[1] / "examples"
WHERE = {
    "Mesh": "`governance/mesh.yaml`, and nowhere else",
    "Domain": "any file; usually `governance/domains.yaml`",
    "Team": "any file; usually `governance/teams.yaml`",
    "System": "any file; usually `governance/systems.yaml`",
    "Role": "any file; usually `governance/roles.yaml`",
    "Classification": "any file; usually `governance/classifications.yaml`",
    "Standard": "any file; usually `governance/standards.yaml`",
    "Entity": "any file; usually `governance/entities/<entity>.yaml`",
    "Meaning": "any file; usually `products/<domain>/meanings.yaml`, owned by the domain",
    "AccessAgreement": "any file; usually `products/<domain>/<product>/agreements/<consumer>.yaml`",
    "Platform": "any file; usually `governance/platform.yaml`",
    "Regions": "any file; usually `governance/regions.yaml`",
    "BreakGlass": "any file; usually `policies/break-glass/<ticket>.yaml`",
    "Waiver": "`policies/waivers/<name>.yaml`; `meshwright waive` writes it",
    "Baseline": "`policies/baseline/<domain>.yaml`; `meshwright baseline create` writes it",
    "Policy": "any file; usually `policies/<name>.yaml`",
}
"""The usual path of each kind of document: files are recognised by content, so most may be anywhere."""


SETTINGS = ("preset", "rulesAsOf", "failOn", "rules", "paths", "compatibility", "exclude")
"""The keys of the mesh that are settings; pyproject.toml takes them, too."""


def documents_pages() -> Mapping[str, str]:
    """Write the page of each kind and the index, by path."""
    return {"reference/documents/index.md": _index()} | {
        f"reference/documents/{anchor(kind)}.md": _page(kind) for kind in KINDS
    }


def example(kind: str) -> str:
    """Return the complete example of a kind."""
    return (EXAMPLES / f"{anchor(kind)}.yaml").read_text(encoding="utf-8")


def _index() -> str:
    rows = [
        (f"[{kind}]({anchor(kind)}.md)", _first(str(json_schema(kind)["description"])), WHERE[kind])
        for kind in KINDS
    ]
    return f"""\
# Governance documents

Products and contracts follow the open standards ODPS and ODCS. Facts for which these have no keys are declared in
Meshwright's own documents, with `apiVersion: meshwright/v1`. A file contains one document or several, separated by
`---`, and is recognised by its content. All of them are optional: rules that need one do not run
without it, and `check` lists them.

{table(("kind", "what it is", "where"), rows)}
`meshwright schema KIND` prints the JSON Schema of a kind. An editor with the YAML language server uses it after a
first line such as `# yaml-language-server: $schema=schemas/Team.schema.json`.
"""


def _page(kind: str) -> str:
    schema = json_schema(kind)
    definitions = schema.get("$defs", {})
    sections = "".join(
        f"\n## {name} {{: #{anchor(name)} }}\n\n{each.get('description', '')}\n\n{keys(each, definitions)}"
        for name, each in definitions.items()
        if "properties" in each
    )
    return f"""\
# {kind}

{schema["description"]}

Where: {WHERE[kind]}.

## Example

Every key is used once; the required ones are enough.

```yaml
{example(kind).rstrip()}
```

## Keys

{keys(schema, definitions)}{sections}"""


def settings_tables() -> Mapping[str, str]:
    """Return the tables of settings, by name, for the page that is written by hand."""
    schema = json_schema("Mesh")
    definitions = schema["$defs"]
    settings = {name: each for name, each in schema["properties"].items() if name in SETTINGS}
    tables = {"settings": keys({**schema, "properties": settings}, definitions, linked=False)}
    tables |= {
        anchor(name): keys(definitions[name], definitions) for name in ("PathRules", "Compatibility", "Bumps")
    }
    return tables


def _first(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())
