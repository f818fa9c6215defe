"""The rules: a folder for each group, a file for each rule. A new file in a folder is automatically registered,
documented and tested.

A rule checks one thing; it does not know other rules.
"""
