"""The description of the API for its users: entry points and compatibility guarantees."""

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
Everything that the catalog shows is also available as JSON, in plain files that need no particular web server.
Begin with `{root}/index.json`; every document links to its schema in `$schema`.
The schemas are JSON Schemas, draft 2020-12: {schemas}.

Links (`href`) are relative to the document that contains them.
Every item has an address, such as `player/play-events/daily@1/plays/isrc`, which never changes while the item exists.
Missing values are left out; a key is never null.
The schema states whether a value is as its author wrote it (`value`, `description`)
or as the mesh interprets it (`reads`, `bound`).
Strings come from documents: escape them before you show them.

The following stays the same as long as the path contains `v{version}`:

- the paths of the documents, their keys, and the meaning of each key;
- required keys, and their types.

The following may be added at any time: documents, keys, and values of keys whose values the schema does not list.
If a key is removed or its meaning changes, `v{next}` is published next to `v{version}` for a year.

The same mesh at the same commit, checked as of the same day, produces the same bytes.
For Python, `mesh_client.py` next to this page finds the location of a port's data: it resolves an address to a
connection and a path. It has {lines} lines and no dependencies: `python mesh_client.py SITE player/play-events/daily@1`.

Programs that read Markdown start at `llms.txt`, and feed readers at the `feed.xml` of the mesh, a domain or a product."""


def api_text() -> str:
    """Return the page about the API as Markdown."""
    listed = ", ".join(f"`{name}`" for name in DOCUMENTS)
    version, lines = routes.VERSION, CLIENT.count("\n")
    return _TEXT.format(root=routes.API, schemas=listed, version=version, next=version + 1, lines=lines)
