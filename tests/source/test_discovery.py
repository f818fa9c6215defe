from pathlib import Path

import pytest

from meshwright.source.discovery import find_root, is_ours
from meshwright.standards.governance import KINDS


@pytest.mark.parametrize(
    "path",
    [
        "a.odcs.yaml",
        "a.odcs.yml",
        "a/b.odps.yaml",
        "a/b.odps.yml",
        "A.ODCS.YAML",
        "a.odcs.json",
        "a/b.ODPS.JSON",
        ".odcs.yaml",
        "::error::x.odcs.yaml",
    ],
)
def test_file_named_like_a_contract_or_a_product_belongs_to_the_mesh(path):
    """Whatever is in it: broken and empty files are reported."""
    assert is_ours(path, b"")


@pytest.mark.parametrize(
    "text",
    [
        "kind: DataContract\n",
        "kind: DataProduct",
        "a: 1\nkind: 'DataContract'\n",
        'a: 1\r\nkind: "DataProduct"\r\nb: 2\r\n',
        "a: 1\rkind: DataProduct\rb: 2\r",
        "kind:   DataContract   # ours\n",
        "kind : DataContract\n",
        "'kind': DataContract\n",
        '"kind": DataContract\n',
        "\ufeffkind: DataContract\n",
        "# a comment\n---\nkind: DataContract\n",
        "a: 1\n---\napiVersion: meshwright/v1\nkind: Team\n",
        'apiVersion: "meshwright/v2"\n',
        "dataContractSpecification: 1.1.0\n",
        "dataProductSpecification: 0.0.1\n",
        'fluidVersion: "0.4"\n',
        "fluidVersion:\n  0.4\n",
        "schema: https://opendataproducts.org/v4.0/schema/odps.yaml\n",
        'schema: "https://opendataproducts.org/v4.0/schema/odps.json"\n',
        "# yaml-language-server: $schema=../governance/schemas/Team.schema.json\nname: [\n",
        '{"apiVersion": "meshwright/v1", "kind": "Entity", "name": "thing"}',
        '{"name": "x", "kind":"DataContract"}\n',
        "# comment\n--- {name: x, kind: DataProduct}\n",
        '{\n  "name": "x",\n  "kind" : "DataContract"\n}\n',
        "\ufeff{apiVersion: meshwright/v1}",
    ],
)
def test_yaml_with_a_marker_at_the_start_of_a_line_belongs_to_the_mesh(text):
    """Quotes, comments, spaces and all line ends are permitted; markers of other formats count, so that these are named."""
    assert is_ours("a.yaml", text.encode())
    assert is_ours("a.YML", b"- x\n" * 100_000 + text.removeprefix("\ufeff").encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind: ConfigMap\n",
        "  kind: DataContract\n",
        "items:\n- kind: DataContract\n",
        "# kind: DataContract\n",
        "# yaml-language-server: $schema=../governance/schemas/workflow.schema.json\n",
        "# yaml-language-server: $schema=https://json.schemastore.org/Team.schema.json\n",
        "kind: DataContractor\n",
        "kind: DataContract2\n",
        "kind: 'DataContract\n",
        "kind:DataContract\n",
        "mankind: DataContract\n",
        "kind: DataContract#x\n",
        "about: kind: DataContract\n",
        "apiVersion: v1 # meshwright/\n",
        "apiVersion: notmeshwright/v1\n",
        "schema: https://opendataproducts.org.example.com/\n",
        "{{- if .Values.x }}\nkind: Deployment # DataProduct\n{{ end }}\n",
        "\x00\xff",
        '{"name": "meshwright/v1", "kind": "Data"}',
        "{{- if .x }}\n  kind: DataProduct\n{{ end }}\n",
        "a: 1\n  # {kind: DataContract}\n",
        "a: {kind: DataContract}\n",
    ],
)
def test_yaml_without_a_marker_does_not_belong_to_the_mesh(text):
    """A Helm template is not our error."""
    assert not is_ours("a.yaml", text.encode())


@pytest.mark.parametrize(
    "path",
    [
        "a.json",
        "a.jsonc",
        "a.json5",
        "odcs.yaml.txt",
        "samples/a.csv",
        "pyproject.toml",
        "a.yaml.j2",
        "Makefile",
    ],
)
def test_other_files_do_not_belong_to_the_mesh(path):
    """Only YAML and JSON are read."""
    assert not is_ours(path, b"kind: DataContract\n")


@pytest.mark.parametrize(
    "text",
    [
        '{"apiVersion": "v3.1.0", "kind": "DataContract"}',
        '\ufeff \r\n{"kind":"DataProduct","id":"x"}',
        '{"apiVersion": "meshwright/v1", "kind": "Team", "name": "x"}',
        '{"schema": [' + '{"a": "}\\"{"},' * 50_000 + '{}], "kind": "DataContract"}',
        '{"description": {"kind": "DataProduct"}, "kind": "DataContract"}',
        '{"kind": "DataContract", "id": "x", // broken\n',
        '{"dataContractSpecification": "1.1.0"}',
        '{"schema": "https://opendataproducts.org/v4.0/schema/odps.json"}',
    ],
)
def test_json_with_a_marker_at_its_top_level_belongs_to_the_mesh(text):
    """Anywhere in it, even if the file is broken or in UTF-16."""
    assert is_ours("a.json", text.encode())
    assert is_ours("A.JSON", text.encode("utf-16-le"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"kind": "Deployment", "apiVersion": "apps/v1"}',
        '{"name": "x", "devDependencies": {"meshwright/v1": "1"}}',
        '{"properties": {"kind": {"const": "DataContract"}, "x": {"kind": "DataContract"}}}',
        '[{"kind": "DataContract", "apiVersion": "v3.1.0"}]',
        '{"docs": [{"text": "{ \\"kind\\": \\"DataContract\\" }"}]}',
        '{"text": " \'kind\': DataContract, "}',
        '{"files": [{"kind": "DataContract"}], "kind": "Listing"}',
        '{"kind": "DataContractor"}',
        "kind: DataContract\napiVersion: v3.1.0\n",
        '{"a": "' + '\\"' * 500_000 + '"kind": "DataContract"',
        '"kind": "DataContract"',
    ],
)
def test_json_without_a_marker_at_its_top_level_does_not(text):
    """Settings, schemas, search indexes and listings mention contracts."""
    assert not is_ours("a.json", text.encode())


def _files(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('[tool.meshwright]\nx = "' if file.name == "pyproject.toml" else "")


@pytest.mark.parametrize(
    ("files", "path", "root"),
    [
        (["governance/mesh.yaml", "a/b/c.yaml"], "a/b/c.yaml", "."),
        (["governance/mesh.yaml", "a/b/c.yaml"], "a/b", "."),
        (["governance/mesh.yaml", "a/governance/mesh.yaml", "a/b/c.yaml"], "a/b", "a"),
        (["governance/mesh.yaml", "a/pyproject.toml", "a/b/c.yaml"], "a/b", "a"),
        (["governance/mesh.yaml"], "governance/mesh.yaml", "."),
        (["governance/mesh.yaml", ".git/HEAD", "a/c.yaml"], "a", "."),
        (["governance/mesh.yaml", "a/.git/HEAD", "a/b/c.yaml"], "a/b", "a/b"),
        (["governance/mesh.yaml", "a/.git", "a/b/c.yaml"], "a/b/c.yaml", "a/b"),
        (["governance/mesh.yaml", "home/a/c.yaml"], "home/a", "home/a"),
        (["home/governance/mesh.yaml", "home/a/c.yaml"], "home/a", "home"),
        (["a/c.yaml"], "a/c.yaml", "a"),
        (["a/c.yaml"], "a", "a"),
        (["governance/mesh.yaml", "a/c.yaml"], "a/gone.yaml", "."),
    ],
)
def test_the_root_is_the_nearest_marked_folder_around_the_path(tmp_path, monkeypatch, files, path, root):
    """Otherwise the path's own folder; nothing above a repository or the home folder counts."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    _files(tmp_path, *files)
    assert find_root(tmp_path / path) == tmp_path / root


@pytest.mark.parametrize(
    ("toml", "is_root"),
    [
        ("[tool.meshwright]\n", True),
        ("[project]\nname = 'x'\n\n[tool.meshwright.levels]\n", True),
        ("[ tool . 'meshwright' ]\n", True),
        ("[tool.meshwright]\nbroken = \n", True),
        ("[tool.meshwrights]\n", False),
        ("# [tool.meshwright]\n", False),
        ("[tool.ruff]\n", False),
        ("\udcff", False),
    ],
)
def test_pyproject_marks_a_root_only_with_our_settings(tmp_path, toml, is_root):
    """So do broken settings, which must be reported."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "pyproject.toml").write_bytes(toml.encode("utf-8", "surrogateescape"))
    assert find_root(tmp_path / "sub") == (tmp_path if is_root else tmp_path / "sub")


def test_root_is_found_through_links_at_its_real_path(tmp_path):
    """The folders around the real path count."""
    _files(tmp_path, "mesh/governance/mesh.yaml", "mesh/a/c.yaml", "other/x")
    (tmp_path / "other" / "link").symlink_to(tmp_path / "mesh" / "a")
    assert find_root(tmp_path / "other" / "link") == tmp_path / "mesh"


def test_marks_that_are_not_files_do_not_count(tmp_path):
    """A device, a folder or a link out of the folder is not a settings file, and is not read."""
    (tmp_path / "a").mkdir()
    (tmp_path / "pyproject.toml").symlink_to("/dev/zero")
    (tmp_path / "governance" / "mesh.yaml").mkdir(parents=True)
    assert find_root(tmp_path / "a") == tmp_path / "a"


@pytest.mark.parametrize("kind", KINDS)
def test_schema_comment_for_editors_identifies_a_file(kind):
    """Each kind of governance document has its schema, also if its first lines are wrong."""
    assert is_ours(
        "a.yaml", f"# yaml-language-server: $schema=governance/schemas/{kind}.schema.json\n".encode()
    )
