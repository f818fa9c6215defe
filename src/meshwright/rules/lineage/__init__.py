"""Where data comes from is declared and true."""
