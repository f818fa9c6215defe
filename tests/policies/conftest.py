"""Fixtures of tests of policies."""

from conftest_policies import checked, mesh

__all__ = ["checked", "mesh"]
