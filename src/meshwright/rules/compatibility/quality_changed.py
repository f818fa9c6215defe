"""
A quality rule now checks something different.

It is unknown whether it accepts more or less data, so review it: consumers or producers may break.

```yaml before contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: rowCount, mustBeGreaterThan: 10}
```
```yaml after contract
schema:
  - name: plays
    quality:
      - {name: enough rows, metric: nullValues, mustBeLessThan: 10}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quality rule `enough rows` checks something different; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

quality_changed = row_rule("quality-changed", __name__, __doc__)
