"""The description of the API for its users: its entry points, and what stays compatible."""

from __future__ import annotations

from meshwright.catalog import routes
from meshwright.catalog.api.schemas import DOCUMENTS

CLIENT_PATH = "programs/mesh_client.py"
CLIENT = '''\
"""Where to read a port: python mesh_client.py https://catalog.example player/play-events/daily@1 [environment]"""
import json
import sys
from urllib.parse import urljoin
from urllib.request import urlopen


def tables(site, address, environment=""):
    """Return a mapping for each table of a port on each server: table, server, type, and the server's settings."""
    start = urljoin(site.rstrip("/") + "/", "api/v1/products.json")
    products = {each["address"]: each["href"] for each in json.load(urlopen(start))["products"]}
    product = json.load(urlopen(urljoin(start, products[address.rpartition("/")[0]])))
    port = next(each for each in product["ports"] if each["address"] == address)
    servers = [each for each in port["contract"]["servers"] if environment in ("", each.get("environment"))]
    return [{"table": each.get("physicalName", each["name"]), "server": server["server"], "type": server["type"],
             **server.get("settings", {})} for server in servers for each in port["contract"]["objects"]]


if __name__ == "__main__":
    print(json.dumps(tables(*sys.argv[1:]), indent=2))
'''
"""A client in Python, which needs nothing but its standard library."""
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
From Python, `mesh_client.py`, beside this page, finds where a port is read: an address in, connection and path out.
It is {lines} lines without dependencies: `python mesh_client.py SITE player/play-events/daily@1`.

Programs that read Markdown begin at `llms.txt`; feed readers at `feed.xml`, of the mesh, a domain or a product."""


def api_text() -> str:
    """Return the page on the API as Markdown."""
    listed = ", ".join(f"`{name}`" for name in DOCUMENTS)
    version, lines = routes.VERSION, CLIENT.count("\n")
    return _TEXT.format(root=routes.API, schemas=listed, version=version, next=version + 1, lines=lines)
