"""A file outside Git with an identity provider's groups: ids and names of groups, and hashes of people.

Members are hashed with a random key that is not stored, so that files cannot be joined and members cannot be guessed.
Account names are hashed with a different key, which is stored: anyone who knows a name can find out whether the
account exists, but not its groups.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.access.accounts import Accounts, hashed
from meshwright.analysis.access.directory import DirectoryGroup
from meshwright.source import atomic, git
from meshwright.source.git import GitError
from meshwright.workspace.directory_reading import MOST_BYTES, DirectoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.workspace.directory_reading import RawAccount, RawDirectory, RawGroup

FORMAT = "meshwright-directory/1"


def expanded(directory: RawDirectory) -> tuple[DirectoryGroup, ...]:
    """Return the groups with their direct and indirect members, as hashes; raises DirectoryError for a cycle.

    Disabled accounts are omitted.
    """
    by_id = {each.id: each for each in directory.groups}
    disabled = {one for each in directory.accounts if each.is_disabled for one in each.ids}
    members = {name: found - disabled for name, found in _members(by_id).items()}
    key = secrets.token_bytes(32)
    hashes: dict[str, str] = {}
    for person in {each for persons in members.values() for each in persons}:
        digest = hmac.new(key, person.encode(errors="surrogatepass"), hashlib.sha256)
        hashes[person] = digest.hexdigest()[:24]
    return tuple(
        DirectoryGroup(
            each.id,
            each.name,
            each.is_disabled,
            frozenset(hashes[one] for one in members[each.id]),
            tuple(each.more_names),
        )
        for each in sorted(by_id.values(), key=lambda each: each.id)
    )


def accounts_of(directory: RawDirectory) -> Accounts | None:
    """Return the hashed names of the accounts; None if the export contains no users.

    A name refers to the account that has the name as its user name, else as its mail address, else as a display name or
    the local part of a mail address.
    """
    if not directory.accounts:
        return None
    key = secrets.token_bytes(32)
    accounts = directory.accounts
    by_user_name = _states(accounts, (each.names for each in accounts), key)
    states = {
        **_states(accounts, _loose_names(accounts), key),
        **_states(accounts, (each.mails for each in accounts), key),
        # A new account replaces a disabled one with its user name.
        **{name: {max(found)} for name, found in by_user_name.items()},
    }
    known = {one for each in accounts for one in each.ids}
    unlisted = {one for group in directory.groups for one in group.persons} - known
    enabled, disabled, unclear = (
        frozenset(name for name, state in states.items() if state == wanted)
        for wanted in ({True}, {False}, {True, False})
    )
    return Accounts(key, enabled, disabled, len(unlisted), unclear)


def _states(
    accounts: Iterable[RawAccount], names: Iterable[Iterable[str]], key: bytes
) -> dict[str, set[bool]]:
    """Map each hashed name to the states of the accounts that have it: True for enabled, False for disabled."""
    found: dict[str, set[bool]] = {}
    for each, own in zip(accounts, names, strict=True):
        for name in {hashed(key, name) for name in own}:
            found.setdefault(name, set()).add(not each.is_disabled)
    return found


def _loose_names(accounts: Iterable[RawAccount]) -> list[Iterable[str]]:
    """Return each account's display names, and the local parts of its user names and mail addresses that no other
    account has.
    """
    short = [
        {name.partition("@")[0].casefold() for name in (*each.names, *each.mails) if "@" in name}
        for each in accounts
    ]
    first = [each.ids[0] for each in accounts]
    holders = Counter(
        name for name, _ in {(name, own) for own, names in zip(first, short, strict=True) for name in names}
    )
    return [
        {*each.shown, *(name for name in names if holders[name] == 1)}
        for each, names in zip(accounts, short, strict=True)
    ]


def _members(groups: Mapping[str, RawGroup]) -> dict[str, set[str]]:
    """Return all people in each group, except members of disabled nested groups."""
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


def keep(directory: KeptDirectory, target: str, source: str) -> None:
    """Write an imported directory to a file; raises DirectoryError if Git may commit it, or if another file is there."""
    place = Path(os.path.realpath(target))
    if not place.parent.is_dir():
        raise DirectoryError(f"there is no folder `{place.parent}`")
    if place.exists() and not _is_ours(place):
        raise DirectoryError(f"`{target}` exists and is not an imported directory")
    if _may_be_committed(place):
        raise DirectoryError(
            f"`{target}` is in a Git repository and is not ignored; write it outside, or ignore it first"
        )
    content: dict[str, Any] = {
        "format": FORMAT,
        "source": source,
        "importedOn": directory.imported_on,
        "groups": [
            {
                "id": each.id,
                "name": each.name,
                **({"moreNames": list(each.more_names)} if each.more_names else {}),
                "disabled": each.is_disabled,
                "members": sorted(each.members),
            }
            for each in directory.groups
        ],
    }
    if directory.accounts is not None:
        content["accounts"] = {
            "key": directory.accounts.key.hex(),
            "enabled": sorted(directory.accounts.enabled),
            "disabled": sorted(directory.accounts.disabled),
            "unclear": sorted(directory.accounts.unclear),
            "unlisted": directory.accounts.unlisted,
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
    """Return whether Git may commit a file: it is in a repository and not ignored, or this cannot be determined."""
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
    """Return whether `keep` wrote a file, in this release or an earlier one."""
    try:
        _content(str(place))
    except DirectoryError:
        return False
    return True


class KeptDirectory(NamedTuple):
    """The content of a file that `keep` wrote."""

    groups: tuple[DirectoryGroup, ...]
    imported_on: str
    accounts: Accounts | None
    """The accounts; None if the export contained no users."""


def kept(file: str) -> KeptDirectory:
    """Read a file that `keep` wrote; raises DirectoryError."""
    content = _content(file)
    found = tuple(_group(each, at, file) for at, each in enumerate(content["groups"]))
    return KeptDirectory(found, str(content.get("importedOn")), _accounts(content.get("accounts"), file))


def _content(file: str) -> dict[str, Any]:
    """Return the content of a file that contains a list of groups in the right format; raises DirectoryError."""
    try:
        with Path(file).open("rb") as opened:  # its size is not that of a device or a pipe
            data = opened.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise DirectoryError(f"`{file}` has more than {MOST_BYTES:,} bytes")
        content = json.loads(data)
    except OSError as error:
        raise DirectoryError(f"`{file}` cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DirectoryError(f"`{file}` is not an imported directory") from error
    is_right = isinstance(content, dict) and content.get("format") == FORMAT
    if not is_right or not isinstance(content.get("groups"), list):
        raise DirectoryError(
            f"`{file}` is not an imported directory; `meshwright access identity import` writes one"
        )
    return dict(content)


def _accounts(values: Any, file: str) -> Accounts | None:  # noqa: ANN401 - JSON
    if values is None:
        return None
    try:
        key, unlisted = bytes.fromhex(values["key"]), values["unlisted"]
        names = [values["enabled"], values["disabled"], values["unclear"]]
    except (KeyError, TypeError, ValueError) as error:
        raise DirectoryError(f"`{file}`: the accounts cannot be read; import the directory again") from error
    is_whole = all(isinstance(each, list) and all(isinstance(one, str) for one in each) for each in names)
    if not is_whole or not isinstance(unlisted, int):
        raise DirectoryError(f"`{file}`: the accounts cannot be read; import the directory again")
    enabled, disabled, unclear = map(frozenset, names)
    return Accounts(key, enabled, disabled, unlisted, unclear)


def _group(each: Any, at: int, file: str) -> DirectoryGroup:  # noqa: ANN401 - JSON
    values = each if isinstance(each, dict) else {}
    members = values.get("members")
    more = values.get("moreNames", [])
    is_whole = all(
        isinstance(each, list) and all(isinstance(one, str) for one in each) for each in (members, more)
    )
    texts = (values.get("id"), values.get("name"))
    if not is_whole or not all(isinstance(one, str) and one for one in texts):
        raise DirectoryError(f"`{file}`: groups[{at}] cannot be read")
    if not isinstance(values.get("disabled"), bool):
        raise DirectoryError(f"`{file}`: groups[{at}] cannot be read")
    return DirectoryGroup(
        str(texts[0]), str(texts[1]), values["disabled"], frozenset(members or ()), tuple(more)
    )
