"""The Markdown twin of each page, for programs that read: written from the documents of the API, in no time.

What a document says is text: no Markdown or HTML in it works, and a reader sees it as it stands there.
"""
