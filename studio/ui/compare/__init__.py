"""The compare page: one question, several models side by side."""
