"""Comparisons and runs as files: Markdown, HTML, CSV, JSON lines, preference pairs."""
