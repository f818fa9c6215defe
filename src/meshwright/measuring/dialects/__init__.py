"""How engines spell what is counted: a module for each, and what they have in common.

Does not: know probes, or open a connection.
"""
