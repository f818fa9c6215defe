"""
A column is made of other columns than before.

No query fails, and every value answers another question.
SQL that is only reformatted is not such a change. Whether SQL that cannot be read reads the same is not known.
Give the new values a field of their own.

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
#                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it was made of `charges.gross` and is made of `charges.net`; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
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
"""

from meshwright.rules.compatibility import row_rule

source_changed = row_rule("source-changed", __name__, __doc__)
