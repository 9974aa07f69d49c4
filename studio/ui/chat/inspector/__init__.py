"""The panel at the right: what was sent for a reply, and what came."""
