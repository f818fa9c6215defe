"""`meshwright catalog build|serve`: builds or serves the site of a mesh."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from meshwright.cli.catalog_build import OUTPUT, build

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `catalog`."""
    from meshwright.cli.request import add_as_of

    parser.add_argument(
        "action", choices=("build", "serve"), help="build the site, or serve it and rebuild it on changes"
    )
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the mesh (default: the current folder)"
    )
    parser.add_argument(
        "--output", metavar="FOLDER", help=f"the folder for the site (default: {OUTPUT} in the mesh's folder)"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 if the check finds errors")
    parser.add_argument(
        "--site-url",
        metavar="URL",
        help="address of the site, for feeds, the site map and canonical links (default: `site_url` of site/mkdocs.yml)",
    )
    parser.add_argument(
        "--pull-requests",
        metavar="FILE",
        help="for lead times: the merged pull requests as JSON from the forge (merge_commit_sha, created_at, merged_at)",
    )
    parser.add_argument(
        "--observations",
        metavar="DIR",
        help="also show measurements, from this folder, written by `measure --store`",
    )
    parser.add_argument(
        "--audience",
        metavar="NAME",
        default="",
        help="leave out samples, agreements, roles and findings that this audience in governance/mesh.yaml must not see",
    )
    parser.add_argument(
        "--trend",
        action="store_true",
        help="also check the last twelve weeks of Git history, and show the trend of open findings on the "
        "Governance page; MESHWRIGHT_CACHE keeps past weeks",
    )
    parser.add_argument(
        "--port", type=int, default=8000, metavar="N", help="the network port of `serve` (default: 8000)"
    )
    add_as_of(parser)


def run(options: argparse.Namespace) -> int:
    """Build or serve the site; returns 1 for errors with --strict, 2 if the site cannot be built."""
    if options.action == "serve":
        from meshwright.cli.serve import serve

        return serve(options)
    built, report, has_failed = build(options)
    count = f"{built.pages:,} pages" if built.pages != 1 else "1 page"
    sys.stdout.write(f"{count} and {built.files - built.pages:,} files in {built.folder}\n")
    errors = report.summary.errors
    if errors:
        is_are = "is 1 error" if errors == 1 else f"are {errors:,} errors"
        sys.stderr.write(f"meshwright: there {is_are}; `meshwright check` shows where\n")
    if has_failed:
        from meshwright.cli.main import CANNOT_LOOK

        return CANNOT_LOOK
    return 1 if options.strict and errors else 0
