"""Shared steps of `meshwright access`: computing the access, and refusing documents that are not reliable."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from meshwright.analysis.access.atoms import Access
    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.compiled import CompiledSnapshot

SHOWN = 3
"""The maximum number of broken documents that a message names."""
_KINDS = ("Role", "AccessAgreement", "Classification", "BreakGlass", "Team", "Mesh")


def access_of(read: LoadedMesh, base: Access | None = None) -> Access:
    """Return the access to a mesh; reads fields of earlier contract versions if a declaration refers to them."""
    from meshwright.analysis.access.atoms import Access, access
    from meshwright.workspace.contract_history import ContractHistory, has_versions

    if has_versions(read.mesh):
        revision = read.source.snapshot.origin.commit or "HEAD"
        return Access(read.mesh, ContractHistory(read.project.root, revision, read.mesh), base)
    return Access(read.mesh, base=base) if base is not None else read.mesh.derived(access)


def refuse_broken(source: CompiledSnapshot, mesh: Mesh) -> None:
    """Raise UsageError if a document cannot be read."""
    from meshwright.analysis.access.levels import column_levels
    from meshwright.cli.main import UsageError
    from meshwright.workspace.coverage import unread_files

    files = {each.home.file for each in mesh.products if each.fact.faults}
    files |= {each.home.file for each in mesh.contracts if each.fact.faults}
    files |= {each.home.file for kind in _KINDS for each in mesh.register(kind) if each.fact.faults}
    files |= _registered_twice(mesh)
    found = sorted(files | set(unread_files(source)))
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise UsageError(
            f"broken or duplicate documents, on which access may depend: {', '.join(found[:SHOWN])}{more}; "
            "fix them, or use --accept-broken to revoke what only they grant"
        )
    if not mesh.derived(column_levels).levels:
        raise UsageError(
            "the classification cannot be read, so every column is closed; "
            "register one, or use --accept-broken to revoke all access"
        )


def _registered_twice(mesh: Mesh) -> set[str]:
    """Return the files of duplicate roles and classifications; none of the duplicates applies."""
    found = {each.home.file for each in mesh.register("Classification")}
    files = found if len(mesh.register("Classification")) > 1 else set()
    seen: dict[str, list[str]] = {}
    for each in mesh.register("Role"):
        seen.setdefault(each.name, []).append(each.home.file)
    return files.union(*(each for each in seen.values() if len(each) > 1))


def refuse_waived(
    source: CompiledSnapshot, granted: Access, configuration: Configuration, contracts: Collection[Contract]
) -> None:
    """Raise UsageError if access depends on documents with `secure` errors that are waived, suppressed or in the
    baseline.
    """
    from meshwright.cli.main import UsageError
    from meshwright.workspace.access_exceptions import hidden_errors

    found = [
        f"{each.file} ({each.rule})" for each in hidden_errors(source, granted, configuration, contracts)
    ]
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise UsageError(
            f"access depends on documents with waived errors: {', '.join(found[:SHOWN])}{more}; "
            "fix them, or use --accept-broken to rely on them as they are"
        )


def write_answer(
    content: dict[str, Any],
    form: str,
    as_text: Callable[[dict[str, Any]], str],
    sources: Iterable[CompiledSnapshot],
) -> None:
    """Write an answer as text or JSON, with secrets blanked."""
    import json

    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.redaction import blanked_values
    from meshwright.workspace.pipeline import redactor_of

    for source in sources:
        content = blanked_values(content, redactor_of(source, Locator(source)).blank)
    written = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    sys.stdout.write(as_text(content) if form == "text" else written)
