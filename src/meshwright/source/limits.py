"""Size limits of files; a file beyond them is refused at once, with a diagnostic.

Real contracts stay far below: the largest known public one has 5,300 lines, 192 kB and depth 9.
"""


class TooLargeError(Exception):
    """Something exceeds a limit; the attributes are those of `OverLimit`."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what)
        self.what = what
        self.limit = limit


FILE_BYTES = 2 * 1024 * 1024
"""Bytes of one YAML file."""

DEPTH = 64
"""Nested mappings and lists; libyaml's cost grows with the square of the depth."""

NODES = 250_000
"""Values of one file; each alias counts with its whole content."""

ALIASES = 1_000
"""Aliases (`*name`) of one file."""

SCALAR = 100_000
"""Code points of one scalar."""

DIGITS = 400
"""Characters of one number."""

COLUMNS = 10_000
"""Columns of one sample, or keys of all its rows; no common database has wider tables."""

TEXT_BYTES = 16 * 1024 * 1024
"""Bytes of text of one Parquet sample, decompressed and including repetitions."""

PROBLEMS = 1_000
"""Problems of one file's text, and of its structure; further ones are not reported, as a diagnostic notes."""

DOCUMENTS = 1_000
"""YAML documents of one file; further ones are not read."""

SUPPRESSED = 1_000
"""Names in all suppression comments of one file; a comment without names counts as one."""

SUPPRESSED_AT_ONCE = 100
"""Names in one suppression comment."""
