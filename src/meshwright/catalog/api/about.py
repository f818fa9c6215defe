"""The description of the API for its users: its entry points and its compatibility guarantees."""

from __future__ import annotations

from meshwright.catalog import routes
from meshwright.catalog.api.schemas import DOCUMENTS

CLIENT_PATH = "programs/mesh_client.py"
CLIENT = '''\
"""Find where a port is: python mesh_client.py https://catalog.example player/play-events/daily@1 [environment]"""
import json
import sys
from urllib.parse import urljoin
from urllib.request import urlopen


def tables(site, address, environment=""):
    """Return a mapping for each table of a port on each server: table, server, type, and the server's settings."""
    start = urljoin(site.rstrip("/") + "/", "api/v1/products.json")
    with urlopen(start) as answer:
        products = {each["address"]: each["href"] for each in json.load(answer)["products"]}
    with urlopen(urljoin(start, products[address.rpartition("/")[0]])) as answer:
        product = json.load(answer)
    port = next(each for each in product["ports"] if each["address"] == address)
    servers = [each for each in port["contract"]["servers"] if environment in ("", each.get("environment"))]
    return [{"table": each.get("physicalName", each["name"]), "server": server["server"], "type": server["type"],
             **server.get("settings", {})} for server in servers for each in port["contract"]["objects"]]


if __name__ == "__main__":
    print(json.dumps(tables(*sys.argv[1:]), indent=2))
'''
"""An example client in Python that uses only the standard library."""
_TEXT = """\
Everything that the catalog shows is also available as JSON, in files that any web server, or none, can serve.
Begin with `{root}/index.json`; every document names its schema as `$schema`, by a relative link.
The schemas are JSON Schemas, draft 2020-12: {schemas}.

Links (`href`) are relative to the document that contains them.
Addresses such as `player/play-events/daily@1/plays/isrc` name everything, and stay the same as long as the item exists.
Missing values are left out; a key is never null.
The schema states whether a value is as its author wrote it (`value`, `description`)
or as the mesh interprets it (`reads`, `bound`).
Strings come from documents: escape them before you show them.

What stays the same as long as the path has `v{version}`:

- the paths of the documents, their keys, and the meaning of each key;
- required keys, and their types.

What may be added at any time: new documents, new keys, new values where a schema lists none.
If a key is removed or its meaning changes, `v{next}` is published next to `v{version}` for a year.

The same mesh at the same commit, checked as of the same day, gives the same bytes.
From Python, `mesh_client.py`, next to this page, resolves where a port is read: from an address to a connection and a path.
It is {lines} lines without dependencies: `python mesh_client.py SITE player/play-events/daily@1`.

Programs that read Markdown begin at `llms.txt`; feed readers at `feed.xml`, of the mesh, a domain or a product."""


def api_text() -> str:
    """Return the page about the API as Markdown."""
    listed = ", ".join(f"`{name}`" for name in DOCUMENTS)
    version, lines = routes.VERSION, CLIENT.count("\n")
    return _TEXT.format(root=routes.API, schemas=listed, version=version, next=version + 1, lines=lines)
