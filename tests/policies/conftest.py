"""Fixtures of tests of policies."""

from policy_of import checked, mesh

__all__ = ["checked", "mesh"]
