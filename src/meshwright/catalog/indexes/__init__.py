"""Machine-readable indexes: feeds, search data, the site map and `llms.txt`.

This package knows products as list entries; it does not know pages or documents.
"""
