"""The allowed values in `site/mkdocs.yml`: none of them can access a file, run code, or stop MkDocs.

This module does not read files other than the theme's languages and icons.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from meshwright.catalog.accent import COLOUR
from meshwright.catalog.allowlist import refused_address
from meshwright.catalog.text import web_link
from meshwright.workspace.site_files import visible

if TYPE_CHECKING:
    from collections.abc import Callable

ACCENT = "accent"
"""The setting in `extra` for the colour of links, buttons and selected items."""
DOCUMENTATION = "documentation"
"""The setting in `extra` for the address of Meshwright's documentation."""
THEME_KEYS = ("language", "palette", "logo", "favicon", "features", "icon", "direction")
_PALETTE_KEYS = ("scheme", "primary", "accent", "media", "toggle")
_TOGGLE_KEYS = ("icon", "name")
_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_COLOUR = re.compile(r"[A-Za-z]+(?:[- ][A-Za-z]+)*")
_PATH = re.compile(rf"{_NAME.pattern}(?:/{_NAME.pattern})*")
_LONGEST = 1_000
_STYLED = ("admonition", "annotation", "tag")
"""Icons for which the theme writes inline styles, which the pages' content policy blocks."""


def wrong_in(key: str, value: object) -> str:
    """Describe the error in a setting; empty if there is none."""
    if key == "nav":
        return _wrong_in_navigation(value) if isinstance(value, list) else "`nav` is not a list of pages"
    if key == "theme":
        return _wrong_in_theme(value)
    if key == "extra":
        return _wrong_in_extra(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return f"unsupported value of `{key}`; expected text of at most {_LONGEST:,} characters"
    if key == "site_url" and value and (web_link(value) is None or value.startswith("mailto:")):
        return f"unsupported `site_url` `{_short(value)}`; use an `https:` address"
    return ""


def _wrong_in_extra(value: object) -> str:
    if not isinstance(value, dict) or value.keys() - {ACCENT, DOCUMENTATION}:
        return f"`extra` takes `{ACCENT}` and `{DOCUMENTATION}`"
    if ACCENT in value and not _is(COLOUR, value[ACCENT]):
        words = f"unsupported `extra.{ACCENT}`"
        shown = f" `{_short(str(value[ACCENT]))}`" if value[ACCENT] is not None else ""
        return f'{words}{shown}; use a colour in quotes, such as "#0b6668"'
    address = value.get(DOCUMENTATION, "")
    is_web = isinstance(address, str) and len(address) <= _LONGEST and address.startswith(("https:", "http:"))
    if address == "" or (is_web and web_link(address) is not None):
        return ""
    return f"unsupported `extra.{DOCUMENTATION}` `{_short(str(address))}`; use an `https:` address"


def _wrong_in_navigation(entries: list[Any]) -> str:
    for entry in entries:
        if isinstance(entry, str):
            wrong = _wrong_link(entry)
        elif isinstance(entry, dict) and len(entry) == 1:
            ((_, target),) = entry.items()
            if isinstance(target, list):
                wrong = _wrong_in_navigation(target)
            elif isinstance(target, str):
                wrong = _wrong_link(target)
            else:
                wrong = "`nav` has an entry without a page; write `title: page.md`"
        else:
            wrong = "`nav` has an entry that is not one page; write `title: page.md`"
        if wrong:
            return wrong
    return ""


def _wrong_link(address: str) -> str:
    is_whole = ":" not in address or web_link(address) is not None
    if is_whole and not refused_address(address):
        return ""
    return f"`nav` links to `{_short(address)}`; use a page of `site/content`, or an `https:` address"


def _wrong_in_theme(value: object) -> str:
    if not isinstance(value, dict) or any(key not in (*THEME_KEYS, "name") for key in value):
        return f"`theme` takes {', '.join(f'`{each}`' for each in THEME_KEYS)}"
    for key, check in _CHECKS.items():
        if key in value and (expected := check(value[key])):
            return f"unsupported value of `theme.{key}`; expected {expected}"
    return ""


def _language(value: object) -> str:
    is_there = _is(_NAME, value) and _has(f"partials/languages/{value}.html")
    return "" if is_there else "a language of Material, such as `en`"


def _palette(value: object) -> str:
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict) or any(key not in _PALETTE_KEYS for key in each):
            return f"a mapping of {', '.join(f'`{key}`' for key in _PALETTE_KEYS)}, or a list of them"
        if any(not _is(_COLOUR, each[key]) for key in ("scheme", "primary", "accent") if key in each):
            return "a name as `scheme`, `primary` and `accent`"
        toggle = each.get("toggle", {})
        if not isinstance(each.get("media", ""), str) or not isinstance(toggle, dict):
            return "text as `media` and a mapping as `toggle`"
        if any(key not in _TOGGLE_KEYS or not isinstance(toggle[key], str) for key in toggle):
            return "`icon` and `name` in a `toggle`"
        if "icon" in toggle and (expected := _icon(toggle["icon"])):
            return expected
    return "" if value else "a palette"


def _icon(value: object) -> str:
    is_there = _is(_PATH, value) and _has(f".icons/{value}.svg")
    return "" if is_there else "an icon of Material, such as `material/eye`"


def _icons(value: object) -> str:
    if not isinstance(value, dict) or any(key in _STYLED for key in value):
        return f"icons by name, other than {', '.join(f'`{each}`' for each in _STYLED)}, which need inline styles"
    return next(filter(None, map(_icon, value.values())), "")


def _image(value: object) -> str:
    is_own = isinstance(value, str) and not refused_address(value, is_loaded=True) and ".." not in value
    return "" if is_own else "the path of an image in `site/content`"


def _features(value: object) -> str:
    is_list = isinstance(value, list) and all(_is(_NAME, each) for each in value)
    return "" if is_list else "a list of names"


def _direction(value: object) -> str:
    return "" if value in ("ltr", "rtl") else "`ltr` or `rtl`"


_CHECKS: dict[str, Callable[[object], str]] = {
    "language": _language,
    "palette": _palette,
    "logo": _image,
    "favicon": _image,
    "features": _features,
    "icon": _icons,
    "direction": _direction,
}


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and len(value) <= 100 and pattern.fullmatch(value) is not None


def _has(path: str) -> bool:
    """Return whether the theme has a template; the path consists of plain names, so it cannot point elsewhere."""
    return files("material").joinpath("templates", path).is_file()


def _short(text: str) -> str:
    return visible(text[:80])
