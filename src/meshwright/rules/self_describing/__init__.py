"""Self-description: the contract explains what its data means."""
