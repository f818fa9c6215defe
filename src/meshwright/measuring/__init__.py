"""What contracts promise, held against data: what is to be counted, what was counted, and what follows from it.

Pure: a probe says what to count without naming an engine, an observation what was counted, without a verdict.
Does not: open data, run a query, or report; engines are in `workspace/measuring`.
"""
