"""Housekeeping: exceptions to rules, and settings of the tool, are in order."""
