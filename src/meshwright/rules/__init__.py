"""The rules: a folder for each group, a file for each rule. A new file in a folder is registered, documented and tested.

A rule knows one thing; it does not know other rules.
"""
