"""Data as scripts, because a page opened from disk cannot fetch data but can load scripts.

Each script calls `meshwright.take(name, data)`, which stores the data in `meshwright.data` and sends an event
with the name.
"""

from __future__ import annotations

import json

_TAKE = (
    "(function(w){var m=w.meshwright=w.meshwright||{};m.data=m.data||{};"
    'm.take=m.take||function(n,d){m.data[n]=d;w.dispatchEvent(new CustomEvent("meshwright:"+n))};'
)


def script(name: str, data: object) -> bytes:
    """Return data as a script.

    Characters with a special meaning in HTML are escaped, in case the script is embedded in a page.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for live, by in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(live, by)
    return f"{_TAKE}m.take({json.dumps(name)},{text})}})(window);\n".encode("utf-8", "backslashreplace")
