"""
The end of support or end of life was moved to an earlier date.

Consumers have planned their migration for the announced date.

```yaml before contract
slaProperties:
  - {property: endOfLife, value: "2028-06-30"}
```
```yaml after contract
slaProperties:
  - {property: endOfLife, value: "2027-06-30"}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `endOfLife` changed from `2028-06-30` to `2027-06-30`; breaks its only consumer: `payments/royalties`; `payments-squad` must agree; record this in a waiver
```
"""

from meshwright.rules.compatibility import row_rule

end_moved_earlier = row_rule("end-moved-earlier", __name__, __doc__)
