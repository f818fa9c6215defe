"""Service levels along lineage: what each port promises, and what follows from the promises of its inputs.

Knows how old, how often, how long and how available; does not know what a contract's fields mean.
"""
