"""Finding text in the messages of a path.

`query` says what counts as a match in a plain text; `texts` gives the visible plain text of a
message piece by piece, without laying anything out; `index` gathers those texts in slices and
counts; `finder` drives all that from the GUI thread a few milliseconds at a time, keeps the
current match and brings it into view (`reveal`); `marks` paints what is on the screen.
"""
