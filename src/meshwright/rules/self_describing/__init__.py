"""What the data means is said beside it."""
