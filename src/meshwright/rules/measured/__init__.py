"""Measurements: the data fulfils the promises of its contract."""
