"""The servers of a join's tables, next to its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.markdown.product import product_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.assembly.overview import Overview

BOTH = "a query needs an engine that reads both servers"
WAREHOUSE = "the server `warehouse` (snowflake)"
NAMES, PLAYS = "`labels/names/all@1`", "`player/plays/all@1`"
LAKE = "{server: lake, type: s3, location: s3://x/y}"
SNOWFLAKE = "{server: warehouse, type: snowflake, account: eu, database: A, schema: B}"
OTHER_DATABASE = "{server: reports, type: snowflake, account: eu, database: C, schema: D}"
OTHER_ACCOUNT = "{server: warehouse, type: snowflake, account: us, database: A, schema: B}"

ORDERS = "{server: orders, type: postgresql, host: db.example, database: orders, schema: s}"
BILLING = "{server: billing, type: postgresql, host: db.example, database: billing, schema: s}"
SAME_ORDERS = "{server: main, type: postgres, host: DB.example, port: 5432, database: orders, schema: t}"
OTHER_PORT = "{server: orders, type: postgresql, host: db.example, port: 5433, database: orders, schema: s}"
SALES = "{server: sales, type: bigquery, project: shop, dataset: sales}"
OPS = "{server: ops, type: bigquery, project: shop, dataset: ops}"
OTHER_PROJECT = "{server: ops, type: bigquery, project: factory, dataset: ops}"
IN_ORDERS = "the server `orders` (postgresql, database `orders`)"
IN_BILLING = "the server `billing` (postgresql, database `billing`)"


@pytest.fixture
def joined(artist_files: dict[str, str], overview_of: Callable[..., Overview]) -> Callable[..., Overview]:
    """Return a function that returns a mesh of two products with an identifier in common, each on some servers."""

    def overview(names: str, plays: str) -> Overview:
        for folder, servers in (("labels/names", names), ("player/plays", plays)):
            path = f"products/{folder}/contract.odcs.yaml"
            text = artist_files[path].replace(
                "schema:\n", f"servers: [{servers}]\nschema:\n" if servers else "schema:\n"
            )
            artist_files[path] = text.replace(
                "  - name: rows\n", "  - name: rows\n    physicalName: T_ROWS\n"
            )
        return overview_of({path: text.encode() for path, text in artist_files.items()})

    return overview


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (SNOWFLAKE, OTHER_DATABASE, f"{NAMES} and {PLAYS} are on {WAREHOUSE}"),
        (
            LAKE,
            f"{LAKE}, {SNOWFLAKE}",
            f"{NAMES} and {PLAYS} are on the server `lake` (s3); a query needs an engine that reads this server",
        ),
        (
            f"{LAKE}, {SNOWFLAKE}",
            SNOWFLAKE,
            f"{NAMES} and {PLAYS} are on {WAREHOUSE}",
        ),
        (
            LAKE,
            SNOWFLAKE,
            f"{NAMES} is on the server `lake` (s3), {PLAYS} is on {WAREHOUSE}; {BOTH}",
        ),
        (
            SNOWFLAKE,
            OTHER_ACCOUNT,
            f"{NAMES} is on {WAREHOUSE}, {PLAYS} is on another server `warehouse` (snowflake); {BOTH}",
        ),
        (
            SNOWFLAKE,
            "",
            f"{NAMES} is on {WAREHOUSE}, no server is declared for {PLAYS}",
        ),
        (
            ORDERS,
            BILLING,
            f"{NAMES} is on {IN_ORDERS}, {PLAYS} is on {IN_BILLING}; {BOTH.replace('servers', 'databases')}",
        ),
        (ORDERS, SAME_ORDERS, f"{NAMES} and {PLAYS} are on {IN_ORDERS}"),
        (
            ORDERS,
            OTHER_PORT,
            f"{NAMES} is on {IN_ORDERS}, {PLAYS} is on another {IN_ORDERS.removeprefix('the ')}; {BOTH}",
        ),
        (SALES, OPS, f"{NAMES} and {PLAYS} are on the server `sales` (bigquery)"),
        (
            SALES,
            OTHER_PROJECT,
            f"{NAMES} is on the server `sales` (bigquery), {PLAYS} is on the server `ops` (bigquery); {BOTH}",
        ),
    ],
)
def test_sql_of_a_join_states_the_servers(
    one: str, other: str, words: str, joined: Callable[..., Overview]
) -> None:
    """Each port has the server with the dialect, or else its first one. Without an own engine, a query needs another."""
    overview = joined(one, other)
    joins = product_document(overview.cards["labels/names"], overview).joins
    join = next(each for each in joins if each.other == "player/plays/all@1")

    assert join.sql
    assert join.locations == words


def test_joins_without_sql_state_no_servers(artists: Overview) -> None:
    """There is nothing to run."""
    joins = [
        each
        for card in artists.cards.values()
        for each in product_document(card, artists).joins
        if not each.sql
    ]

    assert joins
    assert {each.locations for each in joins} == {""}


def test_physical_names_are_in_the_sql(joined: Callable[..., Overview]) -> None:
    """On one server, too; the page mentions the comments, and the Markdown states the servers."""
    overview = joined(SNOWFLAKE, SNOWFLAKE)
    product = product_document(overview.cards["labels/names"], overview)
    page = "".join(each.html for each in product_page(product, Renderer({})).sections)

    assert "is `T_ROWS` of `labels/names/all@1`" in product.joins[0].sql
    assert "comments in the SQL state other names on the server" in page
    assert "are on the server <code>warehouse</code> (snowflake)" in page
    assert f"are on {WAREHOUSE}" in product_markdown(product)
