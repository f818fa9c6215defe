"""Recognition of documents in similar standards: the standard is named, and the document is not misinterpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.source.place import Part
from meshwright.source.problem import ForeignFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONVERT = "convert it with `meshwright convert`"
_EXCLUDE = "exclude the file, or add an ODPS document next to it"

_KEYS = {
    "dataContractSpecification": ("Data Contract Specification", _CONVERT),
    "dataProductSpecification": ("Data Product Specification", _EXCLUDE),
    "dataProductDescriptor": ("Data Product Descriptor Specification", _EXCLUDE),
    "fluidVersion": ("Fluid", _EXCLUDE),
}

_RESOURCE = frozenset({"metadata", "spec"})
"""Top-level keys of Kubernetes resources, which neither standard has."""
_OWN = frozenset(
    {"id", "version", "schema", "servers", "inputPorts", "outputPorts", "slaProperties", "dataProduct"}
)
"""Top-level keys of ODCS and ODPS: a document with one of these merely has an unknown key."""


def foreign_format(value: Mapping[object, object]) -> ForeignFormat | None:
    """Return a problem that names the standard of a foreign document; None if no other standard is recognised."""
    for key, (name, advice) in _KEYS.items():
        if key in value:
            return ForeignFormat(path=(key,), part=Part.KEY, name=name, advice=advice)
    schema = value.get("schema")
    if isinstance(schema, str) and "opendataproducts.org" in schema:
        name = "Open Data Product Specification of the Linux Foundation"
        return ForeignFormat(path=("schema",), name=name, advice=_EXCLUDE)
    if value.get("kind") not in ("DataProduct", "DataContract"):
        return None
    version = value.get("apiVersion")
    owner, _, rest = version.partition("/") if isinstance(version, str) else ("", "", "")
    if owner == "meshwright" and rest:
        return None
    if value.keys() & _RESOURCE and not value.keys() & _OWN:
        name = "Crossplane or another Kubernetes operator"
    elif rest:
        name = owner
    else:
        return None
    place = "apiVersion" if rest else "kind"
    ours = "ODPS" if value["kind"] == "DataProduct" else "ODCS"
    return ForeignFormat(
        path=(place,), name=name, advice=f"exclude the file, or add an {ours} document next to it"
    )
