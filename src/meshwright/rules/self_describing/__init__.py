"""Self-description: the contract explains the meaning of its data."""
