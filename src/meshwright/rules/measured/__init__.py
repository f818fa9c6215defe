"""What is promised holds in the data, as it was measured."""
