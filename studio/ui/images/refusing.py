"""What is said where an image can't be edited."""

from PySide6.QtCore import QCoreApplication


def why_not_edited() -> str:
    """The words beside an act that is there but can't be done."""
    return QCoreApplication.translate("Images", "The image can't be read, so it can't be edited")
