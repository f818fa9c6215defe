"""Settings of a site have a closed shape: none reaches a file, runs code, or stops MkDocs."""

from __future__ import annotations

import pytest

from meshwright.workspace.site_theme import wrong_in

LANGUAGE = "unsupported value of `theme.language`; expected a language of Material, such as `en`"
ICON = "unsupported value of `theme.icon`; expected an icon of Material, such as `material/eye`"
IMAGE = "expected the path of an image in `site/content`"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("nav", "x", "`nav` is not a list of pages"),
        ("nav", [3], "`nav` has an entry that is not one page; write `title: page.md`"),
        (
            "nav",
            [{"a": "b.md", "c": "d.md"}],
            "`nav` has an entry that is not one page; write `title: page.md`",
        ),
        ("nav", [{"a": 3}], "`nav` has an entry without a page; write `title: page.md`"),
        ("nav", [{"a": [{"b": None}]}], "`nav` has an entry without a page; write `title: page.md`"),
        *(
            ("nav", nav, f"`nav` links to `{shown}`; use a page of `site/content`, or an `https:` address")
            for shown, nav in (
                ("javascript:alert(1)", [{"x": "javascript:alert(1)"}]),
                ("javascript:alert(1)", ["javascript:alert(1)"]),
                ("JaVaScRiPt:alert(1)", [{"x": [{"y": "JaVaScRiPt:alert(1)"}]}]),
                ("java\\tscript:alert(1)", [{"x": "java\tscript:alert(1)"}]),
                ("data:text/html,x", [{"x": "data:text/html,x"}]),
                ("vbscript:x", [{"x": "vbscript:x"}]),
                ("//evil.example/", [{"x": "//evil.example/"}]),
                ("/\\evil.example/", [{"x": "/\\evil.example/"}]),
                ("file:///etc/passwd", [{"x": "file:///etc/passwd"}]),
                ("https://bank.example@evil.example/", [{"x": "https://bank.example@evil.example/"}]),
            )
        ),
        ("site_url", "javascript:x", "unsupported `site_url` `javascript:x`; use an `https:` address"),
        ("site_url", "http://[", "unsupported `site_url` `http://[`; use an `https:` address"),
        (
            "site_name",
            {"a": "b"},
            "unsupported value of `site_name`; expected text of at most 1,000 characters",
        ),
        (
            "copyright",
            "x" * 1001,
            "unsupported value of `copyright`; expected text of at most 1,000 characters",
        ),
        ("extra", "x", "`extra` takes `accent` and `documentation`"),
        ("extra", {"generator": True}, "`extra` takes `accent` and `documentation`"),
        ("extra", {"accent": None}, "unsupported `extra.accent`; use a colour in quotes"),
        *(
            (
                "extra",
                {"accent": colour},
                f'unsupported `extra.accent` `{colour}`; use a colour in quotes, such as "#0b6668"',
            )
            for colour in (
                "teal",
                "#fff",
                "#12345g",
                "#1234567",
                123456,
                "red;}body{display:none",
                ["#123456"],
            )
        ),
        *(
            (
                "extra",
                {"documentation": address},
                f"unsupported `extra.documentation` `{address}`; use an `https:` address",
            )
            for address in ("javascript:x", "mailto:x@y.example", "docs/", "//x.example/", "http://[", 3)
        ),
        ("theme", {"language": "xx"}, LANGUAGE),
        ("theme", {"language": "../../../x"}, LANGUAGE),
        ("theme", {"language": ["en"]}, LANGUAGE),
        ("theme", {"icon": {"logo": "../../../../etc/passwd"}}, ICON),
        ("theme", {"icon": {"logo": "material/nothing-of-the-kind"}}, ICON),
        ("theme", {"icon": {"logo": "/etc/passwd"}}, ICON),
        ("theme", {"icon": {"logo": 3}}, ICON),
        (
            "theme",
            {"icon": {"tag": {"x": "material/eye"}}},
            "unsupported value of `theme.icon`; expected icons by name",
        ),
        ("theme", {"palette": {"toggle": {"icon": "../x"}}}, ICON.replace("theme.icon", "theme.palette")),
        (
            "theme",
            {"palette": {"scheme": '"><b>'}},
            "unsupported value of `theme.palette`; expected a name as `scheme`",
        ),
        (
            "theme",
            {"palette": [3]},
            "unsupported value of `theme.palette`; expected a mapping of `scheme`, `primary`",
        ),
        (
            "theme",
            {"palette": {"toggle": {"x": "y"}}},
            "unsupported value of `theme.palette`; expected `icon` and",
        ),
        (
            "theme",
            {"palette": {"media": 3}},
            "unsupported value of `theme.palette`; expected text as `media`",
        ),
        ("theme", {"logo": "https://evil.example/x.png"}, f"unsupported value of `theme.logo`; {IMAGE}"),
        ("theme", {"favicon": "../../x.png"}, f"unsupported value of `theme.favicon`; {IMAGE}"),
        ("theme", {"logo": "data:image/svg+xml,x"}, f"unsupported value of `theme.logo`; {IMAGE}"),
        ("theme", {"features": 3}, "unsupported value of `theme.features`; expected a list of names"),
        ("theme", {"features": ["<b>"]}, "unsupported value of `theme.features`; expected a list of names"),
        ("theme", {"direction": "<b>"}, "unsupported value of `theme.direction`; expected `ltr` or `rtl`"),
        ("theme", {"custom_dir": "/"}, "`theme` takes `language`, `palette`"),
        ("theme", 3, "`theme` takes `language`, `palette`"),
    ],
)
def test_wrong_setting_has_our_message(key: str, value: object, why: str) -> None:
    """Before MkDocs reads it."""
    assert wrong_in(key, value).startswith(why)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nav", ["own.md", {"Own": "a/own.md"}, {"Own": ["own.md", {"Web": "https://a.example/x?y:z"}]}]),
        ("nav", [{"Mail": "mailto:a@b.example"}, {"A page of ours": "domains/index.html"}]),
        ("site_url", ""),
        ("extra", {}),
        ("extra", {"documentation": ""}),
        ("extra", {"accent": "#7A1fa2"}),
        ("extra", {"documentation": "https://docs.example/meshwright/"}),
        ("site_url", "https://mesh.example/sub/"),
        ("site_name", '"><script>'),  # escaped where it is handed on
        ("theme", {"language": "pt-BR", "direction": "rtl", "features": ["navigation.tabs", "search.share"]}),
        ("theme", {"palette": {"scheme": "slate", "primary": "deep purple", "accent": "custom"}}),
        (
            "theme",
            {
                "palette": [
                    {"media": "(prefers-color-scheme: dark)", "toggle": {"icon": "material/eye", "name": "x"}}
                ]
            },
        ),
        (
            "theme",
            {"icon": {"logo": "material/library"}, "logo": "images/logo.png", "favicon": "assets/mark.svg"},
        ),
    ],
)
def test_documented_setting_is_accepted(key: str, value: object) -> None:
    """As Material documents it."""
    assert wrong_in(key, value) == ""
