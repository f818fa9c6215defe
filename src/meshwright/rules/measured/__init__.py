"""The data fulfils the promises of its contract, according to measurements."""
