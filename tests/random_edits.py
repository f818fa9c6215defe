"""Random edits of a mesh, the same for the same number, some of which restore an earlier state."""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Editor:
    """An editor that changes a mesh at random, and may restore an earlier state."""

    def __init__(self, mesh: Path, seed: int) -> None:
        self.mesh = mesh
        self.chance = random.Random(seed)
        self.before: list[tuple[Path, bytes | None]] = []

    def step(self) -> None:
        """Make one edit."""
        acts = (
            self.change,
            self.change,
            self.revert,
            self.revert,
            self.remove,
            self.add,
            self.touch,
            self.move,
            self.reword,
            self.reword,
        )
        self.chance.choice(acts)()

    def files(self) -> list[Path]:
        """Return the files of the mesh."""
        return sorted(each for each in self.mesh.rglob("*") if each.is_file() and ".git" not in each.parts)

    def put(self, path: Path, data: bytes | None) -> None:
        """Write or remove a file, and remember its content."""
        self.before.append((path, path.read_bytes() if path.exists() else None))
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def change(self) -> None:
        """Change a word, a number or a line."""
        path = self.chance.choice(self.files())
        lines = path.read_bytes().split(b"\n")
        number = self.chance.randrange(len(lines))
        line = lines[number]
        lines[number] = self.chance.choice(
            (line.replace(b"a", b"b", 1), line.replace(b"1", b"2"), b"", line + b" # x", line.swapcase())
        )
        self.put(path, b"\n".join(lines))

    def reword(self) -> None:
        """Change text that states no fact: a comment, an empty line above, a description."""
        path = self.chance.choice([each for each in self.files() if each.suffix == ".yaml"] or self.files())
        data = path.read_bytes()
        number = self.chance.randrange(1000)
        texts = (
            b"# %d\n" % number + data,
            data + b"# %d\n" % number,
            b"\n" + data,
            re.sub(rb"(?m)^( *description: \w.*)$", rb"\1 %d" % number, data, count=2),
        )
        self.put(path, self.chance.choice(texts))

    def revert(self) -> None:
        """Undo an earlier edit."""
        if self.before:
            self.put(*self.chance.choice(self.before))

    def remove(self) -> None:
        """Remove a file."""
        self.put(self.chance.choice(self.files()), None)

    def add(self) -> None:
        """Add a file that may count, or to which links lead."""
        names = (
            "docs/guide.md",
            "pyproject.toml",
            "x.yaml",
            "products/y.odcs.yaml",
            "governance/z.yaml",
            ".gitignore",
        )
        texts = (b"kind: DataContract\n", b"[tool.meshwright]\npreset = 'strict'\n", b"*.md\n", b"")
        self.put(self.mesh / self.chance.choice(names), self.chance.choice(texts))

    def touch(self) -> None:
        """Change the time of a file."""
        os.utime(self.chance.choice(self.files()), (1, 1))

    def move(self) -> None:
        """Rename a file."""
        path = self.chance.choice(self.files())
        data = path.read_bytes()
        self.put(path, None)
        self.put(path.with_name(f"moved-{path.name}"), data)
