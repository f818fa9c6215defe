"""
A server moved, or was removed.

Queries against the old location fail, or keep reading data that is no longer updated.
Keep the old location alongside the new one until consumers have migrated.
A server of type `custom` may have moved if any of its custom properties changed.

```yaml before contract
servers:
  - server: lake
    location: s3://watergarden-data/plays/*.parquet
```
```yaml after contract
servers:
  - server: lake
#   ^^^^^^^^^^^^ server `lake` moved: location changed from `s3://watergarden-data/plays/*.parquet` to `s3://elsewhere/plays/*.parquet`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    location: s3://elsewhere/plays/*.parquet
```
"""

from meshwright.rules.compatibility import row_rule

server_moved = row_rule("server-moved", __name__, __doc__)
