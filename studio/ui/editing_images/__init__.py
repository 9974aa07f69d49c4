"""Editing an image: a mask, a crop, a prompt, and what comes of it. Nothing is replaced."""
