"""Size limits of files; a file that exceeds a limit is refused at once, with a diagnostic.

Real contracts stay far below the limits: the largest known public contract has 5,300 lines, 192 kB and depth 9.
"""


class TooLargeError(Exception):
    """Something exceeds a limit; the attributes are those of `OverLimit`."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what)
        self.what = what
        self.limit = limit


FILE_BYTES = 2 * 1024 * 1024
"""The maximum size of a YAML file in bytes."""

DEPTH = 64
"""The maximum nesting of mappings and lists; libyaml's cost grows with the square of the depth."""

NODES = 250_000
"""The maximum number of values in one file; for each alias, its whole content is counted."""

ALIASES = 1_000
"""The maximum number of aliases (`*name`) in one file."""

SCALAR = 100_000
"""The maximum length of a scalar in code points."""

DIGITS = 400
"""The maximum number of characters in a number."""

COLUMNS = 10_000
"""The maximum number of columns in a sample, or of keys in all its rows; no common database has wider tables."""

TEXT_BYTES = 16 * 1024 * 1024
"""The maximum size of the text in a Parquet sample in bytes, decompressed and including repetitions."""

PROBLEMS = 1_000
"""The maximum number of problems in a file's text, and in its structure; a diagnostic notes that there are more."""

DOCUMENTS = 1_000
"""The maximum number of YAML documents in one file; further ones are not read."""

SUPPRESSED = 1_000
"""The maximum number of names in all suppression comments of one file; a comment without names counts as one."""

SUPPRESSED_AT_ONCE = 100
"""The maximum number of names in one suppression comment."""
