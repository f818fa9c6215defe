from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

from site_files import files_of

from mesh_of import scaffold
from meshwright.catalog.api.about import api_text
from meshwright.catalog.api.schemas import DOCUMENTS
from meshwright.catalog.history import History, HistoryEntry
from meshwright.catalog.indexes.llms import llms_file
from meshwright.catalog.indexes.sitemap import sitemap_file
from meshwright.catalog.site import Site

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PRODUCT = "player/play-events"
HISTORY = History(
    {PRODUCT: (HistoryEntry("a" * 40, datetime(2026, 11, 20, 9, tzinfo=UTC), "Drop x", PRODUCT),)}
)


def hostile() -> dict[str, bytes]:
    """Return a mesh whose product has hostile texts."""
    found = scaffold()
    path = "products/player/play-events/product.odps.yaml"
    found[path] = found[path].replace(
        b"Every play of every track", b"<b>Every</b> `play` [of](x) every track", 1
    )
    return found


def test_no_two_files_have_the_same_path(example):
    """Each file is written once."""
    assert len(files_of(example)) > len(example.cards)


def test_llms_txt_starts_with_domains_and_the_api(overview_of, golden):
    """A title, a summary as a quote, sections of links; texts of documents are text."""
    golden(llms_file(overview_of(hostile())).data.decode(), "llms.txt")


def test_links_in_llms_txt_are_absolute_if_the_site_is_known(overview_of):
    """They also work elsewhere."""
    found = llms_file(overview_of(scaffold(), site_url="https://mesh.example/c/")).data.decode()
    assert "(https://mesh.example/c/domains/player/index.md)" in found
    assert "(domains/" not in found


def test_nouns_agree_with_their_number(overview_of):
    """A mesh with one product, one domain and one port has no plurals for them."""
    product = b"""\
apiVersion: v1.0.0
kind: DataProduct
id: p
name: p
domain: d
status: draft
outputPorts:
  - {name: out, version: 1.0.0, contractId: c}
"""
    contract = b"apiVersion: v3.1.0\nkind: DataContract\nid: c\nname: c\nversion: 1.0.0\nstatus: draft\n"
    overview = overview_of({"p.odps.yaml": product, "c.odcs.yaml": contract})
    found = files_of(overview)
    home = next(page for page in Site(overview, {}).pages() if page.route == "")

    assert b"a data mesh: 1 data product with its contracts." in found["llms.txt"]
    assert b"[d](domains/d/index.md): 1 product\n" in found["llms.txt"]
    assert b"1 product, 1 port, 1 contract, 0 fields, 1 domain, 0 entities" in found["index.md"]
    assert re.findall(r"<dt>([^<]*)</dt>", home.sections[0].html)[:3] == [
        "data product",
        "output port",
        "entities",
    ]


def test_llms_txt_lists_few_products(overview_of):
    """More than three hundred are found by their domains, or as JSON."""
    product = "apiVersion: v1.0.0\nkind: DataProduct\nid: p{0}\nname: p{0}\ndomain: d\nstatus: draft\n"
    text = "---\n".join(product.format(number) for number in range(301))
    found = llms_file(overview_of({"many.odps.yaml": text.encode()})).data.decode()
    assert "- [d](domains/d/index.md): 301 products\n" in found
    assert (
        "## Products\n\n- [All products](api/v1/products.json): as JSON; for Markdown by domain, see above\n"
        in found
    )


def test_sitemap_needs_the_address_of_the_site(overview_of):
    """It requires absolute addresses, with the day of the last change if it is known."""
    assert sitemap_file([""], overview_of(scaffold())) is None
    overview = overview_of(scaffold(), site_url="https://mesh.example/c/", history=HISTORY)
    found = sitemap_file(["products/player/play-events", ""], overview)
    assert [[each.text for each in url] for url in ET.fromstring(found.data)] == [
        ["https://mesh.example/c/index.html"],
        ["https://mesh.example/c/products/player/play-events/index.html", "2026-11-20"],
    ]


def test_page_on_the_api_names_every_schema():
    """No file is undocumented."""
    assert all(f"`{name}`" in api_text() for name in DOCUMENTS)
