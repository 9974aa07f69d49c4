"""Runs of many prompts: the list, the form, the table of answers, the charts."""
