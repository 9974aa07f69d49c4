"""The gallery page: every image of the library, found, looked at, sorted, taken further.

Nothing here is imported before the page is first shown. The life of one tile: `page.py` asks
the service for a list, `rows.py` works out where each image lies, `grid.py` paints what is on
the screen, asks `thumbnails.py` for what it lacks, and paints again when that has come.
"""
