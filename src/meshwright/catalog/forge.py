"""Links to the forge that hosts a mesh: to a file, a commit, or a form for a new file.

This module knows the URLs of GitHub and GitLab; for other hosts, there is only a link to the repository. All parts
of a link are percent-encoded, so that no name can change the target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from meshwright.mesh.registries import mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LONGEST = 7000
"""The maximum length of a link; hosts and their proxies reject links of more than 8 kB."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """The URL and the parameter names of a forge's form for new files."""

    address: str
    """The URL of the form, without a query."""
    path: str
    """The parameter for the path of the file."""
    content: str
    """The parameter for the content, which GitLab 16.10 to 18 ignores."""

    def link(self, path: str, content: str) -> str:
        """Return a link to a prefilled form, or to an empty one if the text is too long for a link."""
        named = f"{self.address}?{self.path}={_query(path)}"
        filled = f"{named}&{self.content}={_query(content)}"
        return filled if len(filled) <= LONGEST else named


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository on a forge."""

    url: str
    """The web address without a final `/` or `.git`."""
    kind: str
    """`github` or `gitlab`; empty if unknown."""
    branch: str
    """The target branch of changes; empty if not declared."""
    revision: str = ""
    """The revision in links to files, such as a commit; if empty, links use the branch."""
    folder: str = ""
    """The path of the mesh in the repository, ending with `/`; empty for the root."""

    def file(self, path: str, line: int | None = None) -> str | None:
        """Return the link to a file in the mesh, or to a line of that file (counted from 1)."""
        anchor = f"#L{line}" if line is not None else ""
        found = self._at("blob", self.revision or self.branch, path)
        return f"{found}{anchor}" if found else None

    def edit(self, path: str) -> str | None:
        """Return the link to a form for editing a file."""
        return self._at("edit", self.branch, path)

    def new_issue(self, title: str, body: str) -> str | None:
        """Return the link to a prefilled issue form, without the body if the link would be too long."""
        if not self.kind:
            return None
        names = ("title", "body") if self.kind == "github" else ("issue[title]", "issue[description]")
        first, second = (_query(name) for name in names)
        named = f"{self._below('issues')}/new?{first}={_query(title)}"
        filled = f"{named}&{second}={_query(body)}"
        return filled if len(filled) <= LONGEST else named

    def commit(self, name: str) -> str | None:
        """Return the link to a commit."""
        return f"{self._below('commit')}/{_path(name)}" if self.kind else None

    @property
    def new_file(self) -> NewFile | None:
        """The form for a new file."""
        if not self.kind or not self.branch:
            return None
        names = ("filename", "value") if self.kind == "github" else ("file_name", "content")
        return NewFile(f"{self._below('new')}/{_path(self.branch)}", *names)

    def _at(self, view: str, revision: str, path: str) -> str | None:
        if not self.kind or not revision:
            return None
        return f"{self._below(view)}/{_path(revision)}/{_path(self.folder + path)}"

    def _below(self, view: str) -> str:
        return f"{self.url}/{view}" if self.kind == "github" else f"{self.url}/-/{view}"


def forge_of(settings: Mapping[str, Any], revision: str = "", folder: str = "") -> Forge | None:
    """Return the forge for `repository` in the values of `governance/mesh.yaml`; None if the value is not a web address."""
    stated = mapping(settings.get("repository"))
    url = text(stated.get("url")).rstrip("/").removesuffix(".git").rstrip("/")
    host = _host(url)
    if not host:
        return None
    guessed = next((each for each in ("github", "gitlab") if each in host), "")
    kind = text(stated.get("kind")) or guessed
    return Forge(url, kind, text(stated.get("branch")), revision, folder)


def _host(url: str) -> str:
    """Return the host of a plain web address; empty for other strings, such as addresses with a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_plain = not (parts.query or parts.fragment or parts.username is not None or "\\" in url)
    return host if is_plain and parts.scheme in ("http", "https") and url.isprintable() else ""


def _path(text: str) -> str:
    """Percent-encode a path, including `.` and `..`, which would change the target of the link."""
    steps = (quote(step.encode("utf-8", "surrogateescape"), safe="") for step in text.split("/"))
    return "/".join(step.replace(".", "%2E") if step in (".", "..") else step for step in steps)


def _query(text: str) -> str:
    """Percent-encode a value of a query, but only where necessary, because pages contain many of these links.

    `;` separates parameters on some servers, and some read `+` unchanged.
    """
    return quote(text.encode("utf-8", "surrogateescape"), safe="/:@,$!*()?")
