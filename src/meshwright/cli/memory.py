"""The option that limits an engine's memory."""

from __future__ import annotations

import argparse
import re

MEMORY = "2GB"
_SIZE = re.compile(r"(\d{1,9})\s*(MB|MiB|GB|GiB)", re.IGNORECASE)
_LEAST_MIB = 64


def add_memory(parser: argparse.ArgumentParser) -> None:
    """Declare the option; its value is in MiB."""
    parser.add_argument(
        "--memory",
        type=_mebibytes,
        default=MEMORY,
        metavar="SIZE",
        help=f"memory for the engine (default: {MEMORY})",
    )


def _mebibytes(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"`{text}` is not a size such as 500MB or 2GB")
    unit = 1024 if found[2].casefold().startswith("g") else 1
    size = int(found[1]) * unit
    if size < _LEAST_MIB:
        raise argparse.ArgumentTypeError(f"`{text}` is too little memory; the minimum is {_LEAST_MIB}MB")
    return size
