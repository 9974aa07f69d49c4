"""Asking for images: the prompt box, its options, the queue of what is being made."""
