"""
The main port that a product names is not one of its output ports.

The catalog directs readers to the main port: the button, the first tab, the figures and the joins on the product's
page all refer to it. If no port has this name, the catalog uses the port with the most consumers instead, which may
be the wrong one.

```yaml bad product
customProperties:
  - property: mainPort
    value: dayly
#          ^^^^^ unknown output port `dayly`; did you mean `daily`?
  - property: origin
  - property: successCriteria
```
```yaml fixed product
customProperties:
  - property: mainPort
    value: daily
  - property: origin
  - property: successCriteria
```
```yaml bad product
customProperties:
  - property: mainPort
    value: {name: daily}
#          ^^^^^^^^^^^^^ `mainPort` is not the name of an output port; use `daily`
  - property: origin
  - property: successCriteria
```
```yaml good product
customProperties:
  - property: mainPort
    value: daily@1
  - property: origin
  - property: successCriteria
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.items import Product
from meshwright.mesh.product_properties import MAIN_PORT, main_port_names
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unknown-main-port", on=Product, severity=Severity.ERROR, since="0.1")
def unknown_main_port(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check the custom property `mainPort`: a port name, with or without its major version, or an address."""
    stated = product.fact.custom.get(MAIN_PORT)
    if stated is None:
        return
    at = product.home.at("customProperties", MAIN_PORT, "value")
    names = [name for port in product.outputs if (name := port.fact.name)]
    known = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
    use = f"; use {known}" if known else ""
    if not isinstance(stated, str):
        yield Finding(f"`{MAIN_PORT}` is not the name of an output port{use}", at)
    elif all(stated.strip() not in main_port_names(port) for port in product.outputs):
        near = nearest(stated, names)
        yield Finding(f"unknown output port `{stated}`{did_you_mean(near) or use}", at, fix=meant(at, near))
