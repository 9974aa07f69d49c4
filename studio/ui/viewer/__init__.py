"""Looking at pictures: one at a time, or two to four compared. Always dark.

The life of one look: the main window opens `page.ViewerPage` with items and a place. The page
tells `ui/images/pictures.PictureLoader` what is looked at and what is beside it; a thread
decodes a preview, then all pixels as a pyramid of halving sizes. `stage` shows them on a
`canvas`, which paints from the smallest level that has all that can be seen; where the picture
lies is a `placement`, a value. `compare` shows several pictures in one of four ways.
"""
