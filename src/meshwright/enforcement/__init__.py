"""Enforcement: access as statements of the engines that hold it. Nothing here connects to an engine."""
