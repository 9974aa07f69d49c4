"""Chatting: the list of chats, the pane of one chat, and the composer."""
