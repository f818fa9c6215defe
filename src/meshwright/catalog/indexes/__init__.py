"""Indexes for programs: feeds, the data of the search, the site map, `llms.txt`.

Knows products as list entries; does not know pages or documents.
"""
