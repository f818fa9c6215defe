"""The description of the API for its users: its entry points, and what stays compatible."""

from __future__ import annotations

from meshwright.catalog import routes
from meshwright.catalog.api.schemas import DOCUMENTS

_TEXT = """\
All that the catalog shows is also there as JSON, in files that any web server, or none, can serve.
Begin with `{root}/index.json`; every document names its schema as `$schema`, by a relative link.
The schemas are JSON Schemas, draft 2020-12: {schemas}.

Links (`href`) are relative to the document that contains them.
Addresses such as `player/play-events/daily@1/plays/isrc` name everything, and stay as long as it does.
What is not stated is left out; a key is never null.
Whether something is stated as its author wrote it (`value`, `description`) or as the mesh reads it (`reads`, `bound`)
is said by its schema. Texts are what documents say: escape them where you show them.

What stays, as long as the path has `v{version}`:

- the paths of the documents, their keys, and what they mean;
- what is required stays there, and keeps its type.

What may come at any time: new documents, new keys, new values where a schema lists none.
If a key is removed or its meaning changes, `v{next}` is published next to `v{version}` for a year.

The same mesh at the same commit, judged on the same day, gives the same bytes.
Programs that read Markdown begin at `llms.txt`; feed readers at `feed.xml`, of the mesh, a domain or a product."""


def api_text() -> str:
    """Return the page on the API as Markdown."""
    listed = ", ".join(f"`{name}`" for name in DOCUMENTS)
    return _TEXT.format(root=routes.API, schemas=listed, version=routes.VERSION, next=routes.VERSION + 1)
