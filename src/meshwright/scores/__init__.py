"""How products stand in the six qualities that make data a product: what the rules found, in shares."""
