"""Objects of a contract, read from a file of data or from a schema of another tool; never any rows."""
