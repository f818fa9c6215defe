"""`meshwright fix` as users run it."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.cli.main import main
from meshwright.source.secret import secrets_in
from meshwright.workspace import fixing
from minimal_mesh import CONTRACT, MINIMAL, PRODUCT
from repositories import git, start
from secrets_of import secrets_of

if TYPE_CHECKING:
    from pathlib import Path

ROYALTIES = "products/payments/royalties/product.odps.yaml"

Capture = pytest.CaptureFixture[str]


def spoil(mesh: Path, path: str, old: str, new: str) -> Path:
    """Put a mistake into a file."""
    target = mesh / path
    data = target.read_bytes()
    assert old.encode() in data
    target.write_bytes(data.replace(old.encode(), new.encode(), 1))
    return target


def test_clean_mesh_ends_with_0(mesh: Path, capsys: Capture) -> None:
    """It is unchanged."""
    assert main(["fix", str(mesh)]) == 0
    assert capsys.readouterr().out == "no safe fixes\n"


def test_unsafe_fix_needs_the_flag(mesh: Path, capsys: Capture) -> None:
    """Fixes that need the flag are counted, and the findings remain."""
    target = spoil(mesh, PRODUCT, "player-squad", "player-squadd")
    before = target.read_bytes()

    assert main(["fix", str(mesh)]) == 1
    assert capsys.readouterr().out == "no safe fixes; 1 with --unsafe; 1 error remaining\n"
    assert target.read_bytes() == before

    assert main(["fix", "--unsafe", str(mesh)]) == 0
    line = before.decode().splitlines().index("  name: player-squadd") + 1
    assert capsys.readouterr().out == (
        f"{PRODUCT}\n  {line}: unknown-team: replace with `player-squad`\nfixed 1 finding in 1 file\n"
    )
    assert target.read_bytes() == (MINIMAL / PRODUCT).read_bytes()


def test_every_other_byte_is_kept(mesh: Path) -> None:
    """Byte order mark, CRLF, comments, a missing end of the last line, permissions, and a link to the file."""
    target = mesh / PRODUCT
    text = target.read_text().rstrip("\n").replace("\n", "\r\n") + "  # the end"
    good = b"\xef\xbb\xbf" + text.encode()
    bad = good.replace(b"player-squad", b"player-squadd")
    real = mesh / "products/player/elsewhere.txt"
    real.write_bytes(bad)
    real.chmod(0o640)
    target.unlink()
    target.symlink_to("../elsewhere.txt")

    assert main(["fix", "--unsafe", str(mesh)]) in (0, 1)

    assert target.is_symlink()
    assert real.read_bytes() == good
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert not list(real.parent.glob(".meshwright*"))


def test_diff_writes_nothing(mesh: Path, capsys: Capture) -> None:
    """The exit code is 1 if something would change, and 0 otherwise, whatever remains."""
    target = spoil(mesh, PRODUCT, "player-squad", "player-squadd")
    before = target.read_bytes()

    assert main(["fix", "--diff", str(mesh)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "no safe fixes; 1 with --unsafe; 1 error remaining\n")

    assert main(["fix", "--diff", "--unsafe", str(mesh)]) == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[:2] == [f"--- a/{PRODUCT}", f"+++ b/{PRODUCT}"]
    assert [line for line in lines[3:] if line[0] in "+-"] == [
        "-  name: player-squadd",
        "+  name: player-squad",
    ]
    assert err == "can fix 1 finding in 1 file\n"
    assert target.read_bytes() == before


def test_diff_shows_no_secret(mesh: Path, capsys: Capture) -> None:
    """Neither in a changed line nor in its context."""
    target = mesh / CONTRACT
    target.write_text(
        target.read_text()
        + "servers:\n  - server: lake\n    type: s3\n    formatt: json\n"
        + "    location: https://me:hunter2hunter2@lake.example/x\n"
    )

    main(["fix", "--diff", "--unsafe", str(mesh)])

    out = capsys.readouterr().out
    assert "+    format: json" in out
    assert "     location: ***" in out
    assert "hunter2" not in out


@pytest.mark.parametrize(
    "kind", ["private key", "Azure SAS", "JWT", "Bearer", "password", "address", "Slack hook"]
)
def test_diff_shows_no_secret_of_any_form(mesh: Path, capsys: Capture, kind: str) -> None:
    """Neither in a value nor in a comment next to a change."""
    secret = secrets_of(3)[kind][1]
    comment = "".join(f"# {line}\n" for line in secret.splitlines()[:2])
    target = mesh / CONTRACT
    target.write_text(
        target.read_text()
        + f"servers:\n  - server: lake\n    type: s3\n    location: {json.dumps(secret)}\n"
        + f"    formatt: json\n{comment}"
    )

    main(["fix", "--diff", "--unsafe", str(mesh)])

    out = capsys.readouterr().out
    assert "+    format: json" in out
    assert [each for _, *span in secrets_in(secret) if (each := secret[slice(*span)]) in out] == []
    assert [line for line in secret.splitlines() if line in out] == []


def test_only_named_findings_are_fixed(mesh: Path) -> None:
    """Other files and other rules are unchanged."""
    target = spoil(mesh, PRODUCT, "player-squad", "player-squadd")
    before = target.read_bytes()

    main(["fix", "--unsafe", "--ignore", "unknown-team", str(mesh)])
    assert target.read_bytes() == before
    main(["fix", "--unsafe", "--select", "unknown-key", str(mesh)])
    assert target.read_bytes() == before
    main(["fix", "--unsafe", str(mesh / "governance")])
    assert target.read_bytes() == before
    main(["fix", "--unsafe", "--select", "unknown-team", str(target)])
    assert target.read_bytes() == (MINIMAL / PRODUCT).read_bytes()


def test_fix_that_causes_an_error_is_reverted(mesh: Path, capsys: Capture) -> None:
    """A server of that type would lack a key; the mistake is visible, but the new one would look like the author's."""
    contract = mesh / CONTRACT
    contract.write_text(contract.read_text() + "servers:\n  - server: lake\n    type: posgresql\n")
    spoil(mesh, PRODUCT, "player-squad", "player-squadd")
    before = contract.read_bytes()

    assert main(["fix", "--unsafe", str(mesh)]) == 1
    line = before.decode().count("\n")
    assert capsys.readouterr().out == (
        f"{PRODUCT}\n"
        f"  {_line(PRODUCT, '  name: player-squad')}: unknown-team: replace with `player-squad`\n"
        "fixed 1 finding in 1 file; "
        f"reverted {CONTRACT}:{line}: unknown-value: it causes a new error, `missing-key` in `{CONTRACT}`; "
        "1 error remaining\n"
    )
    assert contract.read_bytes() == before


def test_fix_that_would_change_the_meaning_is_reverted(mesh: Path, capsys: Capture) -> None:
    """The intended key already exists: one of the two would be lost."""
    contract = mesh / CONTRACT
    contract.write_text(contract.read_text() + "versionn: 1.1.0\n")
    before = contract.read_bytes()

    assert main(["fix", "--unsafe", str(mesh)]) == 1
    assert f"it changes `{CONTRACT}` outside the edit" in capsys.readouterr().out
    assert contract.read_bytes() == before


def _line(path: str, text: str) -> int:
    return (MINIMAL / path).read_text().splitlines().index(text) + 1


def test_file_changed_in_the_meantime_is_kept(mesh: Path) -> None:
    """An editor was faster."""
    from meshwright.workspace.file_set import write

    target = mesh / PRODUCT
    left = write(str(mesh.resolve()), {PRODUCT: b"what was made of it"}, {PRODUCT: b"what was read"})

    assert left == (PRODUCT,)
    assert target.read_bytes() == (MINIMAL / PRODUCT).read_bytes()


def test_edit_saved_while_fixes_are_tried_is_kept(
    mesh: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fixed content is compared with the current one, not the current one with itself."""
    contract = mesh / CONTRACT
    spoil(mesh, CONTRACT, "name: plays", "name: \u200bplays")
    own, mine = fixing.keeps_the_rest, b"# mine\n"

    def keeps_the_rest(*arguments: Any) -> bool:
        contract.write_bytes(contract.read_bytes().removesuffix(mine) + mine)
        return own(*arguments)

    monkeypatch.setattr(fixing, "keeps_the_rest", keeps_the_rest)
    main(["fix", "--unsafe", str(mesh)])
    assert contract.read_bytes().endswith(mine)
    assert f"{CONTRACT} was edited during the run, so its fixes are not written" in capsys.readouterr().out


def test_second_run_changes_nothing(mesh: Path, capsys: Capture) -> None:
    """Adjacent fixes of one value are made together."""
    contract = mesh / CONTRACT
    spoil(mesh, CONTRACT, "name: plays", "name: \u200bplays\u200b\u200b")

    main(["fix", "--unsafe", str(mesh)])
    once = contract.read_bytes()
    assert once == (MINIMAL / CONTRACT).read_bytes()
    capsys.readouterr()
    main(["fix", "--unsafe", str(mesh)])
    assert contract.read_bytes() == once
    assert capsys.readouterr().out.startswith("no ")


def test_change_gets_its_required_version(mesh: Path, capsys: Capture) -> None:
    """In contract and product port, and in no consumer's file; earlier findings are ignored."""
    spoil(mesh, ROYALTIES, "payments-squad", "payments-squadd")
    start(mesh)
    spoil(mesh, CONTRACT, "value: 26", "value: 20")
    port = (mesh / PRODUCT).read_text().splitlines().index("    version: 1.0.0") + 1

    assert main(["fix", str(mesh), "--changed-since", "main", "--unsafe"]) == 0
    assert capsys.readouterr().out == (
        f"{CONTRACT}\n  4: version-not-bumped: bump the version to 1.1.0\n"
        f"{PRODUCT}\n  {port}: version-not-bumped: bump the version to 1.1.0\nfixed 1 finding in 2 files\n"
    )
    assert git(mesh, "diff", "--unified=0", "--name-only").split() == [CONTRACT, PRODUCT]
    assert main(["diff", "main", "--mesh", str(mesh)]) == 0
    capsys.readouterr()
    assert main(["fix", str(mesh), "--changed-since", "main", "--unsafe"]) == 0
    assert capsys.readouterr().out == "no fixes\n"


def test_breaking_change_keeps_its_version_while_consumers_need_it(mesh: Path, capsys: Capture) -> None:
    """A new major version in place would remove the old one: no such fix is offered, and `check` names the command."""
    start(mesh)
    spoil(mesh, CONTRACT, "value: 26", "value: 30")

    assert main(["fix", str(mesh), "--changed-since", "main", "--unsafe"]) == 1
    assert capsys.readouterr().out == "no fixes; 1 error remaining\n"
    assert git(mesh, "diff", "--name-only") == CONTRACT
    assert main(["check", str(mesh), "--changed-since", "main"]) == 1
    assert (
        "keep it and make the change in version 2: `meshwright new version player/play-events/daily@1"
        in capsys.readouterr().out
    )


def test_fix_includes_its_required_version(mesh: Path, capsys: Capture) -> None:
    """A product is deprecated, and its contract follows: this fix requires another version, which is not harmful."""
    spoil(mesh, CONTRACT, "version: 1.0.0\n", "version: 1.0.0\nstatus: active\n")
    start(mesh)
    spoil(mesh, PRODUCT, "status: active", "status: deprecated")

    main(["fix", str(mesh), "--changed-since", "main", "--unsafe", "--preset", "standard"])

    out = capsys.readouterr().out
    assert "contract-contradicts-product: write `deprecated`" in out
    assert out.count("version-not-bumped: bump the version to 1.1.0") == 2
    assert main(["check", str(mesh), "--changed-since", "main", "--preset", "standard"]) == 0


def test_unknown_revision_ends_with_2(mesh: Path, capsys: Capture) -> None:
    """Nothing is written."""
    start(mesh)

    assert main(["fix", str(mesh), "--changed-since", "nowhere"]) == 2
    assert capsys.readouterr().err == "meshwright: unknown revision `nowhere`\n"
