"""A version without order never passes the gate: an unchanged version is an error, and so is an undecidable one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from meshwright.cli.main import main
from repositories import commit, git
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CASE = GOLDEN / "cases/public-reports-02-date-version-opens-the-gate.txtar"
FIELD = "      - name: code\n        logicalType: string\n"
OTHER = "      - name: kode\n        logicalType: string\n"


def repository(folder: Path, before: str, after: str, fields: str) -> Path:
    """Return a repository of two commits, in which the contract's version and fields and the port's version change."""
    files = unpacked(CASE.read_text(encoding="utf-8"))
    base = {path.removeprefix("base/"): data for path, data in files.items() if path.startswith("base/")}
    git(folder, "init", "--quiet")
    for version, own in ((before, FIELD), (after, fields)):
        written = {
            path: data.replace(b'"2024-10"', f'"{version}"'.encode())
            .replace(b'version: ""\n', b"")
            .replace(FIELD.encode(), own.encode() if path == "o.odcs.yaml" else FIELD.encode())
            for path, data in base.items()
        }
        assert FIELD in written["s.odcs.yaml"].decode()
        write(written, folder)
        commit(folder)
    return folder


def errors(capsys: Capture, *command: str) -> tuple[int, list[tuple[str, str]]]:
    """Run a command; return its exit code, and the rules and messages of errors about the contract."""
    capsys.readouterr()
    code = main([*command, "--format", "json"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    return code, [
        (each["rule"], each["message"])
        for each in found
        if each["severity"] == "error" and each["path"] == "o.odcs.yaml" and each["known"] is None
    ]


@pytest.mark.parametrize("preset", ["essential", "standard", "strict"])
@pytest.mark.parametrize(
    "version", ["2024-10", "latest", "${VERSION}", "1.0-SNAPSHOT", "2024-10-01", "1.2.3.4"]
)
def test_unchanged_version_is_an_error(tmp_path: Path, capsys: Capture, version: str, preset: str) -> None:
    """A field was renamed: `diff` and `check --changed-since` end with 1, in every preset."""
    folder = str(repository(tmp_path, version, version, OTHER))
    wanted = (
        "version-not-bumped",
        (
            f"field `code` removed, which requires a version other than `{version}`; `shop/orders/orders@{version}` "
            "has 1 consumer; its consumers must agree; record this in a waiver"
        ),
    )

    code, found = errors(capsys, "diff", "HEAD~1", "HEAD", "--mesh", folder, "--preset", preset)
    assert (code, found) == (1, [wanted])
    code, found = errors(capsys, "check", folder, "--changed-since", "HEAD~1", "--preset", preset)
    assert code == 1
    assert wanted in found


@pytest.mark.parametrize(
    ("before", "after"),
    [("2024-10", "2024-11"), ("1.0.0", "latest"), ("v1", "${VERSION}"), ("latest", "newest")],
)
def test_breaking_change_with_a_new_version_without_order_is_an_error(
    tmp_path: Path, capsys: Capture, before: str, after: str
) -> None:
    """It is unknown whether it is a major version."""
    folder = str(repository(tmp_path, before, after, OTHER))

    code, found = errors(capsys, "diff", "HEAD~1", "HEAD", "--mesh", folder)
    assert code == 1
    (message,) = (message for rule, message in found if rule == "version-not-bumped")
    assert message.startswith(
        f"field `code` removed, which requires a new version, but `{before}` and `{after}` cannot be compared"
    )


def test_breaking_change_without_any_version_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    """The version was deleted together with the field."""
    folder = str(repository(tmp_path, "1.0.0", "", OTHER))

    code, found = errors(capsys, "diff", "HEAD~1", "HEAD", "--mesh", folder)
    assert code == 1
    assert [rule for rule, _ in found if rule == "version-not-bumped"] == ["version-not-bumped"]


def test_added_field_requires_another_version(tmp_path: Path, capsys: Capture) -> None:
    """An unchanged version is an error; with another one the result is unknown, which is a warning."""
    found = {}
    for after in ("2024-10", "2024-11"):
        (tmp_path / after).mkdir()
        folder = str(repository(tmp_path / after, "2024-10", after, FIELD + OTHER))
        main(["diff", "HEAD~1", "HEAD", "--mesh", folder, "--format", "json"])
        told = json.loads(capsys.readouterr().out)["diagnostics"]
        found[after] = [
            each["severity"]
            for each in told
            if each["rule"] == "version-not-bumped" and each["path"] == "o.odcs.yaml"
        ]

    assert found == {"2024-10": ["error"], "2024-11": ["warning"]}


def test_changed_description_requires_no_version(tmp_path: Path, capsys: Capture) -> None:
    """With an unchanged version it is a notice, as for versions with order."""
    described = f"{FIELD}        description: The code of the order.\n"
    folder = str(repository(tmp_path, "2024-10", "2024-10", described))

    assert errors(capsys, "diff", "HEAD~1", "HEAD", "--mesh", folder) == (0, [])


def test_adopting_a_version_with_order_is_accepted(tmp_path: Path, capsys: Capture) -> None:
    """The warning asks for it."""
    folder = str(repository(tmp_path, "2024-10", "1.0.0", FIELD))

    code, found = errors(capsys, "diff", "HEAD~1", "HEAD", "--mesh", folder)
    assert "version-not-bumped" not in [rule for rule, _ in found]
    assert code in (0, 1)


@pytest.mark.parametrize("version", ["2024-10", "latest", "${VERSION}"])
def test_version_without_order_is_a_warning(tmp_path: Path, capsys: Capture, version: str) -> None:
    """`check` reports it once, in the smallest preset, without failing."""
    folder = str(repository(tmp_path, version, version, FIELD))
    for preset in ("essential", "standard"):
        capsys.readouterr()
        code = main(["check", folder, "--format", "json", "--preset", preset])
        found = [
            (each["rule"], each["severity"])
            for each in json.loads(capsys.readouterr().out)["diagnostics"]
            if each["path"] == "o.odcs.yaml" and each["line"] == 5
        ]
        assert found == [("unordered-version", "warning")]
        assert preset != "essential" or code == 0
