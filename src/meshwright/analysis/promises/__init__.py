"""Service levels along lineage: those of each port, and their bounds, derived from those of its inputs.

This package knows latency, frequency, retention and availability. It does not know the meanings of fields.
"""
