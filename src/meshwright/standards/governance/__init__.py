"""The governance documents of a mesh (`apiVersion: meshwright/v1`), with one model per kind.

They cover only facts for which ODPS and ODCS have no keys. This package does not know whether names exist;
the mesh does. A module is imported with the first document of its kind, because pydantic models take time to
build.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

_HOMES = {
    "Mesh": ("mesh", "Mesh"),
    "Domain": ("organisation", "Domain"),
    "Team": ("organisation", "Team"),
    "System": ("organisation", "System"),
    "Role": ("access", "Role"),
    "Classification": ("classification", "Classification"),
    "Standard": ("standard", "Standard"),
    "Entity": ("entity", "Entity"),
    "Meaning": ("meaning", "Meaning"),
    "AccessAgreement": ("access", "AccessAgreement"),
    "Platform": ("access", "Platform"),
    "Regions": ("residency", "Regions"),
    "BreakGlass": ("access", "BreakGlass"),
    "Waiver": ("policy", "Waiver"),
    "Baseline": ("policy", "Baseline"),
    "Policy": ("policy", "Policy"),
}
"""The module and class of each kind; a kind is independent of its class name."""

KINDS: tuple[str, ...] = tuple(_HOMES)
"""Every `kind` of governance document, registries first."""


def model_for(kind: str) -> type[BaseModel]:
    """Return the model of a kind; raises KeyError for a kind that is not in `KINDS`."""
    module, name = _HOMES[kind]
    model: type[BaseModel] = getattr(import_module(f"{__name__}.{module}"), name)
    return model
