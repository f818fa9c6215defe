"""Checks of contract promises against data: the counts to compute, the resulting figures, and their assessment.

All functions are pure: a probe describes counts independently of an engine, and an observation contains figures without
an assessment. This package does not open data, run queries, or report; engines are in `workspace/measuring`.
"""
