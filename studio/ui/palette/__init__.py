"""The command palette: one field from which every chat, model, page and act is reached."""
