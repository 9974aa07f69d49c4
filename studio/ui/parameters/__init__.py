"""What is sent with each message besides the conversation: a form, and a word about it."""
