"""The whole program as real processes on a private desktop."""
