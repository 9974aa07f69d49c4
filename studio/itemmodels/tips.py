"""Tooltips of rows."""


def plain_tip(text: str) -> str:
    """A text of any origin as a tooltip: Qt would take what looks like HTML for HTML.

    The twin of `ui.widgets.themed.plain_tip`, which this layer can't see.
    """
    if "<" not in text and "&" not in text:
        return text
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<p>{safe}</p>"
