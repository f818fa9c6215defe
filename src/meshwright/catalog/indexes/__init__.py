"""Indexes for programs: feeds, the finder's data, the search index, the site map, `llms.txt`.

Knows products in a line each; does not know pages or documents.
"""
