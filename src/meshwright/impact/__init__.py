"""The effects of a change on consumers: the declared readers of the changed item, the readers of what is made
from it, and the words for it.

Knows changes, lineage and agreements; does not know rules, or whether a change is allowed.
"""
