"""The rules: a folder for each group, a file for each rule. A new file in a folder is automatically registered,
documented and tested.

A rule checks one condition and does not depend on other rules.
"""
