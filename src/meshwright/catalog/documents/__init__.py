"""The content of the catalog: one frozen document for each kind of page, from which its HTML, JSON and Markdown are
written.

Knows keys, their types and meanings. The name of a field is its key in JSON; a field with a default is omitted there if
it is empty. Does not know the mesh, which `assembly` reads, or the syntax of the three formats.
"""
