"""The sizes beyond which a file is refused, with a diagnostic and at once.

Real contracts stay far below: the largest public one that we know has 5,300 lines, 192 kB and depth 9.
"""


class TooLargeError(Exception):
    """There is more of something than is read; names it and the limit, as `OverLimit` does."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what)
        self.what = what
        self.limit = limit


FILE_BYTES = 2 * 1024 * 1024
"""Bytes of one YAML file."""

DEPTH = 64
"""Mappings and lists inside each other; libyaml's cost grows with the square of it."""

NODES = 250_000
"""Values of one file, each alias counted with all that it stands for."""

ALIASES = 1_000
"""Aliases (`*name`) of one file."""

SCALAR = 100_000
"""Code points of one scalar."""

DIGITS = 400
"""Characters of one number."""

COLUMNS = 10_000
"""Columns of one sample, or keys of all its rows; no common database has wider tables."""

TEXT_BYTES = 16 * 1024 * 1024
"""Bytes of text of one Parquet sample, decompressed and with each repetition."""

PROBLEMS = 1_000
"""Problems of one file's text, and of its structure; what follows is not reported, and a diagnostic says so."""

DOCUMENTS = 1_000
"""YAML documents of one file; those that follow are not read."""

SUPPRESSED = 1_000
"""Names in all suppression comments of one file, a comment without names counted as one."""

SUPPRESSED_AT_ONCE = 100
"""Names in one suppression comment."""
