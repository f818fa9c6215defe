"""Facts of single files: the declarations that other files may need, as compact values without positions.

This package knows the documents of the standards, SQL and samples. It does not know other files. Later
packages never see a YAML tree or a model.
"""
