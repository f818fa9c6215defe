"""The promises of contracts, checked against data: what to count, what was counted, and what follows from it.

Pure: a probe says what to count without naming an engine; an observation says what was counted, without a
verdict. Does not: open data, run a query, or report; engines are in `workspace/measuring`.
"""
