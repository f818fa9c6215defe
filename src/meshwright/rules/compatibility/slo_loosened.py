"""
A service level is weaker than before, or was removed.

Consumers base their own service levels on this one.
If a product promises only a lower compatibility level (`compatibility: query` or `meaning`; see
`unknown-promise-level`), the finding is only a notice. This rule also reports a lowered compatibility level.

```yaml before contract
slaProperties:
  - {property: latency, value: 26, unit: h}
```
```yaml after contract
slaProperties:
  - {property: latency, value: 48, unit: h}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` changed from `26 h` to `48 h`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
customProperties:
  - {property: compatibility, value: promise}
```
```yaml after contract
customProperties:
  - {property: compatibility, value: query}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compatibility level changed from `promise` to `query`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `latency` changed from `26 h` to `48 h` (only `query` is promised); 1 consumer must be notified: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

slo_loosened = row_rule("slo-loosened", __name__, __doc__)
