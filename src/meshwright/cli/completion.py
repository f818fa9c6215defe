"""`meshwright completion SHELL`: completes commands, options, rules and addresses (extra `completion`).

A shell runs this program with the variable `_ARGCOMPLETE` set. On an error, there are no completions and no message.
Exit codes: 0 if the script was printed, 2 without argcomplete.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `completion`."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


def run(options: argparse.Namespace) -> int:
    """Print the completion script, for use with `eval` or in a startup file of the shell."""
    script = _argcomplete().shellcode(["meshwright"], shell=options.shell)
    sys.stdout.write(f"{script.rstrip()}\n")
    return 0


def _argcomplete() -> Any:  # noqa: ANN401 - a module
    from meshwright.cli.main import UsageError

    try:
        import argcomplete
    except ModuleNotFoundError as error:
        raise UsageError("argcomplete is not installed; install the extra `completion`") from error
    return argcomplete


def complete(parser: argparse.ArgumentParser) -> None:
    """Send completions to the shell and end the process; if argcomplete is missing, send nothing."""
    try:
        import argcomplete
    except ModuleNotFoundError:
        sys.exit(1)
    _attach(parser)
    of_the_shell: Any = _quiet(tuple)  # without choices, argcomplete would start a program to find files
    argcomplete.autocomplete(parser, always_complete_options="long", default_completer=of_the_shell)


def completed_command() -> list[str]:
    """Return the words of the line to complete, which name the only command that must declare its arguments."""
    return os.environ.get("COMP_LINE", "").split()


def _attach(parser: argparse.ArgumentParser) -> None:
    """Set the completers for the arguments of a parser and of its subcommands."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to what was declared
        if isinstance(action.choices, dict) and not action.option_strings:
            for inner in action.choices.values():
                _attach(inner)
            continue
        completer = _COMPLETERS.get(str(action.metavar))
        if completer is not None:
            action.completer = completer  # type: ignore[attr-defined] # argcomplete's own name


def _quiet(names: Callable[[], Iterable[str]]) -> Callable[..., list[str]]:
    """Return a completer for names; the completer returns an empty list if the names cannot be read."""

    def complete(**_: object) -> list[str]:
        try:
            return sorted(names())
        except Exception:  # noqa: BLE001 - a message would be printed into the user's line
            return []

    return complete


def _addresses() -> Iterable[str]:
    """Return the addresses of all items in the mesh of the current folder, such as products, ports and fields."""
    from meshwright.cli.request import request_whole_mesh
    from meshwright.mesh.link import link

    what = request_whole_mesh(".", None)
    mesh = link(what.compiled().linkable, what.day, what.configuration.terms)
    yield from mesh.product_of
    yield from mesh.ports
    for contract in mesh.contracts:
        if contract.address:
            objects, fields = contract.fact.objects, contract.fact.fields
            yield from (f"{contract.address}/{each.name}" for each in objects)
            yield from (f"{contract.address}/{fields.name(index, objects)}" for index in range(len(fields)))


def _entities() -> Iterable[str]:
    from meshwright.cli.request import request_whole_mesh
    from meshwright.mesh.link import link

    what = request_whole_mesh(".", None)
    return list(link(what.compiled().linkable, what.day, what.configuration.terms).names["Entity"])


def _rules() -> Iterable[str]:
    from meshwright.rulekit.registry import all_rules

    return {name for rule in all_rules() for name in (rule.name, rule.group)}


def _kinds() -> Iterable[str]:
    from meshwright.cli.schema import names

    return names()


_COMPLETERS = {
    **dict.fromkeys(("ADDRESS", "A", "B", "COLUMN"), _quiet(_addresses)),
    "ENTITY": _quiet(_entities),
    "RULE": _quiet(_rules),
    "KIND": _quiet(_kinds),
}
"""The completers, by the metavars of arguments."""
