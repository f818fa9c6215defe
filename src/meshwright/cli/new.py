"""`meshwright new`: creates a team, domain, product, port, entity or agreement, or the next version of a port.

New files are first checked as drafts; after that, either all of them are written or none. Existing files are
not changed. Exit codes: 0 if the files were written or already exist, 2 if not; with `--diff`, 1 if files
would be written.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from meshwright.cli.answers import Answers
    from meshwright.cli.request import CheckRequest
    from meshwright.workspace.authoring.checking import Checked
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.authoring.names import PortName

_LISTED = 50
"""The maximum number of lines about values to fill in, and of lines about items to review."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `new` for each kind of document."""
    from meshwright.cli.new_arguments import add_arguments as add

    add(parser)


def run(options: argparse.Namespace) -> int:
    """Draft the documents, check the drafts, write all of them or none, and return the exit code."""
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
        answers.text("--purpose", "purpose, and the facts that originate in it"),
        answers.options.title or "",
        answers.options.parent or "",
    )
    answers.complete()
    draft_domain(new, drafts)


def _draft_product(answers: Answers, drafts: Drafts) -> None:
    from meshwright.cli.main import UsageError
    from meshwright.mesh.archetype import ARCHETYPES, SOURCE_ALIGNED
    from meshwright.workspace.authoring.names import PortName, name, product_name
    from meshwright.workspace.authoring.product import NewProduct, draft_product

    options = answers.options
    if not options.port and (options.column or options.source):
        raise UsageError("`--column` and `--from` describe a port; name it with `--port`")
    address = answers.text("DOMAIN/PRODUCT", "product, as domain/product")
    only = SOURCE_ALIGNED if options.system else ""
    archetype = answers.choice("--archetype", "archetype", ARCHETYPES, only)
    system = options.system or ""
    if archetype == SOURCE_ALIGNED and not system:
        system = answers.text("--system", "system that its facts come from", is_optional=True)
    purpose = answers.text("--purpose", "its purpose for consumers")
    port = answers.text("--port", "name of its first port", is_optional=True)
    columns = _columns(answers) if port else ()
    answers.complete()
    new = NewProduct(
        product_name(address),
        archetype,
        purpose,
        options.owner or "",
        options.limitations or "",
        system,
        options.tier,
        options.status,
        () if port else tuple(options.reads),
    )
    draft_product(new, drafts)
    if port:
        _port(PortName(new.name, name(port, "a port"), 1), columns, answers, drafts)


def _draft_port(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.names import port_name

    address = answers.text("DOMAIN/PRODUCT/PORT", "port, as domain/product/port")
    columns = _columns(answers)
    answers.complete()
    _port(port_name(address), columns, answers, drafts)


def _draft_entity(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.entity import NewEntity, draft_entity, entity_called

    options = answers.options
    name = answers.text("NAME", "name of the entity, in the singular")
    is_new = entity_called(name, drafts.mesh) is None
    definition, steward, scheme = options.definition or "", options.steward or "", options.scheme or ""
    if is_new:
        definition = answers.text("--definition", "definition, in words that every domain understands")
        steward = answers.choice("--steward", "team that owns the definition", sorted(drafts.mesh.teams))
        scheme = answers.text("--scheme", "scheme of the identifier, such as gtin")
    answers.complete()
    new = NewEntity(
        name,
        definition,
        steward,
        scheme,
        pattern=options.pattern or "",
        check=options.check or "",
        examples=tuple(options.example),
        aliases=tuple(options.alias),
        columns=tuple(options.column),
        means=options.means or "",
        relation=options.relation or "",
    )
    draft_entity(new, drafts)


def _draft_agreement(answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.agreement import NewAgreement, draft_agreement, purposes_of, roles_for

    options, mesh = answers.options, drafts.mesh
    port = answers.choice("PORT", "port", sorted(mesh.ports))
    team = answers.choice("--team", "team that uses the data", sorted(mesh.teams))
    use = answers.text("--use", "dashboard, notebook or model that uses the data")
    roles = roles_for(port, mesh)
    role = answers.choice("--role", "role under which it reads", roles, roles[0] if len(roles) == 1 else "")
    purposes = purposes_of(role, mesh)
    only = purposes[0] if len(purposes) == 1 else ""
    purpose = answers.choice("--purpose", "purpose", purposes, only)
    answers.complete()
    new = NewAgreement(
        port, team, use, role, purpose, tuple(options.column), options.expires, options.description or ""
    )
    draft_agreement(new, drafts)


def _port(name: PortName, columns: tuple[str, ...], answers: Answers, drafts: Drafts) -> None:
    from meshwright.workspace.authoring.port import NewPort, draft_port
    from meshwright.workspace.authoring.product import required_levels

    options = answers.options
    schema = _schema(options) if options.source is not None else ()
    draft_port(
        NewPort(
            name,
            columns,
            schema=schema,
            object=options.object or "",
            grain=options.grain or "",
            description=options.description or "",
            type=options.type or "",
            reads=tuple(options.reads),
            server=options.server or "",
            roles=tuple(options.role),
            service_levels=answers.levels(required_levels(name.of, drafts.mesh)),
        ),
        drafts,
    )


def _columns(answers: Answers) -> tuple[str, ...]:
    """Return the columns of a port from the flags or from questions; empty if the user gives a file."""
    if answers.options.source is not None:
        return ()
    return answers.several("--column", "column, as name:type or an address")


def _schema(options: argparse.Namespace) -> tuple[dict[str, Any], ...]:
    """Return all objects in the user's file, or only the requested object; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.workspace.schema_import.objects import SchemaImportError, objects_of

    if options.column:
        raise UsageError("`--from` and `--column` both state columns; use one of them")
    try:
        found = objects_of(options.source)
    except SchemaImportError as error:
        raise UsageError(str(error)) from error
    if options.object and len(found) == 1:
        _check_object(options.object, found[0]["name"])
        physical = found[0].get("physicalName", found[0]["name"])
        return ({**found[0], "name": options.object, "physicalName": physical},)
    if options.object:
        names = [each["name"] for each in found]
        if options.object not in names:
            hint = did_you_mean(nearest(options.object, names))
            raise UsageError(f"`{options.source}` has no object `{options.object}`{hint}")
        return tuple(each for each in found if each["name"] == options.object)
    return tuple(found)


def _check_object(name: str, stated: str) -> None:
    """Raise UsageError if the name that the user gave an object is not allowed; a name from the file is always accepted."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.authoring.names import column_name
    from meshwright.workspace.drafting import DraftError

    try:
        column_name(name if name != stated else "x", "an object")
    except DraftError as error:
        raise UsageError(str(error)) from error


_DRAFTS: dict[str, Callable[[Answers, Drafts], None]] = {
    "team": _draft_team,
    "domain": _draft_domain,
    "product": _draft_product,
    "port": _draft_port,
    "entity": _draft_entity,
    "agreement": _draft_agreement,
}


def _end(what: CheckRequest, drafts: Drafts, checked: Checked, answers: Answers) -> int:
    """Show or write the drafts, print the changes and the remaining steps, and return the exit code."""
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
    """Yield lines about existing files, written files, values to fill in, and items to review."""
    yield from drafts.there
    yield from (f"wrote {each}" for each in drafts.wrote)
    for words, found in (("fill in", checked.open), ("review", checked.others)):
        for each in found[:_LISTED]:
            place = f"{each.range.path}:{each.range.start.line}: " if each.range else ""
            yield f"{words} {place}{each.message} [{each.rule}]"
        if len(found) > _LISTED:
            yield f"and {len(found) - _LISTED:,} more to {words}; `meshwright check` lists them"
    if not drafts.files:
        yield "nothing to do"
