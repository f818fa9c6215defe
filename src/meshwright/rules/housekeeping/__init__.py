"""Housekeeping: exceptions from rules and settings of the tool are in order."""
