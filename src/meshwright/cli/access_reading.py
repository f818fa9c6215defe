"""Steps shared by `meshwright access` commands: computing the access, and refusing unreliable documents."""

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
    from meshwright.workspace.contract_history import ContractHistory

SHOWN = 3
"""The maximum number of broken documents to name in a message."""
_KINDS = ("Role", "AccessAgreement", "Classification", "BreakGlass", "Team", "Mesh")


def access_of(read: LoadedMesh, base: Access | None = None, *, needs_history: bool = False) -> Access:
    """Return the access to a mesh. Fields of earlier contract versions are read if a declaration refers to them.

    Unknown versions are noted on standard error. Raises UsageError if `needs_history` is set and the history cannot be read.
    """
    from meshwright.analysis.access.atoms import Access, access
    from meshwright.workspace.contract_history import ContractHistory, has_versions

    if has_versions(read.mesh):
        revision = read.source.snapshot.origin.commit or "HEAD"
        history = ContractHistory(read.project.root, revision, read.mesh)
        found = Access(read.mesh, history, base)
        report_unknown(history, needs_history=needs_history)
        return found
    return Access(read.mesh, base=base) if base is not None else read.mesh.derived(access)


def report_unknown(history: ContractHistory, *, needs_history: bool) -> None:
    """Print a note about unknown contract versions that roles and agreements name; their columns are closed.

    Raises UsageError if the history is needed and cannot be read.
    """
    from meshwright.cli.main import UsageError

    if not history.unknown:
        return
    found = [f"`{contract}` {version}" for contract, version in sorted(history.unknown)]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    listed = f"{', '.join(found[:SHOWN])}{more}"
    if history.fault and needs_history:
        raise UsageError(
            f"access depends on earlier contract versions, which are unknown ({listed}): {history.fault}; "
            "or use --accept-broken to revoke the access that only they grant"
        )
    reason = history.fault or "no commit in the contract's history has them"
    say(
        f"roles or agreements state unknown contract versions ({listed}): {reason}; their columns above the "
        "open level are closed"
    )


def report_deprecated(granted: Access, contracts: Iterable[Contract]) -> None:
    """Print a note about deprecated ports with readers: without `--base`, the answer includes readers added later."""
    from meshwright.analysis.access.offers import offers

    is_deprecated = granted.mesh.derived(offers).is_deprecated
    for each in contracts:
        if is_deprecated(each) and granted.grants_of.get(each):
            say(
                f"{each.address} is deprecated; this includes readers that were declared later; "
                "only `access compile --base REVISION` omits them"
            )


def say(note: str) -> None:
    """Print a note on standard error."""
    from meshwright.report.terminal import one_line

    sys.stderr.write(one_line(f"meshwright: {note}") + "\n")


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
            "fix them (`meshwright check` reports the faults), or use --accept-broken to revoke the access "
            "that only they grant"
        )
    if not mesh.derived(column_levels).levels:
        raise UsageError(
            "the classification cannot be read, so every column is closed; "
            "register a classification, or use --accept-broken to revoke all access"
        )


def _registered_twice(mesh: Mesh) -> set[str]:
    """Return the files with duplicate roles or several classifications, none of which applies."""
    found = {each.home.file for each in mesh.register("Classification")}
    files = found if len(mesh.register("Classification")) > 1 else set()
    seen: dict[str, list[str]] = {}
    for each in mesh.register("Role"):
        seen.setdefault(each.name, []).append(each.home.file)
    return files.union(*(each for each in seen.values() if len(each) > 1))


def refuse_waived(
    source: CompiledSnapshot, granted: Access, configuration: Configuration, contracts: Collection[Contract]
) -> None:
    """Raise UsageError if access depends on documents with excluded `secure` errors.

    Such errors are waived, suppressed or in the baseline.
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
