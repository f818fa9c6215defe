"""PostgreSQL: views that show each reader what the model lets it read, and closed tables behind them.

Does not: connect to a server.
"""
