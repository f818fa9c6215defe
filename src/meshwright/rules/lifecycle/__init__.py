"""Life cycle: the status of an item fits those of its dependencies and consumers."""
