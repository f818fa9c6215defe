"""Validation of user-supplied names and values: they cannot point outside a folder or manipulate displayed text.

This module does not know which names are in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.address import port_address, product_address
from meshwright.quantities.suggestions import nearest
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.mesh.mesh import Mesh

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST = 100
"""The maximum length of a name, because file systems limit file names."""


@dataclass(frozen=True, slots=True)
class ProductName:
    """The address of a new product, in parts."""

    domain: str
    product: str

    @property
    def address(self) -> str:
        """The address as text."""
        return product_address(self.domain, self.product, "")


@dataclass(frozen=True, slots=True)
class PortName:
    """The address of a new port, in parts."""

    of: ProductName
    port: str
    major: int

    @property
    def address(self) -> str:
        """The address as text."""
        return port_address(self.of.address, self.port, str(self.major))


def product_name(text: str) -> ProductName:
    """Parse `domain/product`; raises DraftError."""
    parts = text.split("/")
    if len(parts) != 2:
        raise DraftError(f"expected a product as `domain/product`, found `{text}`")
    return ProductName(domain_name(parts[0]), name(parts[1], "a product"))


def port_name(text: str) -> PortName:
    """Parse `domain/product/port` or `domain/product/port@major`; raises DraftError."""
    path, at, major = text.partition("@")
    parts = path.split("/")
    if len(parts) != 3 or (at and not re.fullmatch("[1-9][0-9]{0,5}", major)):
        raise DraftError(
            f"expected a port as `domain/product/port` or `domain/product/port@1`, found `{text}`"
        )
    product = ProductName(domain_name(parts[0]), name(parts[1], "a product"))
    return PortName(product, name(parts[2], "a port"), int(major or 1))


def is_name(text: str) -> bool:
    """Return whether a string is a kebab-case name."""
    return _NAME.fullmatch(text) is not None and len(text) <= LONGEST


def name(text: str, what: str) -> str:
    """Return a kebab-case name unchanged; raises DraftError for any other string."""
    if not is_name(text):
        raise DraftError(f"the name of {what} must be in kebab case, such as `play-events`; found `{text}`")
    return text


def domain_name(text: str) -> str:
    """Return the name of an existing domain unchanged; raises DraftError for a string that is not a possible name."""
    if text != text.strip() or not text.isprintable() or not re.search("[a-z0-9]", text.casefold()):
        raise DraftError(f"the name of a domain must be in kebab case, such as `play-events`; found `{text}`")
    return text


def column_name(text: str, what: str = "a column") -> str:
    """Return a name of letters, digits and underscores unchanged; raises DraftError for any other string."""
    if not _COLUMN.fullmatch(text) or len(text) > LONGEST:
        raise DraftError(f"the name of {what} may have only letters, digits and underscores; found `{text}`")
    return text


def prose(text: str, flag: str) -> str:
    """Return a one-line string unchanged; raises DraftError for control characters and characters that hide text."""
    found = text.strip()
    if not found or not found.isprintable():
        raise DraftError(f"`{flag}` takes one line of text without control characters")
    return found


def registered(kind: str, name: str, mesh: Mesh, hint: str = "") -> str:
    """Return a name unchanged if its registry has the name or does not exist; raises DraftError for any other name."""
    if mesh.register(kind) and not mesh.is_known(kind, name):
        near = did_you_mean(nearest(name, mesh.names.get(kind, ())))
        raise DraftError(f"unknown {kind.lower()} `{name}`{near or hint}")
    return name


def listed(names: Iterable[str]) -> str:
    """Return names as a list in prose."""
    return ", ".join(f"`{each}`" for each in names)
