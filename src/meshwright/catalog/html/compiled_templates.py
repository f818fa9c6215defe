"""Compiled templates of the package, kept where Python keeps the package's compiled modules.

They are trusted as those are: whoever can write them can also write the modules. The repository's own templates are
never kept.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

from jinja2.bccache import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """A store of compiled templates for this version of Jinja; a template that cannot be read is compiled again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template's code, if it was compiled from the same source."""
        with (
            suppress(OSError, EOFError, ValueError, TypeError, UnpicklingError),
            _file_of(bucket).open("rb") as file,
        ):
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code if Python may write code and the folder is writable."""
        if sys.dont_write_bytecode:
            return
        path = _file_of(bucket)
        temporary = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                bucket.write_bytecode(file)
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()


def _file_of(bucket: Bucket) -> Path:
    """Return the file of a template's code."""
    jinja = "".join(filter(str.isalnum, version("jinja2")))
    name = f"{bucket.key}.html"
    return Path(cache_from_source(str(Path(__file__).with_name(name)), optimization=f"jinja{jinja}"))
