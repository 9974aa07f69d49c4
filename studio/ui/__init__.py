"""What is seen. Features don't know each other; `shell` wires them together."""
