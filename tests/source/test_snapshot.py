import hashlib
import os
import pickle
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshwright.source import limits
from meshwright.source.folder import Skipped, shown
from meshwright.source.snapshot import Content, Snapshot, of_files, of_folder, of_index, of_revision
from meshwright.source.store import Entry

CONTRACT = b"kind: DataContract\n"


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def content(path: str, data: bytes) -> Content:
    return Content(path, blob(data), data)


def files(taken: Snapshot) -> tuple[object, ...]:
    """All of a snapshot but where it is from."""
    return (taken.entries, taken.samples, taken.skipped, taken.nested, taken.counted)


def test_a_folder_a_commit_and_the_index_give_the_same_files(repository):
    """Documents by name and by marker, samples, what is skipped, nested meshes, and the count of the rest."""
    repository.write("products/b.odps.yaml", "b")
    repository.write("products/a.odcs.yaml", "a")
    repository.write("governance/mesh.yaml", "apiVersion: meshwright/v1\n")
    repository.write("governance/notes.yaml", "x: y\n")
    repository.write("chart/values.yaml", "kind: ConfigMap\n")
    repository.write("chart/contract.yaml", CONTRACT)
    repository.write("products/samples/a.csv", "x\n1\n")
    repository.write("products/samples/deep/a.jsonl", "{}\n")
    repository.write("products/other/a.csv", "x\n")
    repository.write("products/samples/readme.md", "x")
    repository.write("odd.odcs.yaml/readme.md", "x")
    repository.write("examples/one/governance/mesh.yaml")
    repository.write("examples/one/a.odcs.yaml")
    repository.write("examples/one/two/governance/mesh.yaml")
    repository.write("examples/two/pyproject.toml", "[tool.meshwright]\n")
    repository.write("examples/two/a.odcs.yaml")
    repository.write("examples/three/pyproject.toml", "[tool.ruff]\n")
    repository.write("examples/three/a.odcs.yaml", "c")
    repository.write("node_modules/x/a.odcs.yaml")
    repository.write(".venv/a.odcs.yaml")
    repository.write("a/.meshwright/a.odcs.yaml")
    (repository.root / "link.odcs.yaml").symlink_to("products/a.odcs.yaml")
    (repository.root / "away.odcs.yaml").symlink_to("../away.odcs.yaml")
    (repository.root / "away.yaml").symlink_to("../away.yaml")
    repository.commit()
    contents = {
        "chart/contract.yaml": CONTRACT,
        "examples/three/a.odcs.yaml": b"c",
        "governance/mesh.yaml": b"apiVersion: meshwright/v1\n",
        "link.odcs.yaml": b"a",
        "products/a.odcs.yaml": b"a",
        "products/b.odps.yaml": b"b",
    }
    samples = {"products/samples/a.csv": b"x\n1\n", "products/samples/deep/a.jsonl": b"{}\n"}
    skipped = (
        Skipped("away.odcs.yaml", "links to `../away.odcs.yaml`, outside of the mesh"),
        Skipped("odd.odcs.yaml", "is a folder"),
    )
    expected = (
        {path: Entry(path, blob(data)) for path, data in contents.items()},
        {path: Entry(path, blob(data)) for path, data in samples.items()},
        skipped,
        ("examples/one", "examples/two"),
        3,
    )
    taken = [of_folder(repository.root), of_revision(repository.root, "HEAD"), of_index(repository.root)]
    assert [files(one) for one in taken] == [expected, expected, expected]
    assert [list(one.contents()) for one in taken] == [[content(*item) for item in contents.items()]] * 3
    assert list(taken[0].entries) == list(contents)
