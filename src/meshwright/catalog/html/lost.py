"""The page for unknown addresses. This page needs no other file, because it can be shown at any depth.

Its links start at the path of `site_url` or, if that setting is missing, at the page's own folder. With scripts, the
page loads the search, which suggests pages for the address. If the site is not at the path of `site_url`, the page looks
for it in the folders above its address, first in the one above the name of a section, and corrects its links.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from meshwright.catalog.html.page import File
from meshwright.catalog.policy import alone
from meshwright.catalog.sections import SECTIONS
from meshwright.catalog.text import shown

PATH = "404.html"
_LINKS = (
    ("Home", "index.html"),
    *((each.title, f"{each.route}/index.html") for each in SECTIONS if each.is_navigated),
)
_DARK = "{--text:#e3eaea;--page:#12181a;--link:#62c9c4;color-scheme:dark}"
STYLE = (
    "html{--text:#16211f;--page:#fff;--link:#0b6668;font-size:125%}"
    f"@media(prefers-color-scheme:dark){{html:not([data-md-color-scheme]){_DARK}}}"
    f"html[data-md-color-scheme=slate]{_DARK}"
    "body{margin:0;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}"
    "body{color:var(--text);background:var(--page)}"
    "main{max-width:34rem;margin:0 auto;padding:3.2rem 1rem}article{font-size:16px!important}"
    "h1{margin:0 0 .6rem;font-size:30px;line-height:1.2}"
    "a{color:var(--link)}nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:1.3rem 0}nav a{line-height:24px}"
)
SCRIPT = """\
(function () {
  "use strict";
  var page = document.documentElement;
  var links = Array.from(document.querySelectorAll("[data-mw-to]"));
  var steps = location.pathname.replace(/^[/]+/, "/").split("/").slice(0, -1); // `//name/` would be another host
  function above(count) { return steps.slice(0, count).join("/") + "/"; }
  var folders = steps.map(function (_, at) { return above(steps.length - at); });
  var isFile = location.protocol === "file:";
  var known = page.getAttribute("data-mw-root");
  if (isFile) known = folders[0];
  else if (known && location.pathname.indexOf(known)) known = null;

  function scheme() {
    for (var at = 0; at < folders.length; at += 1) {
      try { // the theme stores the choice by the folder of the site
        var color = JSON.parse(localStorage.getItem(folders[at] + ".__palette")).color;
        if (color.media !== "(prefers-color-scheme)") return color.scheme;
      } catch (_) { continue; }
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
  }
  page.setAttribute("data-md-color-scheme", scheme());

  function add(name, values) {
    var element = document.createElement(name);
    Object.keys(values).forEach(function (key) { element[key] = values[key]; });
    document.head.appendChild(element);
  }
  function use(root, otherwise) {
    links.forEach(function (link) { link.href = root + link.getAttribute("data-mw-to"); });
    add("link", { rel: "stylesheet", href: root + "assets/css/catalog.css" });
    ["meshwright", "search"].forEach(function (name, at) {
      add("script", { src: root + "assets/js/" + name + ".js", async: false, onerror: at ? null : otherwise });
    });
  }
  function look() {
    var sections = links.map(function (link) { return link.getAttribute("data-mw-to").split("/")[0]; });
    var at = steps.findIndex(function (step) { return sections.indexOf(step) >= 0; });
    var rest = at > 0 ? [above(at)].concat(folders) : folders.slice();
    (function next() {
      var root = rest.shift();
      if (!root) return;
      fetch(root + "assets/js/search.js", { method: "HEAD" }).then(
        function (answer) { if (answer.ok) use(root, null); else next(); },
        function () {}
      );
    })();
  }
  if (known) use(known, isFile ? null : look);
  else look();
})();
"""


def lost_file(title: str, site_url: str) -> File:
    """Return the page of a site; the site's address is empty if not configured."""
    root = urlsplit(site_url).path.rstrip("/") + "/" if site_url else ""
    links = "".join(
        f'<a href="{escape(root + path)}" data-mw-to="{path}">{name}</a>\n' for name, path in _LINKS
    )
    at_root = f' data-mw-root="{escape(root)}"' if root else ""
    name_of_site = escape(shown(title))
    html = (
        f'<!doctype html>\n<html lang="en"{at_root}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{alone(STYLE, SCRIPT)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>Not found - {name_of_site}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<main><article class="md-typeset"><p>{name_of_site}</p>\n<h1>Page not found</h1>\n'
        "<p>It may have been renamed or removed.</p>\n"
        f'<nav aria-label="The catalog">\n{links}</nav>\n<div class="mw-lost" data-mw-lost></div></article></main>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
    return File(PATH, html.encode("utf-8", "replace"))
