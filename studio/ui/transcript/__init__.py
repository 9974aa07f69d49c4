"""The transcript: one painted, virtualised view of the messages of a path.

The life of one message in here: `view.TranscriptView` keeps a `MessageItem` per message with
estimated heights (`heights`); an item near the viewport makes sections of its parts
(`sections`), and a text section splits its markdown into blocks (`blocks`) and makes view
elements of those that are seen (`elements`). While it streams, closed blocks are made once and
only the open tail is parsed again, at most once a frame (`text_section`).
"""
