"""The gallery on disk: one row per picture, and where it stands.

A picture is its sha256. `occurrences` writes where pictures stand, as messages are written;
`pictures` works out from that what a grid shows (`card`) and what can be searched, and notes
what changed; `finding` answers filters from one index; `acts` does what a person does, and
says how to undo it. `library` is the door.
"""
