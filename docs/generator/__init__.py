"""The pages of the documentation that are generated from the code: commands, documents, rules, outputs, diagrams.

They are written into the sources of the site at each build and are not committed: a copy in Git would cause
a conflict in every branch that changes a rule.
"""
