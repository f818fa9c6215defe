"""The mesh as facts: what each file states, and how the statements refer to each other.

Only `compile` sees YAML trees and the standards' documents; all else works on facts.
"""
