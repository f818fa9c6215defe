"""An output folder is replaced as a whole, and only work folders of ended runs are removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from killing import state_of
from meshwright.source import lock
from meshwright.source.exchange import exchange
from meshwright.workspace import output_folder, site
from meshwright.workspace.output_folder import LOCK, put_in_place, work_folder
from meshwright.workspace.site_settings import SiteError
from requires import requires


def make(output: Path, text: str) -> None:
    """Make an output folder."""
    with work_folder(output) as (work, _):
        made = work / "site"
        made.mkdir()
        (made / "index.html").write_text(text)
        put_in_place(made, output, work)


@pytest.fixture(params=["exchanged", "moved"])
def output(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the name of an output folder; some systems cannot exchange two."""
    if request.param == "moved":
        monkeypatch.setattr(output_folder, "exchange", lambda *_: False)
    return tmp_path / "build/site"


def test_output_folder_is_created_and_replaced(output: Path) -> None:
    """Nothing else is left next to it."""
    for text in ("one", "two"):
        make(output, text)
        assert (output / "index.html").read_text() == text
        assert [path.name for path in output.parent.iterdir()] == ["site"]


def test_link_is_replaced_and_its_target_kept(output: Path, tmp_path: Path) -> None:
    """Nothing is ever written through it."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/index.html").write_text("theirs")
    output.parent.mkdir()
    output.symlink_to(tmp_path / "theirs", target_is_directory=True)

    make(output, "ours")

    assert not output.is_symlink()
    assert (output / "index.html").read_text() == "ours"
    assert (tmp_path / "theirs/index.html").read_text() == "theirs"
    assert [path.name for path in output.parent.iterdir()] == ["site"]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("step", ["mkdtemp", "take"])
def test_ctrl_c_while_the_work_folder_is_made_leaves_nothing(
    output: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Not even if it comes before this process knows the folder."""
    requires("Linux")
    module = tempfile if step == "mkdtemp" else lock
    whole = getattr(module, step)

    def interrupted(*arguments: Any, **options: Any) -> Any:
        done = whole(*arguments, **options)
        os.kill(os.getpid(), signal.SIGINT)
        return done

    monkeypatch.setattr(module, step, interrupted)

    with pytest.raises(KeyboardInterrupt):
        make(output, "ours")

    assert list(output.parent.iterdir()) == []


def test_concurrent_makers_each_write_a_whole_folder(output: Path) -> None:
    """The last one remains."""
    threads = [threading.Thread(target=make, args=(output, str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (output / "index.html").read_text() in "01234567"
    assert [path.name for path in output.parent.iterdir()] == ["site"]


ORPHAN = """\
import os, signal, subprocess, sys
from pathlib import Path
from meshwright.workspace.output_folder import work_folder
with work_folder(Path(sys.argv[1])) as (work, held):
    subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], pass_fds=(held,))
    print(work, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_work_folder_in_use_is_kept(output: Path) -> None:
    """Even if only a child of a killed run still uses it."""
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(output)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        work = Path(run.stdout.readline().removesuffix("\n"))
        make(output, "one")
        assert (work / LOCK).is_file()
        run.communicate()  # the orphan reads to the end, and ends
    assert run.returncode == -signal.SIGKILL

    make(output, "two")
    assert [path.name for path in output.parent.iterdir()] == ["site"]


def test_only_our_work_folders_are_removed(output: Path, tmp_path: Path) -> None:
    """They are recognised by the name and the lock; a link is not followed."""
    beside = output.parent
    for name in (".site-abcdefgh", ".site-abcdefghi", ".site-ABCDEFGH", ".other-abcdefgh", ".site-empty000"):
        (beside / name).mkdir(parents=True)
    for name in (".site-abcdefghi", ".site-ABCDEFGH", ".other-abcdefgh"):
        (beside / name / LOCK).touch()
    (beside / ".site-abcdefgh/notes").write_text("mine")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / LOCK).touch()
    (beside / ".site-linked00").symlink_to(theirs, target_is_directory=True)
    (beside / ".site-dead0000/site/deep").mkdir(parents=True)
    (beside / ".site-dead0000" / LOCK).touch()
    before = state_of(beside)

    make(output, "new")

    gone = {name for name in before if name.startswith((".site-empty000", ".site-dead0000"))}
    after = {name: what for name, what in state_of(beside).items() if not name.startswith("site")}
    assert after == {name: what for name, what in before.items() if name not in gone}
    assert (theirs / LOCK).exists()


def test_two_names_are_exchanged(tmp_path: Path) -> None:
    """Or nothing is changed."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()

    is_done = exchange(str(tmp_path / "one"), str(tmp_path / "other"))

    assert (tmp_path / "one/other").exists() == is_done
    assert not exchange(str(tmp_path / "one"), str(tmp_path / "nothing"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


def test_irreplaceable_paths_are_refused_before_the_build(tmp_path: Path) -> None:
    """A mount point, and a link without a target."""
    (tmp_path / "lost").symlink_to(tmp_path / "nothing")

    with pytest.raises(SiteError, match=r"`.*/lost` is a link without a target"):
        site._refuse_foreign(tmp_path / "lost")
    with pytest.raises(SiteError, match="`/` is a mount point, which cannot be replaced"):
        site._refuse_foreign(Path("/"))
