"""Print the mistakes and their findings as a Markdown table: `python tests/mistakes/table.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from mistakes.all_of_them import MISTAKES
from mistakes.run import Example

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows() -> Iterator[tuple[str, ...]]:
    """Yield a row per mistake, without the folders of its location."""
    with tempfile.TemporaryDirectory() as folder:
        example = Example(Path(folder))
        for mistake in MISTAKES:
            example.make(mistake)
            findings = example.findings(mistake)
            messages = [each.message for each in findings.by_its_rule]
            places = [example.place(each) for each in findings.by_its_rule]
            others = [f"`{each.rule}`: {each.message}" for each in findings.others]
            where = [f"{path.rpartition('products/')[2]}:{line}:{column}" for path, line, column in places]
            yield (
                f"`{mistake.rule}`",
                mistake.story,
                *("<br>".join(each) for each in (where, messages, others)),
            )
            example.restore(mistake)


def main() -> None:
    """Print the table."""
    heads = ("rule", "mistake", "place", "message", "other findings")
    lines = [heads, ("---",) * len(heads), *rows()]
    for line in lines:
        cells = " | ".join(each.replace("|", r"\|") for each in line)
        sys.stdout.write(f"| {cells} |\n")


if __name__ == "__main__":
    main()
