"""What the data means is described with it."""
