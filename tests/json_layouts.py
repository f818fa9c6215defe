"""Ways to lay out JSON, as arguments of `json.dumps`."""

from __future__ import annotations

from hypothesis import strategies as st

LAYOUTS = st.sampled_from(
    [
        {},
        {"indent": 2},
        {"indent": "\t"},
        {"indent": 0},
        {"separators": (",", ":")},
        {"separators": (" ,\r\n", " : "), "ensure_ascii": False},
        {"separators": ("\n, ", ":\n")},
    ]
)
