"""
A service level is weaker than it was, or gone.

What readers promise to others rests on it.
Where a product promises its readers less than that (`compatibility: query` or `meaning`; see `unknown-promise-level`),
it is a notice; to promise less is itself told here.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 48, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `48 h`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
customProperties:
  - {property: compatibility, value: promise}
```
```yaml after contract
customProperties:
  - {property: compatibility, value: query}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what is promised to readers was `promise` and is `query`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
customProperties:
  - {property: compatibility, value: query}
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
customProperties:
  - {property: compatibility, value: query}
slaProperties:
  - {property: latency, value: 48, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` was `26 h` and is `48 h` (no more than `query` is promised); 1 consumer must be notified: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

slo_loosened = row_rule("slo-loosened", __name__, __doc__)
