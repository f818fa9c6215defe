"""Documents of other standards that look like ours, so that they are named and not guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.source.place import Part
from meshwright.source.problem import ForeignFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONVERT = "convert it: `datacontract import --format dcs`"
_EXCLUDE = "exclude the file, or write an ODPS document beside it"

_KEYS = {
    "dataContractSpecification": ("Data Contract Specification", _CONVERT),
    "dataProductSpecification": ("Data Product Specification", _EXCLUDE),
    "dataProductDescriptor": ("Data Product Descriptor Specification", _EXCLUDE),
    "fluidVersion": ("Fluid", _EXCLUDE),
}

_RESOURCE = frozenset({"metadata", "spec"})
"""What resources of Kubernetes have at the top, which neither standard does."""
_OWN = frozenset(
    {"id", "version", "schema", "servers", "inputPorts", "outputPorts", "slaProperties", "dataProduct"}
)
"""What a document of ODCS or ODPS has at the top: one of these, and it has a key too many."""


def foreign_format(value: Mapping[object, object]) -> ForeignFormat | None:
    """Name the other standard that a document is of, if one of them is recognised."""
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
        path=(place,), name=name, advice=f"exclude the file, or write an {ours} document beside it"
    )
