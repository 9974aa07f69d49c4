"""How far the text of messages can be zoomed."""

LEAST_ZOOM, MOST_ZOOM = 85, 143


def within_zoom(percent: int) -> int:
    """The nearest allowed zoom: 85 to 143 % (12 to 20 px of body text)."""
    return max(LEAST_ZOOM, min(MOST_ZOOM, percent))
