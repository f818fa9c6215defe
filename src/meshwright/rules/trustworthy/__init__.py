"""Promises can be read, kept and checked."""
