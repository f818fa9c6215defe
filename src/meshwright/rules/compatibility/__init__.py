"""What a change breaks, and for whom."""
