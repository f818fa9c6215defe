"""
Data is somewhere else than it was.

Queries go where nothing is, or where it stays as it was on the last day.
Keep the old place beside the new one until readers have moved.

```yaml before contract
servers:
  - server: lake
    location: s3://watergarden-data/plays/*.parquet
```
```yaml after contract
servers:
  - server: lake
#   ^^^^^^^^^^^^ server `lake` is somewhere else: its location was `s3://watergarden-data/plays/*.parquet` and is `s3://elsewhere/plays/*.parquet`; breaks its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    location: s3://elsewhere/plays/*.parquet
```
"""

from meshwright.rules.compatibility import row_rule

server_moved = row_rule("server-moved", __name__, __doc__)
