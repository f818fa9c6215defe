"""Queries to Git: revisions, and the files of a tree, the index or a work tree with their contents.

This module does not start Git; `source.git_process` does, so that Git cannot execute, fetch or write
anything. Needs Git 2.30.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

from meshwright.source.folder import EntryType, Listed, Listing, Skipped, is_link, on_disk, shown
from meshwright.source.git_process import Answer, GitTimeoutError, Talk, answer, is_bare, start, talk
from meshwright.source.git_process import GitError as GitError  # noqa: PLC0414 - others know it from here

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_CONVERTED = "attr:!text !eol !crlf !ident !filter !working-tree-encoding"
"""Pathspec magic for the files that Git checks out unchanged."""
_WINDOW = 256
"""The number of blobs per request: two windows of ids fit in a pipe, which prevents a deadlock."""
_CHUNK = 1 << 20
_FORMS = {"100": EntryType.FILE, "120": EntryType.LINK, "160": EntryType.REPOSITORY}
_UNSPEAKABLE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
"""Characters that no process argument can contain; the surrogates in between represent bytes (PEP 383)."""
_CLOSED_FOLDER = re.compile(r"^warning: could not open directory '(.*)/': ", re.MULTILINE)


def top_level(path: Path) -> Path | None:
    """Return the work tree that contains `path`; None if there is none that Git may use."""
    folder = Path(os.path.realpath(path))
    if not folder.is_dir():
        folder = folder.parent
    if is_bare(folder):
        return None
    try:
        is_inside, _, up = ask(folder, "rev-parse", "--is-inside-work-tree", "--show-cdup").partition("\n")
    except GitError:
        return None
    return Path(os.path.normpath(folder / up.removesuffix("\n"))) if is_inside == "true" else None


def is_ignored(folder: Path, name: str) -> bool:
    """Return whether a file in a work tree is ignored and untracked; raises GitError if that is unknown."""
    if _UNSPEAKABLE.search(name):
        raise GitError("its name cannot be passed to git")
    found = _run(folder, "check-ignore", "--quiet", "--", f"./{name}")
    if found.code in (0, 1):
        return found.code == 0
    raise GitError(_refusal(folder, found) or "git cannot determine whether it is ignored")


def folder_in_repository(root: Path) -> str:
    """Return the path of a folder in its repository, with a `/` at the end; empty at the top or outside a repository."""
    top = top_level(root)
    below = os.path.relpath(os.path.realpath(root), top).replace(os.sep, "/") if top else "."
    return "" if below == "." else f"{below}/"


def resolve(root: Path, revision: str) -> str:
    """Resolve `revision` to the id of its current commit.

    Only this function passes an external name to Git; all others take a commit id.
    """
    unknown = f"unknown revision `{shown(revision)}`"
    if not revision or _UNSPEAKABLE.search(revision):
        raise GitError(unknown)
    found = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    commit = found.text.strip()
    if found.code == 0 and re.fullmatch("[0-9a-f]{40,64}", commit):
        return commit
    if refusal := _refusal(root, found):
        raise GitError(refusal)
    remote = re.fullmatch(r"origin/(\w[\w./-]*)", revision, re.ASCII)
    raise GitError(unknown + _way_out(root, f"; run `git fetch origin {remote[1]}`" if remote else ""))


def is_shallow(root: Path) -> bool:
    """Return whether the repository lacks commits of its history; raises GitError if that is unknown."""
    return ask(root, "rev-parse", "--is-shallow-repository") != "false\n"


def merge_base(root: Path, one: str, other: str) -> str:
    """Return the id of the merge base of two revisions."""
    found = _run(root, "merge-base", resolve(root, one), resolve(root, other))
    if found.code == 0:
        return found.text.partition("\n")[0]
    raise GitError(f"`{shown(one)}` and `{shown(other)}` have no common ancestor" + _way_out(root, ""))


def tree(root: Path, commit: str) -> Listing:
    """List the files below `root` in a commit (an id from `resolve`)."""
    return Listing(tuple(_of_tree(ask(root, "ls-tree", "-r", "-z", commit))))


def named(folder: Path, commit: str, names: Iterable[str]) -> tuple[Listed, ...]:
    """Return the given files that exist in a folder of a commit (an id from `resolve`); names must not be external
    input.
    """
    return tuple(_of_tree(ask(folder, "ls-tree", "-r", "-z", commit, "--", *names)))


def _of_tree(output: str) -> Iterator[Listed]:
    for record in output.split("\0")[:-1]:
        head, _, path = record.partition("\t")
        mode, _, blob = head.split(" ")
        yield Listed(path, _FORMS[mode[:3]], blob)


def index(root: Path) -> Listing:
    """List the files below `root` in the index."""
    listed: dict[str, Listed] = {}
    for record in ask(root, "ls-files", "-z", "--stage", environment=_stated_index(root)).split("\0")[:-1]:
        head, _, path = record.partition("\t")
        mode, blob, stage = head.split(" ")
        listed[path] = Listed(path, _FORMS[mode[:3]] if stage == "0" else EntryType.CONFLICT, blob)
    return Listing(tuple(listed.values()))


def _stated_index(root: Path) -> Mapping[str, str]:
    """Return the index that `git commit --all` and `git commit FILE` pass to hooks, if it belongs to this repository."""
    stated = os.environ.get("GIT_INDEX_FILE")
    if not stated:
        return {}
    path = Path(os.path.realpath(stated))
    folder = ask(root, "rev-parse", "--absolute-git-dir").removesuffix("\n")
    return {"GIT_INDEX_FILE": str(path)} if path.parent == Path(os.path.realpath(folder)) else {}


def work_tree(root: Path) -> Listing | None:
    """List the files below `root` that Git tracks or would track; None if Git cannot list them.

    A listed file may no longer exist, or may be a link or another type. A blob is listed only if the bytes on disk certainly
    equal those in the index. This excludes files touched since they were indexed, files that Git converts (line ends,
    filters), and files that the user marked as unchanged. If a file that is marked as unchanged is not on disk, its content
    in the index is used.
    """
    if is_bare(root):
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
    return _listing(root, records, doubtful if is_exact else None, listing.complaints)


def _listing(
    root: Path, records: Iterable[str], doubtful: Collection[str] | None, complaints: str
) -> Listing:
    """Build a listing from the output of `ls-files`; if `doubtful` is None, any file may differ from its blob."""
    listed: dict[str, Listed] = {}
    absent, links = set(), []
    for record in records:
        if record.startswith("? "):
            path = record[2:]
            is_repository = path.endswith("/")
            path = path.removesuffix("/")
            if not is_repository and is_link(str(root), path):
                links.append(path)
            listed[path] = Listed(path, EntryType.REPOSITORY if is_repository else EntryType.FILE, None)
            continue
        head, _, path = record.partition("\t")
        tag, mode, blob, _ = head.split(" ")
        if tag in "Ssh" and mode != "160000" and not os.path.lexists(on_disk(str(root), path)):
            absent.add(path)
            listed[path] = Listed(path, _FORMS[mode[:3]], blob)
            continue
        if mode.startswith("120"):
            links.append(path)
        is_known = tag == "H" and mode.startswith("100")
        is_clean = is_known and doubtful is not None and path not in doubtful
        form = EntryType.REPOSITORY if mode == "160000" else EntryType.FILE
        listed[path] = Listed(path, form, blob if is_clean else None)
    return Listing(
        tuple(listed.values()),
        tuple(
            Skipped(f"{path}/", "is not readable: permission denied")
            for path in _CLOSED_FOLDER.findall(complaints)
        ),
        frozenset(absent),
        tuple(links),
    )


def contents(root: Path, blobs: Iterable[str], limit: int) -> Iterator[bytes]:
    """Read blobs by their ids, in the given order, each at most one byte beyond `limit`."""
    wanted = list(blobs)
    if not wanted:
        return
    with talk(root, "cat-file", "--batch") as git:
        _request(git, wanted[:_WINDOW])
        for number, blob in enumerate(wanted):
            if number % _WINDOW == 0:
                _request(git, wanted[number + _WINDOW : number + 2 * _WINDOW])
            with git.waiting():
                content = _content(git.answers, limit)
            if content is None:
                raise GitError(_loss(root, blob, git))
            yield content


def _request(git: Talk, blobs: Sequence[str]) -> None:
    try:
        git.requests.write("".join(f"{blob}\n" for blob in blobs).encode())
        git.requests.flush()
    except BrokenPipeError:  # a missing response means that Git has ended
        pass


def _content(answers: IO[bytes], limit: int) -> bytes | None:
    """Read one response; None if it contains no object."""
    head = answers.readline().split()
    if len(head) != 3:
        return None
    size = int(head[2])
    content = answers.read(min(size, limit + 1))
    rest = size - len(content) + 1  # skip the line end
    while rest and (passed := answers.read(min(rest, _CHUNK))):
        rest -= len(passed)
    return content if not rest else None


def _loss(root: Path, blob: str, git: Talk) -> str:
    """Explain why content of the repository is unavailable: never fetched, or damaged."""
    git.end()
    if _run(root, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$").text:
        return (
            "the repository lacks files of its history, as in a partial clone;"
            " run `git fetch --refetch --no-filter`"
        )
    complaint = git.complaint()
    reason = f" ({shown(complaint)})" if complaint else ""
    return f"git cannot read object {blob[:12]} of the repository{reason}; run `git fsck` to find the damage"


def ask(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the output of Git; raises GitError if it fails. Arguments must not be external input."""
    return _checked(root, _run(root, *arguments, environment=environment))


def _run(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Answer:
    return answer(start(root, arguments, environment or {}))


def _run_together(root: Path, *questions: Sequence[str]) -> list[Answer]:
    processes = [start(root, question, {}) for question in questions]
    try:
        return [answer(process) for process in processes]
    except GitTimeoutError:
        for process in processes:
            process.kill()
            process.communicate()
        raise


def _checked(root: Path, answer: Answer) -> str:
    if answer.code == 0:
        return answer.text
    last = answer.complaints.strip().rpartition("\n")[2].removeprefix("fatal: ")
    raise GitError(_refusal(root, answer) or f"git failed: {shown(last) or 'no message'}")


def _refusal(root: Path, answer: Answer) -> str | None:
    where = shown(str(root))
    if "dubious ownership" in answer.complaints:
        return (
            f"git does not trust `{where}`, which another user owns;"
            f" run `git config --global --add safe.directory {where}`"
        )
    if "not a git repository" in answer.complaints:
        return f"`{where}` is not in a git repository"
    if "cannot use bare repository" in answer.complaints:
        return f"`{where}` is inside a bare repository"
    return None


def _way_out(root: Path, otherwise: str) -> str:
    if _run(root, "rev-parse", "--is-shallow-repository").text == "true\n":
        return " in this shallow clone; run `git fetch --unshallow`"
    return otherwise
