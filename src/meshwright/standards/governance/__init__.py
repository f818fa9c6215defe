"""What the governance documents of a mesh (`apiVersion: meshwright/v1`) say, one model per kind.

Only what ODPS and ODCS have no place for is said here.
A module is imported when a document of its kind is met: pydantic's models cost time to build.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

_HOMES = {
    "Mesh": "mesh",
    "Domain": "organisation",
    "Team": "organisation",
    "System": "organisation",
    "Role": "access",
    "Classification": "classification",
    "Standard": "standard",
    "Entity": "entity",
    "Meaning": "meaning",
    "AccessAgreement": "access",
    "Waiver": "policy",
    "Baseline": "policy",
    "Policy": "policy",
}

KINDS: tuple[str, ...] = tuple(_HOMES)
"""Every `kind` of a governance document, the registers first."""


def model_for(kind: str) -> type[BaseModel]:
    """Give the model of a kind; a kind that is not in `KINDS` is a KeyError."""
    model: type[BaseModel] = getattr(import_module(f"{__name__}.{_HOMES[kind]}"), kind)
    return model
