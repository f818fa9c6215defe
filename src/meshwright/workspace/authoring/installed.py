"""The source from which this program was installed, and web addresses of repositories."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution

from meshwright import __version__

_REMOTE = re.compile(
    r"(?:https?://(?:[^/@\s]*@)?|ssh://(?:[^/@\s]*@)?|git@)(?P<host>[A-Za-z0-9.-]+)(?::[0-9]+)?[:/](?P<path>[\w./~-]+?)(?:\.git)?/?"
)
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


def package() -> tuple[str, bool]:
    """Return the package for pip to install, and whether this program was installed from it.

    The package is this version, from the repository that pip recorded at installation, or else from an index.
    """
    try:
        recorded = distribution("meshwright").read_text("direct_url.json")
        origin = json.loads(recorded) if recorded else {}
    except (PackageNotFoundError, ValueError):
        origin = {}
    vcs = origin.get("vcs_info") if isinstance(origin, dict) else None
    commit = vcs.get("commit_id") if isinstance(vcs, dict) else None
    url = web_address(str(origin.get("url"))) if commit else ""
    if url and _COMMIT.fullmatch(str(commit)):
        return f"meshwright @ git+{url}@{commit}", True
    return f"meshwright=={__version__}", not origin


def web_address(remote: str) -> str:
    """Return the web address of a Git remote without a user or token; empty if the remote has none."""
    found = _REMOTE.fullmatch(remote)
    return f"https://{found['host']}/{found['path']}" if found else ""
