"""
A column is derived from different columns than before.

No query fails, but every value has a different meaning. SQL that is only reformatted is compatible.
If the SQL cannot be read, it is unknown whether it reads the same columns.
A change to the declared sources (`transformSourceObjects`) may change the values, unless readable SQL proves otherwise.
Add a new field for the new values.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformLogic: SELECT gross AS price FROM charges}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformLogic: SELECT net AS price FROM charges}
#                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ now derived from `charges.net` instead of `charges.gross`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
```
```yaml before contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformLogic: SELECT gross AS price FROM charges}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformLogic: select c.gross as price from charges as c}
```
```yaml before contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformSourceObjects: [charges.gross]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: price, logicalType: integer, transformSourceObjects: [charges.net]}
#                                                                    ^^^^^^^^^^^ now declared to come from `charges.net` instead of `charges.gross`; may break its only consumer: `payments/royalties`
```
"""

from meshwright.rules.compatibility import row_rule

source_changed = row_rule("source-changed", __name__, __doc__)
