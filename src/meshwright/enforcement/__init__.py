"""Enforcement: the access that a mesh grants, as statements for the engines that enforce it.

This package does not connect to an engine or decide who may read what.
"""
