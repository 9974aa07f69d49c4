"""Judging answers: votes of a person and of a model, and the table of who is better."""
