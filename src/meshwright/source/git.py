"""What Git knows: revisions, and which files with which content a tree, the index or a work tree has.

The only module here that starts a process. Needs Git 2.30.
Git is asked with a fixed set of settings and a clean environment,
so that neither the checked repository nor a hook around us can have it run, fetch or write anything.
"""

# ruff: noqa: PTH112, PTH113 - os.path says no where Path would raise

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from meshwright.source.folder import Form, Listed, Listing, Skipped, shown
from meshwright.source.git_program import git_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_SETTINGS = (
    "safe.bareRepository=explicit",  # a folder of the tree may be a repository, with commands in its config
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",  # a partial clone would fetch what it lacks
    "core.checkStat=default",  # a file is clean only if all that `stat` says is unchanged
    "core.trustctime=true",
    "log.diffMerges=separate",  # a merge is compared with what it was merged into
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # else an id would give other bytes than it was made of
    "GIT_TERMINAL_PROMPT": "0",
    "NoDefaultCurrentDirectoryInExePath": "1",  # Windows looks for programs in the current folder first
}
_CONVERTED = "attr:!text !eol !crlf !ident !filter !working-tree-encoding"
"""Pathspec magic for the files that Git checks out byte for byte."""
_WINDOW = 256
"""Blobs asked for at once: two windows of ids fit in a pipe, so that neither side waits for ever."""
_CHUNK = 1 << 20
_FORMS = {"100": Form.FILE, "120": Form.LINK, "160": Form.REPOSITORY}
_UNSPEAKABLE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
"""What no process can be told; the surrogates between stand for bytes (PEP 383)."""
_CLOSED_FOLDER = re.compile(r"^warning: could not open directory '(.*)/': ", re.MULTILINE)


class GitError(Exception):
    """Git is missing, or has not what was asked for; the message is one line for people."""


class _Answer(NamedTuple):
    code: int
    text: str
    """Bytes that are not UTF-8 are surrogates (PEP 383), here and in every path."""
    complaints: str


def top_level(path: Path) -> Path | None:
    """Give the work tree that `path` is in, or nothing when it is in none that Git may use."""
    folder = Path(os.path.realpath(path))
    if not folder.is_dir():
        folder = folder.parent
    if _is_bare(folder):
        return None
    try:
        is_inside, _, up = ask(folder, "rev-parse", "--is-inside-work-tree", "--show-cdup").partition("\n")
    except GitError:
        return None
    return Path(os.path.normpath(folder / up.removesuffix("\n"))) if is_inside == "true" else None


def resolve(root: Path, revision: str) -> str:
    """Give the id of the commit that `revision` means now.

    The only place where a name from outside gets to Git; everything else takes the id.
    """
    unknown = f"no commit is called `{shown(revision)}`"
    if not revision or _UNSPEAKABLE.search(revision):
        raise GitError(unknown)
    answer = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    commit = answer.text.strip()
    if answer.code == 0 and re.fullmatch("[0-9a-f]{40,64}", commit):
        return commit
    if refusal := _refusal(root, answer):
        raise GitError(refusal)
    remote = re.fullmatch(r"origin/(\w[\w./-]*)", revision, re.ASCII)
    raise GitError(
        unknown + _way_out(root, f"; `git fetch origin {remote[1]}` may bring it" if remote else "")
    )


def merge_base(root: Path, one: str, other: str) -> str:
    """Give the id of the commit at which two revisions parted."""
    answer = _run(root, "merge-base", resolve(root, one), resolve(root, other))
    if answer.code == 0:
        return answer.text.partition("\n")[0]
    raise GitError(f"`{shown(one)}` and `{shown(other)}` have no common ancestor" + _way_out(root, ""))


def tree(root: Path, commit: str) -> Listing:
    """List the files that a commit (an id from `resolve`) has below `root`."""
    listed = []
    for record in ask(root, "ls-tree", "-r", "-z", commit).split("\0")[:-1]:
        head, _, path = record.partition("\t")
        mode, _, blob = head.split(" ")
        listed.append(Listed(path, _FORMS[mode[:3]], blob))
    return Listing(tuple(listed))


def index(root: Path) -> Listing:
    """List the files that the next commit would have below `root`."""
    listed: dict[str, Listed] = {}
    for record in ask(root, "ls-files", "-z", "--stage", environment=_told_index(root)).split("\0")[:-1]:
        head, _, path = record.partition("\t")
        mode, blob, stage = head.split(" ")
        listed[path] = Listed(path, _FORMS[mode[:3]] if stage == "0" else Form.CONFLICT, blob)
    return Listing(tuple(listed.values()))


def _told_index(root: Path) -> Mapping[str, str]:
    """Give the index that `git commit --all` and `git commit FILE` tell their hooks, if it is ours."""
    told = os.environ.get("GIT_INDEX_FILE")
    if not told:
        return {}
    path = Path(os.path.realpath(told))
    folder = ask(root, "rev-parse", "--absolute-git-dir").removesuffix("\n")
    return {"GIT_INDEX_FILE": str(path)} if path.parent == Path(os.path.realpath(folder)) else {}


def work_tree(root: Path) -> Listing | None:
    """List the files below `root` that Git tracks or would, or nothing where Git can't.

    A listed file may be gone by now, or be a link or no file.
    The blob is given only where the bytes on disk are surely those that the index has:
    not for what was touched since, for what Git converts on the way (line ends, filters),
    and for what the user told Git to take as unchanged.
    """
    if _is_bare(root):
        return None
    try:
        listing, touched, converted, line_ends = _run_together(
            root,
            ("ls-files", "-z", "--stage", "-v", "--cached", "--others", "--exclude-standard"),
            (
                "diff-files",
                "-z",
                "--name-only",
                "--relative",
                "--ignore-submodules=all",
                "--",
                f":({_CONVERTED})",
            ),
            ("ls-files", "-z", "--", ".", f":(exclude,{_CONVERTED})"),
            ("config", "--get", "core.autocrlf"),
        )
        doubtful = {*_checked(root, touched).split("\0"), *_checked(root, converted).split("\0")}
        records = _checked(root, listing).split("\0")[:-1]
    except GitError:
        return None
    is_exact = line_ends.text.strip() in {"", "false"}
    listed: dict[str, Listed] = {}
    for record in records:
        if record.startswith("? "):
            path = record[2:]
            is_repository = path.endswith("/")
            path = path.removesuffix("/")
            listed[path] = Listed(path, Form.REPOSITORY if is_repository else Form.FILE, None)
            continue
        head, _, path = record.partition("\t")
        tag, mode, blob, _ = head.split(" ")
        is_clean = is_exact and tag == "H" and mode.startswith("100") and path not in doubtful
        form = Form.REPOSITORY if mode == "160000" else Form.FILE
        listed[path] = Listed(path, form, blob if is_clean else None)
    return Listing(
        tuple(listed.values()),
        tuple(
            Skipped(f"{path}/", "lacks the permission to be read")
            for path in _CLOSED_FOLDER.findall(listing.complaints)
        ),
    )


def contents(root: Path, blobs: Iterable[str], limit: int) -> Iterator[bytes]:
    """Read blobs by their ids, in the order given, each at most one byte beyond `limit`."""
    wanted = list(blobs)
    if not wanted:
        return
    with _start(root, ("cat-file", "--batch"), {}, complaints=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _request(process.stdin, wanted[:_WINDOW])
            for number in range(len(wanted)):
                if number % _WINDOW == 0:
                    _request(process.stdin, wanted[number + _WINDOW : number + 2 * _WINDOW])
                yield _content(process.stdout, limit)
        finally:
            process.kill()


def _request(requests: IO[bytes], blobs: Sequence[str]) -> None:
    requests.write("".join(f"{blob}\n" for blob in blobs).encode())
    requests.flush()


def _content(answers: IO[bytes], limit: int) -> bytes:
    head = answers.readline().split()
    if len(head) != 3:
        raise GitError(
            "the repository lacks files of its own history, as a partial clone does;"
            " `git fetch --refetch --no-filter` brings them"
        )
    size = int(head[2])
    content = answers.read(min(size, limit + 1))
    rest = size - len(content) + 1  # a line end follows
    while rest and (passed := answers.read(min(rest, _CHUNK))):
        rest -= len(passed)
    return content


def ask(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Give what Git prints; raises GitError where it fails. No argument may be from outside."""
    return _checked(root, _run(root, *arguments, environment=environment))


def _run(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> _Answer:
    return _answer(_start(root, arguments, environment or {}))


def _run_together(root: Path, *questions: Sequence[str]) -> list[_Answer]:
    return [_answer(process) for process in [_start(root, question, {}) for question in questions]]


def _answer(process: subprocess.Popen[bytes]) -> _Answer:
    with process:
        text, complaints = process.communicate()
    return _Answer(
        process.returncode,
        text.decode("utf-8", "surrogateescape"),
        complaints.decode("utf-8", "surrogateescape"),
    )


def _start(
    root: Path, arguments: Sequence[str], environment: Mapping[str, str], complaints: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    where = ["-C", str(root), *(["--git-dir=."] if _is_bare(root) else [])]
    arguments = [*where, *settings, "--no-pager", "--no-optional-locks", *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.Popen(  # noqa: S603 - no shell; what comes from outside stands behind --end-of-options
            [git_program(root), *arguments],
            env={**kept, **_ENVIRONMENT, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
    except LookupError as error:
        raise GitError(str(error)) from error
    except OSError as error:  # an argument may be too long
        raise GitError(f"git can't be asked: {str(error).lower()}") from error


def _is_bare(root: Path) -> bool:
    """Whether the folder itself is a repository, which the settings let Git use only when told so."""
    return os.path.isfile(root / "HEAD") and os.path.isdir(root / "objects") and os.path.isdir(root / "refs")


def _checked(root: Path, answer: _Answer) -> str:
    if answer.code == 0:
        return answer.text
    last = answer.complaints.strip().rpartition("\n")[2].removeprefix("fatal: ")
    raise GitError(_refusal(root, answer) or f"git says: {shown(last) or 'nothing'}")


def _refusal(root: Path, answer: _Answer) -> str | None:
    where = shown(str(root))
    if "dubious ownership" in answer.complaints:
        return (
            f"git does not trust `{where}`, which another user owns;"
            f" `git config --global --add safe.directory {where}` would change that"
        )
    if "not a git repository" in answer.complaints:
        return f"`{where}` is in no git repository"
    if "cannot use bare repository" in answer.complaints:
        return f"`{where}` is inside of a bare repository"
    return None


def _way_out(root: Path, otherwise: str) -> str:
    if _run(root, "rev-parse", "--is-shallow-repository").text == "true\n":
        return " in this shallow clone; `git fetch --unshallow` brings the rest"
    return otherwise
