"""The content of the catalog: one frozen document for each kind of page, the source of its HTML, JSON and Markdown.

This package knows keys, their types and meanings. The name of a field is its key in JSON, where a field with a
default is omitted if it is empty. It does not know the mesh, which `assembly` reads, or the syntax of the three
formats.
"""
