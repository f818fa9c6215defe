"""Commands run in the process of the tests."""

from __future__ import annotations

from meshwright.cli.main import main


def exit_code(*arguments: str) -> int:
    """Run a command, and return its exit code, even if argparse exits."""
    try:
        return main([*arguments])
    except SystemExit as end:
        return int(end.code or 0)
