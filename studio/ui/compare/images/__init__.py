"""Answers that are images: a grid of them, choosing, comparing and voting on them."""
