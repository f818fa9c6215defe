"""What is promised can be read, held and checked."""
