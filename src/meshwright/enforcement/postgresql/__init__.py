"""PostgreSQL: views that show each reader only the granted data, and closed tables behind them.

This package does not connect to a server.
"""
