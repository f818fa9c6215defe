"""Trust: promises are readable, achievable and verifiable."""
