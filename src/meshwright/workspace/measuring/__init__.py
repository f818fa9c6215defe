"""Measuring: the location of data, the processes that query it, and stored observations.

Engines are queried in separate processes. This package does not decide what to measure, or what a figure means;
`measuring` does.
"""
