"""Everything has one stable name, and every name leads somewhere."""
