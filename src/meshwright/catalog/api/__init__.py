"""The catalog for machines: a JSON API with its schemas, feeds, llms.txt, and what search and finder read."""
