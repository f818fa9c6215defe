"""PostgreSQL: views that show each reader only the granted data, and closed tables behind them.

Does not connect to a server.
"""
