"""The declared sources of data are complete and true."""
