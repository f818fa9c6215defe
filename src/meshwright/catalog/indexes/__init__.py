"""Machine-readable indexes: feeds, search data, the site map and `llms.txt`.

Knows products as list entries; does not know pages or documents.
"""
