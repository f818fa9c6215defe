"""Indexes for programs: feeds, the data of the search, the site map, `llms.txt`.

Knows products in a line each; does not know pages or documents.
"""
