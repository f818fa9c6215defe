"""The entry point: parses arguments, runs one subcommand, and turns every outcome into an exit code.

0: no findings. 1: findings at or above `--fail-on`. 2: the command failed or was incomplete.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import ENOMEM
from importlib import import_module

from meshwright import __version__
from meshwright.cli.endings import flushed, make_writable, of_machine, refusal, say, shortage, write_nowhere
from meshwright.cli.memory_watch import OUT_OF_MEMORY, watch_if_memory_is_limited
from meshwright.workspace.import_path import restrict_imports

TYPE_CHECKING = (
    False  # type checkers recognise this name; importing typing would delay the handling of Ctrl-C
)
if TYPE_CHECKING:
    import argparse
    from typing import Any, ClassVar, NoReturn

BUG = "this is a bug in meshwright"
"""The start of the message about an unexpected exception; tests search for it."""
COMMANDS = {
    "access": "show who may read which data and why, and the access that a change grants and revokes",
    "approvals": "check whether a change has all required approvals",
    "baseline": "record the current findings, so that only new findings fail a check",
    "cache": "show or remove the stored results of checks",
    "catalog": "build the catalog site, or serve it and rebuild on changes",
    "check": "check a mesh, or some of its files",
    "codeowners": "write the owners of the mesh's documents into CODEOWNERS, or check them",
    "completion": "print the shell completion script for commands, options and addresses",
    "config": "show the effective settings with their sources, and the files of the mesh",
    "convert": "convert contracts from Data Contract Specification or ODCS 2 to ODCS 3.2",
    "diff": "show the differences between two revisions, and the affected consumers",
    "evidence": "list the grants, exceptions, policies and breaking changes of a period, for auditors",
    "doctor": "show which servers this machine can measure, and what the others need",
    "explain": "show the page of a rule",
    "fix": "apply the fixes for the findings of check",
    "generate": "generate data that conforms to contracts, with keys that match across the mesh",
    "graph": "show lineage, and the consumers that a change affects",
    "init": "create a mesh from a folder of products and contracts, or with a first product in an empty folder",
    "impact": "list the consumers to consult or notify about a change, and its approvers",
    "entity": "show where an entity occurs, with its meanings and identifiers",
    "join": "show how to join two ports on an entity",
    "measure": "measure whether data conforms to contracts",
    "new": "create a team, domain, product, port, entity or agreement, or the next version of a port",
    "observations": "compact the observations that `measure --store` wrote, or export them for other tools",
    "policy": "draft or test policies, or show the current and past findings of a policy",
    "query": "query the mesh as tables, with SQL",
    "report": "write a pull request comment: breaking changes, affected consumers, and contacts",
    "resolve": "show the location and the owner of an address",
    "rules": "list the rules, or write their pages",
    "schema": "print the JSON Schema of a kind of document",
    "score": "show product scores, lowest first, and the rules that lower them",
    "trace": "show how a service level or a classification is derived, hop by hop",
    "waive": "write a waiver for one finding",
}
CANNOT_LOOK = 2
_LONGEST = 1000
"""The maximum length of an error message; longer messages are shortened in the middle."""
INTERRUPTED = 130
READER_GONE = 141
"""The exit code that shells report for a program whose output pipe was closed."""


class Stopped(KeyboardInterrupt):
    """A signal that ends the run in the same way as Ctrl-C: unfinished work is undone."""

    last: ClassVar[Stopped | None] = None
    """The last such signal of this process, for callers of libraries that replace it with a plain KeyboardInterrupt."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number
        """The exit code that shells report for a program that the signal ended."""
        Stopped.last = self


class UsageError(Exception):
    """A request cannot be fulfilled; the message states the reason on one line."""


class NoDocumentError(UsageError):
    """A repository has no document to check."""


def entry() -> None:
    """Run as a program. Garbage collection is off, because a short run needs its objects until the end."""
    gc.disable()
    try:
        code = _program()
    except (MemoryError, SystemError):  # raised while the end of the run was being reported
        code = OUT_OF_MEMORY
    if code == OUT_OF_MEMORY:  # the memory that the error referred to is free by now
        try:
            os._exit(flushed(_cannot(of_machine(ENOMEM))))
        except (MemoryError, SystemError):
            os._exit(OUT_OF_MEMORY)
    sys.exit(code)


def _program() -> int:
    """Run the command given on the command line, and return its exit code."""
    try:
        restrict_imports()
        watch_if_memory_is_limited()
        _heed_signals()
        make_writable()
        code = main(sys.argv[1:])
    except KeyboardInterrupt as end:  # before the command started
        code = _code_of(end)
    except SystemExit as error:  # help, version, and argument errors of argparse
        code = CANNOT_LOOK if error.code else 0
    except Exception as error:  # before the command started, or while an error was being described
        words = shortage(error)
        if words is None:
            raise
        code = _cannot(words)
    return flushed(code)


def _heed_signals() -> None:
    """Turn signals that would end the process immediately into exceptions, so that the run can clean up."""
    import signal

    own = os.getpid()

    def stop(number: int, _: object) -> None:
        if os.getpid() == own:
            raise Stopped(number)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores it
            signal.signal(number, stop)


def _code_of(end: KeyboardInterrupt) -> int:
    """Return the exit code of an interrupted run, after killing its processes, for which Python would wait."""
    if processes := sys.modules.get("multiprocessing"):
        for process in processes.active_children():
            process.kill()
    return end.code if isinstance(end, Stopped) else INTERRUPTED


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; no traceback reaches the user."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no third-party plugins, and 15 ms faster
    try:
        return _run(arguments)
    except UsageError as error:
        return _cannot(str(error))
    except KeyboardInterrupt as end:
        return _code_of(end)
    except BrokenPipeError:
        write_nowhere(sys.stdout)
        return READER_GONE
    except OSError as error:
        write_nowhere(sys.stdout)
        return _cannot(refusal(error))
    except Exception as error:  # the only place that catches bugs of Meshwright: users see no traceback
        if _is_gits(error):
            return _cannot(str(error))
        if "MESHWRIGHT_TRACEBACK" in os.environ:
            raise
        return _cannot(
            shortage(error)
            or f"{BUG} ({type(error).__name__}), not in your files; set MESHWRIGHT_TRACEBACK=1 to see where"
        )


def _is_gits(error: Exception) -> bool:
    """Return whether an error is a Git error, whose message is for users.

    Nothing is imported, because memory may be short.
    """
    process = sys.modules.get("meshwright.source.git_process")
    return process is not None and isinstance(error, process.GitError | process.GitTimeoutError)


def _run(arguments: list[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:
        completion = import_module("meshwright.cli.completion")
        completion.complete(_parser(completion.completed_command()))
    # addresses copied from a pull request comment contain zero-width joiners
    arguments = [each.replace("@\u200d", "@").replace("#\u200d", "#") for each in arguments]
    addresses = {
        f"/{each}": each for each in arguments if each.startswith("-/")
    }  # argparse reads `-/x` as an option
    arguments = [f"/{each}" if each.startswith("-/") else each for each in arguments]
    _refuse_unknown_command(arguments)
    parser = _parser(arguments)
    options, unknown = parser.parse_known_args(_usable(arguments))
    for name, value in vars(options).items():
        if isinstance(value, str) and value in addresses:
            setattr(options, name, addresses[value])
        elif isinstance(value, list):
            setattr(
                options,
                name,
                [addresses.get(each, each) if isinstance(each, str) else each for each in value],
            )
    if unknown:
        subcommand = f" {options.command}" if options.command else ""
        raise UsageError(
            f"unknown argument `{unknown[0]}`; `meshwright{subcommand} --help` lists all arguments"
        )
    if not options.command:
        parser.print_help()
        return CANNOT_LOOK
    command = import_module(f"meshwright.cli.{options.command}")
    code: int = command.run(options)
    sys.stdout.flush()
    return code


def _refuse_unknown_command(arguments: list[str]) -> None:
    """Raise UsageError for an unknown command, with a suggestion."""
    if arguments and arguments[0] and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        from meshwright.finding.finding import did_you_mean
        from meshwright.standards.key_suggestions import near

        hint = did_you_mean(near(arguments[0], COMMANDS)) or "; `meshwright --help` lists the commands"
        raise UsageError(f"unknown command `{arguments[0]}`{hint}")


def _usable(arguments: list[str]) -> list[str]:
    """Return the arguments; raises UsageError for an empty argument, an option without a value, or a second `--`."""
    if "" in arguments:
        raise UsageError("an argument is empty; is a variable unset?")
    for each in arguments[: arguments.index("--")] if "--" in arguments else arguments:
        option, is_given, value = each.partition("=")
        if option.startswith("--") and is_given and value in ("", "--"):
            raise UsageError(f"`{option}` has no value; is a variable unset?")
    if arguments.count("--") > 1:
        raise UsageError("`--` is given twice; write `./--` for a file of that name")
    return arguments


def _cannot(words: str) -> int:
    say(f"meshwright: {_safe(words)}\n")
    return CANNOT_LOOK


def _safe(words: str) -> str:
    """Return a message as one short line without control characters; import the escaping code only if needed."""
    if words.isprintable() and "##" not in words and len(words) <= _LONGEST:
        return words
    from meshwright.report.terminal import one_line, shortened

    return shortened(one_line(words), _LONGEST)


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Build the parser. Only the module of the chosen command is imported and declares its arguments."""
    import argparse

    class Parser(argparse.ArgumentParser):
        """A parser that reports errors on two lines, with values escaped and without the usage text.

        Options are also allowed between positional arguments: `catalog serve --port 8001 PATH`.
        """

        is_parsing_again = False

        def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - argparse's
            found = super().parse_known_args(args, namespace)
            again = not self.is_parsing_again and self._subparsers is None and namespace is None
            if not again or not any(not each.startswith("-") for each in found[1]) or "--" in args:
                return found
            self.is_parsing_again = True
            return self.parse_known_intermixed_args(args)

        def error(self, message: str) -> NoReturn:
            self.exit(
                CANNOT_LOOK, f"{self.prog}: {_safe(message)}\n`{self.prog} --help` lists the arguments\n"
            )

    parser = Parser(
        prog="meshwright",
        description="The compiler and linter for data meshes: ODPS products and ODCS contracts, checked as one program.",
        epilog="exit codes: 0 no findings, 1 findings at or above --fail-on, 2 failed or incomplete",
    )
    parser.add_argument("--version", action="version", version=f"meshwright {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if name in arguments:
            import_module(f"meshwright.cli.{name}").add_arguments(command)
    return parser


if __name__ == "__main__":
    entry()
