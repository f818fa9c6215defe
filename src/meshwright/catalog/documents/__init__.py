"""The content of the catalog: one frozen document for each kind of page, from which HTML, JSON and Markdown
are written.

Knows keys, their types and meanings. A field's name is its key in JSON; one with a default is left out there
if it is empty. Does not know the mesh, which `assembly` reads, nor how any of the three is written.
"""
