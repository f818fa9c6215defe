"""The page for unknown addresses. This page needs no other file, because it can be shown at any depth.

Its links start at the path of `site_url` or, if that setting is missing, at the page's own folder. With scripts, the
page looks for the site in the folders above its address, corrects its links, and loads the search, which suggests pages
for the address.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from meshwright.catalog.html.page import File
from meshwright.catalog.policy import alone
from meshwright.catalog.text import shown

PATH = "404.html"
_LINKS = (
    ("Home", "index.html"),
    ("Products", "products/index.html"),
    ("Domains", "domains/index.html"),
    ("Entities", "entities/index.html"),
    ("Teams", "teams/index.html"),
    ("Changes", "changes/index.html"),
)
STYLE = (
    "html{font-size:125%}body{margin:0;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}"
    "body{color:#16211f;background:#fff}"
    "main{max-width:34rem;margin:0 auto;padding:3.2rem 1rem}article{font-size:16px!important}"
    "h1{margin:0 0 .6rem;font-size:30px;line-height:1.2}"
    "a{color:#0b6668}nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:1.3rem 0}nav a{line-height:24px}"
    "@media(prefers-color-scheme:dark){body{color:#e3eaea;background:#12181a}a{color:#62c9c4}}"
    "[data-md-color-scheme] a{color:var(--mw-accent,#62c9c4)}"
)
SCRIPT = """\
(function () {
  "use strict";
  var steps = location.pathname.split("/").slice(0, -1);
  var isFile = location.protocol === "file:";
  var isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (isDark) document.documentElement.setAttribute("data-md-color-scheme", "slate");
  function add(name, values) {
    var element = document.createElement(name);
    Object.keys(values).forEach(function (key) { element[key] = values[key]; });
    document.head.appendChild(element);
  }
  function choose(root) {
    try {
      var chosen = JSON.parse(localStorage.getItem(new URL(root, location).pathname + ".__palette"));
      if (chosen) document.documentElement.setAttribute("data-md-color-scheme", chosen.color.scheme);
    } catch (error) {} // the browser stores nothing
  }
  function found(root) {
    choose(root);
    document.querySelectorAll("[data-mw-to]").forEach(function (link) {
      link.href = root + link.getAttribute("data-mw-to");
    });
    add("link", { rel: "stylesheet", href: root + "assets/css/catalog.css" });
    ["meshwright", "search"].forEach(function (name) {
      add("script", { src: root + "assets/js/" + name + ".js", async: false });
    });
  }
  function look() {
    if (!steps.length) return;
    var root = steps.join("/") + "/";
    fetch(root + "assets/js/search.js", { method: "HEAD" }).then(
      function (answer) { if (answer.ok) found(root); else { steps.pop(); look(); } },
      function () {}
    );
  }
  if (isFile) found(steps.join("/") + "/");
  else look();
})();
"""


def lost_file(title: str, site_url: str) -> File:
    """Return the page of a site; the site's address is empty if not configured."""
    root = urlsplit(site_url).path.rstrip("/") + "/" if site_url else ""
    links = "".join(
        f'<a href="{escape(root + path)}" data-mw-to="{path}">{name}</a>\n' for name, path in _LINKS
    )
    name_of_site = escape(shown(title))
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{alone(STYLE, SCRIPT)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>Not found - {name_of_site}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<main><article class="md-typeset"><p>{name_of_site}</p>\n<h1>Page not found</h1>\n'
        "<p>It may have been renamed or removed.</p>\n"
        f'<div class="mw-lost" data-mw-lost></div>\n<nav aria-label="The catalog">\n{links}</nav></article></main>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
    return File(PATH, html.encode("utf-8", "replace"))
