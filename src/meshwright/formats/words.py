"""Types that several formats share.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal

Address = Annotated[str, "The stable name of an item in the mesh: `player/play-events/daily@1/plays/isrc`."]
Location = Annotated[str, "A file and a line: `products/player/play-events/product.odps.yaml:32`."]
Owners = Annotated[list[str], "The usernames of the people who own it."]
Severity = Annotated[
    Literal["error", "warning", "notice"],
    "`error`: broken; `warning`: likely wrong; `notice`: could be better.",
]
Version = Annotated[
    int, "The version of this format. Keys may be added within a version; removing a key raises the version."
]
