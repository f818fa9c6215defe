"""What the catalog says of a thing: one frozen document for each kind of page, written as HTML, JSON and Markdown.

A field's name is its key in JSON; one with a default is left out there if it is empty.
Does not: know the mesh (`assembly` does), or how any of the three is written.
"""
