"""The arguments of `meshwright new` for each kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

KINDS = {
    "team": "register a team, with its owner and support channel",
    "domain": "register a domain, with its owner and purpose",
    "product": "create a data product and, with `--port`, its first port",
    "port": "write a port of a product, with its contract",
    "entity": "define an entity that domains share, and link the columns that identify it",
    "agreement": "write an agreement on the use of a port, as a request for access",
    "version": "write the next major version of a port next to the old one, and deprecate the old one",
}
_COLUMN = (
    "a column as NAME:TYPE, or the address of an upstream column, object or port; NAME=ADDRESS renames "
    "a column. "
    "It may be followed by `:key`, `:required`, `:unique`, a classification level, `:category=KEY`, "
    "`:entity=NAME/SCHEME`, "
    "and, after a space, its description; may be repeated"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `new` for each kind of document."""
    from meshwright.cli import new_version

    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind, words in KINDS.items():
        command = kinds.add_parser(kind, help=words, description=f"{words[0].upper()}{words[1:]}.")
        if kind == "version":
            new_version.add_arguments(command)
        else:
            _ARGUMENTS[kind](command)
            _add_common(command)


def _add_common(parser: argparse.ArgumentParser) -> None:
    from meshwright.cli.request import add_mesh

    parser.add_argument("--diff", action="store_true", help="show the files and write nothing")
    parser.add_argument(
        "--yes", action="store_true", help="after the questions, write without asking for confirmation"
    )
    add_mesh(parser)


def _add_team(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the team's name, such as `player-squad`")
    parser.add_argument("--owner", metavar="USER", help="the user name of the member who owns its products")
    parser.add_argument("--channel", metavar="CHANNEL", help="the support channel: a name or a link")
    parser.add_argument("--purpose", metavar="TEXT", help="the purpose of the team")
    parser.add_argument("--title", metavar="TEXT", help="the display name")


def _add_domain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the domain's name, such as `player`")
    parser.add_argument("--owner", metavar="TEAM", help="the team that owns the domain and its products")
    parser.add_argument(
        "--purpose",
        metavar="TEXT",
        help="its purpose in the business, and the facts that originate in it",
    )
    parser.add_argument("--title", metavar="TEXT", help="the display name")
    parser.add_argument("--parent", metavar="DOMAIN", help="the parent domain")


def _add_entity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the entity's name, in the singular")
    parser.add_argument(
        "--definition", metavar="TEXT", help="its definition, in words that every domain understands"
    )
    parser.add_argument(
        "--steward", metavar="TEAM", help="the team that owns the definition and the identifier"
    )
    parser.add_argument("--scheme", metavar="NAME", help="the scheme of the identifier, such as `gtin`")
    parser.add_argument(
        "--pattern", metavar="REGEX", help="the regular expression that matches whole identifiers"
    )
    parser.add_argument(
        "--check", metavar="NAME", help="the check for the identifiers, such as `gtin`, `luhn` or `uuid`"
    )
    parser.add_argument(
        "--example", action="append", default=[], metavar="ID", help="an example identifier; may be repeated"
    )
    parser.add_argument(
        "--alias", action="append", default=[], metavar="NAME", help="a synonym; may be repeated"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a column that contains the identifier; a meaning is added for its domain; may be repeated",
    )
    parser.add_argument(
        "--means",
        metavar="TEXT",
        help="the meaning of the entity in the columns' domain (default: the definition)",
    )
    parser.add_argument(
        "--relation",
        choices=("exactMatch", "closeMatch", "broadMatch", "narrowMatch"),
        help="how the entity relates to that meaning (default: exactMatch)",
    )


def _add_agreement(parser: argparse.ArgumentParser) -> None:
    from meshwright.cli.request import day_of

    parser.add_argument("address", nargs="?", metavar="PORT", help="the port: player/play-events/daily@1")
    parser.add_argument("--team", metavar="TEAM", help="the team that uses the data")
    parser.add_argument("--use", metavar="TEXT", help="the dashboard, notebook or model that uses the data")
    parser.add_argument(
        "--role", metavar="ROLE", help="the role under which it reads (default: the port's only role)"
    )
    parser.add_argument("--purpose", metavar="PURPOSE", help="the purpose (default: the role's only purpose)")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a column as OBJECT/COLUMN (default: all)",
    )
    parser.add_argument(
        "--expires", type=day_of, metavar="DATE", help="the last day (default: one year from now)"
    )
    parser.add_argument("--description", metavar="TEXT", help="notes for the owner about the use")


def _add_product(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", nargs="?", metavar="DOMAIN/PRODUCT", help="the product's address")
    parser.add_argument(
        "--archetype",
        choices=("sourceAligned", "aggregate", "consumerAligned"),
        help="the kind: facts of a system, facts of several products, or data for one purpose (default: "
        "sourceAligned with --system)",
    )
    parser.add_argument("--purpose", metavar="TEXT", help="its purpose for consumers")
    parser.add_argument("--limitations", metavar="TEXT", help="uses that it is not suitable for")
    parser.add_argument("--owner", metavar="TEAM", help="the team (default: that of the domain)")
    parser.add_argument("--system", metavar="SYSTEM", help="the system that its facts come from")
    parser.add_argument("--tier", type=int, choices=(1, 2, 3), help="its criticality; 1 is the highest")
    parser.add_argument("--status", default="draft", metavar="STATUS", help="its status (default: draft)")
    parser.add_argument("--port", metavar="NAME", help="also write this port, with the following arguments")
    _add_port_arguments(parser)


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", nargs="?", metavar="DOMAIN/PRODUCT/PORT", help="the port's address")
    _add_port_arguments(parser)


def _add_port_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--column", action="append", metavar="COLUMN", help=_COLUMN)
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="read the columns of a CSV, JSON Lines, Parquet or Avro file (extra `data`), of `CREATE TABLE` in SQL, "
        "or of a dbt `schema.yml`; no rows are kept",
    )
    parser.add_argument(
        "--reads",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a port that it derives from; may be repeated",
    )
    parser.add_argument(
        "--object",
        metavar="NAME",
        help="the name of the object (default: the product's); with --from, the object to import",
    )
    parser.add_argument("--grain", metavar="TEXT", help="what a row represents: `One row per order.`")
    parser.add_argument("--description", metavar="TEXT", help="the content of the port")
    parser.add_argument("--type", metavar="TYPE", help="the type of the port: files, tables, topic")
    parser.add_argument(
        "--server",
        metavar="SERVER",
        help="its server, as NAME,type=TYPE,KEY=VALUE,… (default: that of the product's other ports, or of the domain's)",
    )
    parser.add_argument(
        "--role", action="append", default=[], metavar="ROLE", help="a role that may read; may be repeated"
    )
    parser.add_argument(
        "--slo",
        action="append",
        default=[],
        metavar="LEVEL",
        help="a service level, such as `latency=26h`; may be repeated",
    )


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "team": _add_team,
    "domain": _add_domain,
    "product": _add_product,
    "port": _add_port,
    "entity": _add_entity,
    "agreement": _add_agreement,
}
