"""The paths for new files, derived from the mesh's standards, or else from its existing files, or else from a convention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.mesh.address import slug
from meshwright.quantities.template import filled, names_of

if TYPE_CHECKING:
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.names import PortName, ProductName

PRODUCT = "products/{domain}/{product}/product.odps.yaml"
MEANING = "products/{domain}/meanings.yaml"


def product_place(new: ProductName, mesh: Mesh) -> str:
    """Return the path for the document of a new product."""
    names = {"domain": slug(new.domain), "product": new.product}
    near = sorted(mesh.products, key=lambda each: each.fact.domain != new.domain)
    templates = [_stated("DataProduct", mesh), *map(_learnt, near), PRODUCT]
    return next(found for each in templates if each and (found := filled(each, names)) is not None)


def _learnt(product: Product) -> str | None:
    """Return an existing product's path as a template; None if the path does not contain the product's name."""
    path = product.home.file
    names = {
        slug(product.fact.name or product.fact.id): "{product}",
        slug(product.fact.domain or "-"): "{domain}",
    }
    if not path.endswith((".yaml", ".yml")) or any(each in path for each in "{}"):
        return None
    steps = [names.get(step, step) for step in path.split("/")]
    stem, dot, ending = steps[-1].partition(".")
    steps[-1] = names.get(stem, stem) + dot + ending
    template = "/".join(steps)
    return template if "{product}" in template else None


def contract_place(new: PortName, product: Product, mesh: Mesh) -> str:
    """Return the path for the contract of a new port."""
    names = names_of(f"{slug(new.of.domain)}/{new.of.product}/{new.port}@{new.major}")
    stated = _stated("DataContract", mesh)
    found = filled(stated, names) if stated else None
    if found is not None:
        return found
    file = f"{new.port}.v{new.major}.odcs.yaml"
    for port in product.outputs:
        if port.contract is not None and port.contract.home.file != product.home.file:
            folder, _, stem = port.contract.home.file.rpartition("/")
            was = re.compile(rf"(?<![a-z0-9]){re.escape(slug(port.fact.name))}(?![a-z0-9])")
            moved = was.sub(new.port, stem)
            if moved == stem or not stem.endswith((".yaml", ".yml")):
                moved = file
            major = port.address.rpartition("@")[2]
            return f"{folder}/{re.sub(rf'v{re.escape(major)}(?![0-9])', f'v{new.major}', moved)}".lstrip("/")
    folder = product.home.file.rpartition("/")[0]
    return f"{folder}/contracts/{file}".lstrip("/")


def meaning_place(domain: str, mesh: Mesh) -> str:
    """Return the path for the meanings of a domain."""
    names = {"domain": slug(domain)}
    own = [each.home.file for each in mesh.register("Meaning") if each.get("domain") == domain]
    templates = [_stated("Meaning", mesh), MEANING]
    usual = next(found for each in templates if each and (found := filled(each, names)) is not None)
    return own[-1] if own and own[-1].endswith((".yaml", ".yml")) else usual


def _stated(kind: str, mesh: Mesh) -> str | None:
    return next((each.file_places[kind] for each in mesh.standards if kind in each.file_places), None)
