"""Life cycle: the status of an item fits the status of its dependencies and consumers."""
