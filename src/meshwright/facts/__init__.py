"""From one file's bytes to its facts: what it states that others may need, as compact values without positions.

Knows the standards' documents, SQL and samples; does not know another file.
Nothing after this package sees a YAML tree or a model.
"""
