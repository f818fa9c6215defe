"""The file that keeps the groups of an identity provider, outside of Git: ids and names of groups, and hashes of members.

The key of the hashes is made for one run and is not kept, so two files cannot be joined, and no member can be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.access.directory import DirectoryGroup
from meshwright.source import atomic, git
from meshwright.source.git import GitError
from meshwright.workspace.directory_reading import MOST_BYTES, DirectoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.workspace.directory_reading import RawGroup

FORMAT = "meshwright-directory/1"


def expanded(groups: Iterable[RawGroup]) -> tuple[DirectoryGroup, ...]:
    """Return the groups with the members of the groups inside them, as hashes; raises DirectoryError for a cycle."""
    by_id = {each.id: each for each in groups}
    members = _members(by_id)
    key = secrets.token_bytes(32)
    hashes: dict[str, str] = {}
    for person in {each for persons in members.values() for each in persons}:
        digest = hmac.new(key, person.encode(errors="surrogatepass"), hashlib.sha256)
        hashes[person] = digest.hexdigest()[:24]
    return tuple(
        DirectoryGroup(
            each.id, each.name, each.is_disabled, frozenset(hashes[one] for one in members[each.id])
        )
        for each in sorted(by_id.values(), key=lambda each: each.id)
    )


def _members(groups: Mapping[str, RawGroup]) -> dict[str, set[str]]:
    """Return all persons in each group; those of a disabled group inside do not count."""
    done: dict[str, set[str]] = {}
    for root in groups:
        path: dict[str, list[str]] = {}
        waiting = [root]
        while waiting:
            name = waiting[-1]
            if name in done:
                waiting.pop()
                continue
            if name not in path:
                path[name] = sorted(groups[name].groups)
            inner = next((each for each in path[name] if each not in done), None)
            if inner is None:
                own = set(groups[name].persons)
                for each in groups[name].groups:
                    own |= done[each] if not groups[each].is_disabled else set()
                done[name] = own
                del path[name]
                waiting.pop()
            elif inner in path:
                names = " > ".join(f"`{groups[each].name}`" for each in (*_from(path, inner), inner))
                raise DirectoryError(f"{groups[inner].place}: groups contain each other: {names}")
            else:
                waiting.append(inner)
    return done


def _from(path: Iterable[str], first: str) -> list[str]:
    names = list(path)
    return names[names.index(first) :]


def keep(groups: tuple[DirectoryGroup, ...], target: str, source: str, day: str) -> None:
    """Write a file; raises DirectoryError where persons must not be kept, or something else would be lost."""
    place = Path(os.path.realpath(target))
    if not place.parent.is_dir():
        raise DirectoryError(f"there is no folder `{place.parent}`")
    if place.exists() and not _is_ours(place):
        raise DirectoryError(f"`{target}` exists and is not an imported directory")
    if _may_be_committed(place):
        raise DirectoryError(
            f"`{target}` is in a Git repository and is not ignored; write it outside, or ignore it first"
        )
    content = {
        "format": FORMAT,
        "source": source,
        "importedOn": day,
        "groups": [
            {"id": each.id, "name": each.name, "disabled": each.is_disabled, "members": sorted(each.members)}
            for each in groups
        ],
    }
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    draft = atomic.draft_of(str(place))
    try:
        atomic.write(draft, data)
        atomic.put(draft, str(place), is_new=not place.exists())
    except OSError as error:
        raise DirectoryError(f"`{target}` cannot be written: {error.strerror}") from error
    finally:
        Path(draft).unlink(missing_ok=True)


def _may_be_committed(place: Path) -> bool:
    """Return whether a file is in a repository and not ignored, or whether that is not known."""
    if (
        not any((folder / ".git").exists() for folder in place.parents)
        and git.top_level(place.parent) is None
    ):
        return False
    try:
        return not git.is_ignored(place.parent, place.name)
    except GitError:
        return True


def _is_ours(place: Path) -> bool:
    try:
        kept(str(place))
    except DirectoryError:
        return False
    return True


class KeptDirectory(NamedTuple):
    """The content of a file."""

    groups: tuple[DirectoryGroup, ...]
    imported_on: str


def kept(file: str) -> KeptDirectory:
    """Return the groups of a file that `keep` has written; raises DirectoryError."""
    try:
        if os.path.getsize(file) > MOST_BYTES:  # noqa: PTH202 - the name may hold any bytes
            raise DirectoryError(f"`{file}` has more than {MOST_BYTES:,} bytes")
        content = json.loads(Path(file).read_bytes())
    except OSError as error:
        raise DirectoryError(f"`{file}` cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DirectoryError(f"`{file}` is not an imported directory") from error
    groups = content.get("groups") if isinstance(content, dict) and content.get("format") == FORMAT else None
    if not isinstance(groups, list):
        raise DirectoryError(
            f"`{file}` is not an imported directory; `meshwright access identity import` writes one"
        )
    found = tuple(_group(each, at, file) for at, each in enumerate(groups))
    return KeptDirectory(found, str(content.get("importedOn")))


def _group(each: Any, at: int, file: str) -> DirectoryGroup:  # noqa: ANN401 - JSON
    values = each if isinstance(each, dict) else {}
    members = values.get("members")
    is_whole = isinstance(members, list) and all(isinstance(one, str) for one in members)
    texts = (values.get("id"), values.get("name"))
    if not is_whole or not all(isinstance(one, str) and one for one in texts):
        raise DirectoryError(f"`{file}`: groups[{at}] cannot be read")
    if not isinstance(values.get("disabled"), bool):
        raise DirectoryError(f"`{file}`: groups[{at}] cannot be read")
    return DirectoryGroup(str(texts[0]), str(texts[1]), values["disabled"], frozenset(members or ()))
