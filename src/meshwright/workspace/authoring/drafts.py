"""Drafts of changes to a compiled mesh: new files, documents added to files, edited files, and the resulting mesh.

This module does not write files or know which kinds of documents exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.facts.facts import RegistryFact
from meshwright.finding.finding import Append, At, Insert
from meshwright.mesh.link import link
from meshwright.rulekit.locator import Locator
from meshwright.source.folder import shown
from meshwright.source.place import Span
from meshwright.source.yaml_writer import block, scalar, without_empty, yaml_text
from meshwright.workspace.drafting import Draft, DraftError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from meshwright.mesh.items import Home
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.terms import CompatibilityTerms
    from meshwright.source.place import Path
    from meshwright.workspace.compiled import CompiledSnapshot

_YAML = (".yaml", ".yml")


class Drafts:
    """Drafted files, and the mesh that results from them."""

    def __init__(self, source: CompiledSnapshot, today: date, terms: CompatibilityTerms) -> None:
        self.first = source
        """The mesh without the drafts."""
        self.source = source
        """The mesh with the drafts."""
        self.files: dict[str, bytes] = {}
        self._found: dict[str, bytes] = {}
        """The content of existing files before their first draft."""
        self.wrote: list[str] = []
        """Descriptions of the drafted steps, in order."""
        self.there: list[str] = []
        """Descriptions of requested items that already exist."""
        self._today, self._terms = today, terms
        self._mesh: Mesh | None = None

    @property
    def mesh(self) -> Mesh:
        """The linked mesh with the drafts."""
        if self._mesh is None:
            self._mesh = link(self.source.linkable, self._today, self._terms)
        return self._mesh

    @property
    def before(self) -> dict[str, bytes | None]:
        """The content of files before their first draft; None for new files."""
        return {path: self._found.get(path) for path in self.files}

    def put(self, path: str, data: bytes) -> None:
        """Draft the content of a file."""
        if path in self.first.units:
            self._content(path)
        self.files[path] = data
        self.source = self.source.edited({path: data})
        self._mesh = None

    def create(self, path: str, values: Mapping[str, Any]) -> None:
        """Draft a new file with one document; raises DraftError if the file exists."""
        if path in self.source.units or path in self.source.unreadable:
            raise DraftError(f"`{shown(path)}` already exists; move it first")
        self.put(path, yaml_text(without_empty(values)).encode())

    def add(self, path: str, values: Mapping[str, Any]) -> None:
        """Append a document to a file, or create a new file; raises DraftError if this is not possible."""
        if path not in self.source.units:
            self.create(path, values)
            return
        old = Draft(path, self._content(path))
        if not path.endswith(_YAML):
            raise DraftError(f"`{shown(path)}` is not YAML; add the document by hand")
        newline, before = old.newline(), self.source.units[path]
        end = "" if old.text.endswith(("\n", "\r")) else "\n"
        text = f"{end}---\n{yaml_text(without_empty(values))}".replace("\n", newline)
        old.put([(Span(len(old.text), len(old.text)), text)])
        self.keep(old)
        if self.source.units[path].facts[:-1] != before.facts:
            raise DraftError(f"nothing can be added to `{shown(path)}`; add the document by hand")

    def edit(self, home: Home) -> Draft:
        """Return an editable document from a file; `keep` stores it."""
        return Draft(home.file, self._content(home.file), home.document)

    def _content(self, path: str) -> bytes:
        """Return the current draft of a file, or else the file's content.

        Raises DraftError if the file has changed since compilation.
        """
        if path in self.files:
            return self.files[path]
        if path not in self._found:
            data = self.first.data(path)
            if self.first.edited({path: data}).units[path].facts != self.first.units[path].facts:
                raise DraftError(f"`{shown(path)}` has changed in the meantime; run the command again")
            self._found[path] = data
        return self._found[path]

    def keep(self, draft: Draft) -> None:
        """Store an edited document."""
        self.put(draft.path, draft.data)

    def place(self, at: At) -> str:
        """Return a location in the mesh as `file:line`."""
        locator = Locator(self.source)
        line = f":{locator.range(at).start.line}" if locator.has(at) else ""
        return f"{shown(at.file)}{line}"

    def exists(self, what: str, at: At) -> None:
        """Record that an item already exists, with its location."""
        self.there.append(f"{what} already exists: {self.place(at)}")


def append(draft: Draft, path: Path, key: str, item: Mapping[str, Any] | str) -> None:
    """Append an item to the list at a key; creates the list if it is missing. Raises DraftError."""
    text = scalar(item) if isinstance(item, str) else block(without_empty(item))
    at = At((*path, key), document=draft.document)
    if draft.items(*path, key):
        draft.edit(Append(at, text))
    elif draft.value(*path, key) is not None:
        raise DraftError(f"`{shown(draft.path)}`: `{key}` is empty; remove it")
    else:
        indented = text.replace("\n", "\n    ")
        draft.edit(Insert(At(path, document=draft.document), key, f"\n  - {indented}"))


def registry_place(kind: str, name: str, default: str, drafts: Drafts) -> str:
    """Return the file for a new entry of a registry.

    The result is the file of the last entry, or a new file next to it if each entry has a separate file, or the default.
    """
    entries = drafts.mesh.register(kind)
    if not entries:
        return default.replace("*", name)
    file = entries[-1].home.file
    facts = drafts.source.units[file].facts
    is_shared = len(facts) > 1 or "*" not in default
    if not is_shared:
        return f"{file.rpartition('/')[0]}/{name}.yaml".lstrip("/")
    is_ours = all(isinstance(each, RegistryFact) and each.kind == kind for each in facts)
    return file if is_ours and file.endswith(_YAML) else default.replace("*", name)
