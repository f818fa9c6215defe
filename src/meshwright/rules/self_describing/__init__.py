"""The meaning of data is described together with it."""
