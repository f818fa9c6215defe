"""`meshwright new`: a team, a domain, a product or a port, or the next major version of a port.

What is new is drafted and checked as a draft, then all of it is written, or nothing. What exists stays as it is.
Exit codes: 0 where it was written or exists already, 2 where it was not written; with `--diff`, 1 where it would be.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from meshwright.cli.answers import Answers
    from meshwright.cli.request import CheckRequest
    from meshwright.workspace.authoring.checking import Checked
    from meshwright.workspace.authoring.drafts import Drafts

KINDS = {
    "team": "register a team, with its owner and its support channel",
    "domain": "register a domain, with its owner and its purpose",
    "product": "write a data product, and its first port with `--port`",
    "port": "write a port of a product, with its contract",
    "version": "write the next major version of a port beside the old one, and deprecate the old one",
}
_COLUMN = (
    "a column as NAME:TYPE, or the address of a column, of an object or a port upstream; NAME=ADDRESS renames one. "
    "Behind it `:key`, `:required`, `:unique`, a classification level, `:category=KEY`, `:entity=NAME/SCHEME`, "
    "and after a space its description; may be repeated"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `new` takes, by what is to be written."""
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

    parser.add_argument("--diff", action="store_true", help="show what would be written and write nothing")
    parser.add_argument("--yes", action="store_true", help="after questions, write without a confirmation")
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
        help="its purpose in the business, and the facts that it is the source of",
    )
    parser.add_argument("--title", metavar="TEXT", help="the display name")
    parser.add_argument("--parent", metavar="DOMAIN", help="the parent domain")


def _add_product(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", nargs="?", metavar="DOMAIN/PRODUCT", help="the product's address")
    parser.add_argument(
        "--archetype",
        choices=("sourceAligned", "aggregate", "consumerAligned"),
        help="facts of a system, facts of several products, or what a purpose needs (default: "
        "sourceAligned with --system)",
    )
    parser.add_argument("--purpose", metavar="TEXT", help="what consumers use it for")
    parser.add_argument("--limitations", metavar="TEXT", help="what it cannot be used for")
    parser.add_argument("--owner", metavar="TEAM", help="the team (default: that of the domain)")
    parser.add_argument("--system", metavar="SYSTEM", help="the system that its facts come from")
    parser.add_argument("--tier", type=int, choices=(1, 2, 3), help="how critical it is, 1 for the most")
    parser.add_argument("--status", default="draft", metavar="STATUS", help="its status (default: draft)")
    parser.add_argument(
        "--port", metavar="NAME", help="write this port as well, with the following arguments"
    )
    _add_port_arguments(parser)


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", nargs="?", metavar="DOMAIN/PRODUCT/PORT", help="the port's address")
    _add_port_arguments(parser)


def _add_port_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--column", action="append", metavar="COLUMN", help=_COLUMN)
    parser.add_argument(
        "--reads",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a port that it is made from; may be repeated",
    )
    parser.add_argument("--object", metavar="NAME", help="the name of the object (default: the product's)")
    parser.add_argument("--grain", metavar="TEXT", help="what a row is: `One row per order.`")
    parser.add_argument("--description", metavar="TEXT", help="what the port delivers")
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
        help="a service level: latency=26h; may be repeated",
    )


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "team": _add_team,
    "domain": _add_domain,
    "product": _add_product,
    "port": _add_port,
}


def run(options: argparse.Namespace) -> int:
    """Draft the documents, check the drafts, and write them together."""
    from meshwright.cli import new_version
    from meshwright.cli.answers import Answers
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import recover, request_whole_mesh
    from meshwright.workspace.authoring.checking import check_drafts
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.drafting import DraftError

    if options.kind == "version":
        return new_version.run(options)
    if not options.diff:
        recover([options.mesh])
    what = request_whole_mesh(options.mesh, options.as_of)
    drafts = Drafts(what.compiled(), what.day, what.configuration.terms)
    answers = Answers(options)
    try:
        _DRAFTS[options.kind](answers, drafts)
        checked = check_drafts(drafts, what.configuration, what.day)
    except DraftError as error:
        raise UsageError(str(error)) from error
    return _end(what, drafts, checked, answers)


def _draft_team(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.organisation import NewTeam, draft_team

    new = NewTeam(
        answers.text("NAME", "name of the team"),
        answers.text("--owner", "user name of the member who owns its products"),
        answers.text("--channel", "support channel, a name or a link"),
        answers.text("--purpose", "purpose of the team", is_optional=True),
        answers.options.title or "",
    )
    answers.complete()
    draft_team(new, drafts)


def _draft_domain(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.organisation import NewDomain, draft_domain

    new = NewDomain(
        answers.text("NAME", "name of the domain"),
        answers.choice("--owner", "team that owns the domain", sorted(drafts.mesh.teams)),
        answers.text("--purpose", "purpose, and the facts that it is the source of"),
        answers.options.title or "",
        answers.options.parent or "",
    )
    answers.complete()
    draft_domain(new, drafts)


def _draft_product(answers: Answers, drafts: Drafts) -> None:
    from meshwright.mesh.archetype import ARCHETYPES, SOURCE_ALIGNED
    from meshwright.workspace.authoring.names import PortName, name, product_name
    from meshwright.workspace.authoring.product import NewProduct, draft_product

    options = answers.options
    address = answers.text("ADDRESS", "product, as domain/product")
    archetype = SOURCE_ALIGNED if options.system else ""
    archetype = answers.choice("--archetype", "archetype", ARCHETYPES, archetype)
    purpose = answers.text("--purpose", "what consumers use it for")
    if options.port:
        answers.several("--column", "column, as name:type or an address")
    answers.complete()
    new = NewProduct(
        product_name(address),
        archetype,
        purpose,
        options.owner or "",
        options.limitations or "",
        options.system or "",
        options.tier,
        options.status,
        () if options.port else tuple(options.reads),
    )
    draft_product(new, drafts)
    if options.port:
        _port(PortName(new.name, name(options.port, "a port"), 1), tuple(options.column), options, drafts)
    elif options.column:
        from meshwright.cli.main import UsageError

        raise UsageError("`--column` is of a port; name it by `--port`")


def _draft_port(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.names import port_name

    address = answers.text("ADDRESS", "port, as domain/product/port")
    columns = answers.several("--column", "column, as name:type or an address")
    answers.complete()
    _port(port_name(address), columns, answers.options, drafts)


def _port(name: object, columns: tuple[str, ...], options: argparse.Namespace, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.names import PortName
    from meshwright.workspace.authoring.port import NewPort, draft_port

    assert isinstance(name, PortName)
    draft_port(
        NewPort(
            name,
            columns,
            object=options.object or "",
            grain=options.grain or "",
            description=options.description or "",
            type=options.type or "",
            reads=tuple(options.reads),
            server=options.server or "",
            roles=tuple(options.role),
            service_levels=tuple(options.slo),
        ),
        drafts,
    )


_DRAFTS: dict[str, Callable[[Answers, Drafts], None]] = {
    "team": _draft_team,
    "domain": _draft_domain,
    "product": _draft_product,
    "port": _draft_port,
}


def _end(what: CheckRequest, drafts: Drafts, checked: Checked, answers: Answers) -> int:
    """Show or write the drafts, and say what was done and what is left."""
    from meshwright.cli.writing import diff_of, write_all
    from meshwright.report.terminal import one_line

    if answers.options.diff:
        sys.stdout.writelines(f"{line}\n" for line in diff_of(drafts.before, drafts.files))
        return int(bool(drafts.files))
    if drafts.files and answers.has_asked:
        sys.stdout.writelines(f"{line}\n" for line in diff_of(drafts.before, drafts.files))
    if drafts.files and not answers.is_confirmed("write this?"):
        sys.stdout.write("nothing is written\n")
        return 0
    write_all(what.project.root, drafts.files, drafts.before)
    sys.stdout.writelines(f"{one_line(line)}\n" for line in _summary(drafts, checked))
    return 0


def _summary(drafts: Drafts, checked: Checked) -> Iterator[str]:
    """Yield what exists, what was written, what only the author can fill in, and what to review."""
    yield from drafts.there
    yield from (f"wrote {each}" for each in drafts.wrote)
    for words, found in (("fill in", checked.open), ("review", checked.others)):
        for each in found:
            place = f"{each.range.path}:{each.range.start.line}: " if each.range else ""
            yield f"{words} {place}{each.message} [{each.rule}]"
    if not drafts.files:
        yield "nothing to do"
