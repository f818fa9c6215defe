"""What is planned, current, deprecated or retired is so for all who depend on it."""
