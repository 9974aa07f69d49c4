"""The model picker popup."""
