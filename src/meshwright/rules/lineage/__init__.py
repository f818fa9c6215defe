"""Lineage: the declared sources of data are complete and correct."""
