"""Hostile text in every field, and hostile names: JSON stays well-formed, and Markdown versions contain no markup."""

from __future__ import annotations

import json
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import cmarkgfm
import html5lib
import jsonschema_rs
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import hostile_names, hostile_texts
from site_files import files_of

ROOT = Path(__file__).parents[3]
UNSAFE = 1 << 17
"""cmark's flag that permits HTML, which Markdown versions must not need."""
ALLOWED = [
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "a",
    "code",
    "pre",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "DOCUMENT_FRAGMENT",
]


@pytest.fixture(scope="module", params=["texts", "names"])
def overview(request, tmp_path_factory, overview_in):
    """Return a hostile mesh."""
    target = tmp_path_factory.mktemp("hostile")
    if request.param == "texts":
        hostile_texts(ROOT, target)
    else:
        hostile_names(target)
    return overview_in(target)


@pytest.fixture(scope="module")
def written(overview) -> dict[str, bytes]:
    """Return all files of the API."""
    return files_of(overview)


def test_documents_conform_to_their_schemas(written):
    """No text in a document changes the JSON."""
    validators = {
        path: jsonschema_rs.validator_for(json.loads(data))
        for path, data in written.items()
        if path.startswith("api/v1/schemas/")
    }
    for path, data in written.items():
        if path.startswith("api/") and path not in validators:
            document = json.loads(data)
            schema = posixpath.normpath(posixpath.join(posixpath.dirname(path), document["$schema"]))
            assert [error.message for error in validators[schema].iter_errors(document)] == []


def test_feeds_are_well_formed(written):
    """No text in a document is XML."""
    assert all(
        ET.fromstring(data).tag.endswith("}feed") for path, data in written.items() if path.endswith(".xml")
    )


def test_markdown_versions_contain_only_our_elements(written):
    """All elements are ours, even if a renderer permits HTML, and all links lead to Markdown versions."""
    twins = {path: data.decode() for path, data in written.items() if path.endswith("index.md")}
    for path, text in twins.items():
        if path.startswith("rules/") and "A policy of the organisation" not in text:
            continue
        html = cmarkgfm.markdown_to_html_with_extensions(
            text, options=UNSAFE, extensions=["table", "strikethrough"]
        )
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
            assert element.tag in ALLOWED
            assert set(element.attrib) <= {"href", "class"}
            assert element.get("class", "language-").startswith("language-")
            if "href" in element.attrib:
                assert (
                    posixpath.normpath(posixpath.join(posixpath.dirname(path), element.get("href"))) in twins
                )


def test_paths_match_a_strict_pattern(written):
    """No name leads out of the site, or is reserved by a system."""
    strict = re.compile(r"[a-z0-9][a-z0-9-]*(\.(json|md|xml|js|txt|yaml\.txt))?")
    named = written.keys() - {"programs/mesh_client.py"}  # its name is ours
    assert all(strict.fullmatch(step) for path in named for step in path.split("/"))


def test_search_contains_only_data(written):
    """No text of a document ends the script, and every location is a path of the site."""
    for name in ("search", "fields"):
        text = written[f"assets/data/{name}.js"].decode()
        data = json.loads(text.partition(f'm.take("{name}",')[2].removesuffix(")})(window);\n"))

        assert "<" not in text
        assert (
            all(re.fullmatch(r"[a-z0-9/#_.-]+", row[2]) for row in data["others"])
            if name == "search"
            else data
        )
