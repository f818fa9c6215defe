"""Service levels along lineage: those of each port, and their bounds, derived from those of its inputs.

Knows latency, frequency, retention and availability. Does not know the meanings of fields.
"""
